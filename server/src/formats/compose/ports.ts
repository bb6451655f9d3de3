/** `ports` and `expose` (compose-spec, 05-services.md). */
import type { Edit, Named, Protocol, Site, Source, Value } from '../../model/index.ts';
import { partOf, upTo } from '../../model/index.ts';
import { portValue } from '../../syntax/ports.ts';
import {
  entry,
  get,
  integer,
  items,
  scalar,
  spanOf,
  textAt,
  type YamlEntry,
  type YamlNode,
  type YamlScalar,
} from '../../syntax/yaml.ts';
import { scalarText } from '../../syntax/yaml-text.ts';

/** The sites of one service's `ports`: a published port leads to the container port behind it in the list. */
export function portSites(source: Source, node: YamlNode | undefined): readonly Site[] {
  const sites: Site[] = [];
  for (const item of items(node)) {
    const mapping = item.kind === 'map' ? longForm(source, item) : shortForm(source, item);
    if (!mapping) continue;
    if (mapping.published) {
      sites.push({ ...mapping.published, to: [{ kind: 'site', index: sites.length + 1 }] });
    }
    sites.push({ ...mapping.target, to: [{ kind: 'own' }] });
  }
  return sites;
}

/** `expose`: declared, and reachable by other containers. */
export function exposeSites(source: Source, service: YamlNode): readonly Site[] {
  const list = entry(service, 'expose');
  return items(list?.value).flatMap((item): Site[] => {
    const token = scalar(item);
    if (!token) return [];
    const { protocol, end } = protocolSuffix(token.text);
    const removal = removalOf(source, list!, token);
    return [{ ...site(source, token, 0, end, 'declare', 'expose', protocol), ...(removal ? { removal } : {}) }];
  });
}

/** Lines that go as a whole; undefined where others share them. */
function removalOf(source: Source, list: YamlEntry, item: YamlScalar): Site['removal'] {
  const { value } = list;
  if (value.kind !== 'list' || value.flow || list.merged || list.key.start > value.start) return undefined;
  const all = lines(source, list.key.start, value.end);
  return { own: value.items.length > 1 ? lines(source, item.start, item.end) : all, all };
}

/** The lines that hold a stretch, the last one's end included. */
function lines(source: Source, from: number, to: number): Edit {
  const start = source.text.lastIndexOf('\n', from - 1) + 1;
  const newline = source.text.indexOf('\n', to);
  const end = newline < 0 ? source.text.length : newline + 1;
  const span = source.span(start, start);
  const { line, column } = source.span(end, end);
  return { span, end: { line, column }, newText: '' };
}

interface Mapping {
  readonly published?: Site;
  readonly target: Site;
}

/** `[[HOST_IP:]HOST:]CONTAINER[/PROTO]`. */
function shortForm(source: Source, node: YamlNode): Mapping | undefined {
  const token = scalar(node);
  if (!token) return undefined;
  const { protocol, end } = protocolSuffix(token.text);
  const fields = splitOutsideBraces(token.text.slice(0, end));
  const container = fields.at(-1);
  if (!container) return undefined;
  const written = site(source, token, container.start, container.end, 'target', 'container port', protocol);
  const number = token.style === 'plain' ? sexagesimal(token.text) : undefined;
  const isExact = token.end - token.start === token.text.length;
  const suffix = isExact ? source.span(token.start + end, token.end) : undefined;
  const target: Site = {
    ...written,
    ...(suffix ? { transport: { at: suffix, template: '/{name}' } } : {}),
    ...(number ? { misread: { span: spanOf(source, token), as: `the number ${number}` } } : {}),
  };
  const host = fields.at(-2);
  if (!host || host.start === host.end) return { target };
  const addressEnd = host.start - 1;
  const published = site(source, token, host.start, host.end, 'publish', 'published port', protocol);
  if (addressEnd <= 0) return { published, target };
  const address = addressOf(source, token, 0, addressEnd);
  return { published: address ? { ...published, address } : published, target };
}

/** YAML 1.1 reads digits and colons as a number to the base of 60 (yaml.org/type/int.html). */
function sexagesimal(text: string): number | undefined {
  if (!/^[1-9]\d*(?::[0-5]?\d)+$/.test(text)) return undefined;
  return text.split(':').reduce((number, digits) => number * 60 + Number(digits), 0);
}

function longForm(source: Source, node: YamlNode): Mapping | undefined {
  const container = scalar(get(node, 'target'));
  if (!container) return undefined;
  const protocol = protocolNamed(textAt(node, 'protocol'));
  const written = scalar(get(node, 'protocol'));
  const target: Site = {
    ...site(source, container, 0, container.text.length, 'target', 'target', protocol),
    ...(written ? { transport: { at: spanOf(source, written), template: '{name}' } } : {}),
  };
  const host = scalar(get(node, 'published'));
  if (!host) return { target };
  const published = site(source, host, 0, host.text.length, 'publish', 'published', protocol);
  const ip = scalar(get(node, 'host_ip'));
  const address = ip && addressOf(source, ip, 0, ip.text.length);
  return { published: address ? { ...published, address } : published, target };
}

function site(
  source: Source,
  token: YamlScalar,
  start: number,
  end: number,
  role: Site['role'],
  field: string,
  protocol: Protocol,
): Site {
  const text = scalarText(source, token, 'compose', start, end);
  const [first] = text;
  const last = text.at(-1);
  // go-yaml reads a plain scalar as a number before Compose sees it: `0x50`, `8_080`.
  const whole = start === 0 && end === token.text.length ? integer(token) : undefined;
  const value: Value =
    whole !== undefined && whole >= 0
      ? { kind: 'number', number: whole }
      : first
        ? numeric(portValue(text))
        : { kind: 'unknown' };
  const span = first && last ? upTo(first.span, last.span) : source.span(token.start, token.end);
  return { role, span, value, protocol, field };
}

/** A word where Compose takes a number: `8_080` between colons, a service's name (docs.docker.com, Compose ports). */
function numeric(value: Value): Value {
  return value.kind === 'name' ? { kind: 'invalid', reason: 'takes a number' } : value;
}

/** The host address as it is written: one that a variable holds equals only itself. */
function addressOf(source: Source, token: YamlScalar, start: number, end: number): Named | undefined {
  const parts = scalarText(source, token, 'compose', start, end);
  const [first, last] = [parts[0], parts.at(-1)];
  if (!first || !last) return undefined;
  const text = token.text.slice(start, end);
  const span = upTo(first.span, last.span);
  if (!/^\[.*\]$/.test(text)) return { text, span };
  return {
    text: text.slice(1, -1),
    span: partOf(span, 1, span.length - 1),
  };
}

function protocolSuffix(text: string): { protocol: Protocol; end: number } {
  const match = /\/([A-Za-z]+)$/.exec(text);
  return match ? { protocol: protocolNamed(match[1]), end: match.index } : { protocol: 'tcp', end: text.length };
}

function protocolNamed(text: string | undefined): Protocol {
  const name = text?.toLowerCase() ?? 'tcp';
  return name === 'tcp' || name === 'udp' || name === 'sctp' ? name : 'unknown';
}

/** The fields between colons that stand in no `${...}` and no `[...]`. */
export function splitOutsideBraces(text: string): readonly { readonly start: number; readonly end: number }[] {
  const fields: { start: number; end: number }[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    const char = text[at];
    if (char === '{' || char === '[') depth++;
    else if (char === '}' || char === ']') depth--;
    else if (char === undefined || (char === ':' && depth === 0)) {
      fields.push({ start, end: at });
      start = at + 1;
    }
  }
  return fields;
}
