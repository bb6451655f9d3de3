/** Sites of an nginx configuration while it is read: several blocks may lead to one, and each says something of it. */
import type { Destination, Edit, Insertion, Site, Span, Text } from '../model/index.ts';
import { partOf, placeKey } from '../model/index.ts';
import type { LinkedSite } from '../syntax/linked-sites.ts';
import { flatten, isOpaque, parseTextAddress, portValue, textSpan } from '../syntax/text-address.ts';

/** A site and what the blocks that lead to it say of it. */
export interface Draft extends LinkedSite {
  readonly transports: Set<'tcp' | 'udp'>;
  readonly tls: Set<boolean | undefined>;
}

/** By role and place: two passes through one variable share the site where it is set. */
export type Drafts = Map<string, Draft>;

const OTHER_SCHEMES: Readonly<Record<string, string>> = { http: 'https', https: 'http', grpc: 'grpcs', grpcs: 'grpc' };

/** The site of `host:port`, or of `host` with the port that its scheme implies. None where either is unknown. */
export function readTarget(
  sites: Drafts,
  text: Text,
  field: string,
  implied: (scheme: string | undefined) => number | undefined,
  role: 'target' | 'connect' = 'target',
): Draft | undefined {
  const address = parseTextAddress(text);
  if (!address?.host) return undefined;
  const { host, port, scheme, hostEnd } = address;
  const to: readonly Destination[] = isOpaque(host) ? [] : [{ kind: 'host', host }];
  const site = { role, field, protocol: 'tcp', to } as const;
  if (port) {
    const value = portValue(port);
    return value.kind === 'unknown' ? undefined : addSite(sites, { ...site, value, span: textSpan(port) });
  }
  // A host that ends in a variable may hold a port of its own.
  const number = /[\w.\]-]$/.test(flatten(host)) && !isOpaque(host) ? implied(scheme) : undefined;
  if (number === undefined) return undefined;
  const value = { kind: 'number', number } as const;
  const named = to.map((each) => (each.kind === 'host' ? { ...each, group: 'maybe' as const } : each));
  return addSite(sites, { ...site, to: named, value, span: textSpan(host), implied: impliedPort(hostEnd) });
}

/** The site of a name that must be an `upstream`, of another file: it has no port, and there is none that it implies. */
export function readGroup(sites: Drafts, text: Text, field: string): Draft | undefined {
  const address = parseTextAddress(text);
  if (!address?.host || address.port || !/^[\w.-]+$/.test(flatten(address.host))) return undefined;
  const { host, hostEnd } = address;
  const to = [{ kind: 'host' as const, host, group: 'only' as const }];
  const value = { kind: 'unknown' } as const;
  const site = { role: 'target', field, protocol: 'tcp', value, span: textSpan(host), to } as const;
  return addSite(sites, { ...site, implied: impliedPort(hostEnd) });
}

export function impliedPort(at: Span): Insertion {
  return { at, template: ':{port}' };
}

export function addSite(sites: Drafts, site: Site): Draft {
  const key = `${site.role} ${placeKey(site.span)}`;
  const known = sites.get(key);
  if (known) {
    const to = known.site.to ?? [];
    const fresh = (site.to ?? []).filter((each) => !to.some((other) => JSON.stringify(other) === JSON.stringify(each)));
    known.site = { ...known.site, to: [...to, ...fresh] };
    return known;
  }
  const draft: Draft = { site, leads: new Set(), transports: new Set(), tls: new Set() };
  sites.set(key, draft);
  return draft;
}

/** The site with the protocol and TLS that all its blocks agree on. */
export function settle(draft: Draft): LinkedSite {
  const { transports, tls } = draft;
  if (transports.size > 0)
    draft.site = { ...draft.site, protocol: transports.size > 1 ? 'unknown' : [...transports][0]! };
  const [spoken] = tls;
  if (tls.size === 1 && spoken !== undefined) draft.site = { ...draft.site, tls: spoken };
  return draft;
}

/** Where the scheme is written out, it is changed to the one of the other kind. */
export function switchScheme([first]: Text, scheme: string): Edit | undefined {
  const newText = OTHER_SCHEMES[scheme];
  if (!newText || !first || !('text' in first) || !first.text.startsWith(`${scheme}://`)) return undefined;
  if (first.span.length !== first.text.length) return undefined;
  return { span: partOf(first.span, 0, scheme.length), newText };
}
