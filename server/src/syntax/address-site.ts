/** Sites of configs that name an address where something listens or where they connect to. */
import type { Protocol, Role, Site, Text } from '../model/index.ts';
import { isVariable } from '../model/index.ts';
import { defaultPort } from './endpoint.ts';
import { flatten, isOpaque, parseTextAddress, portValue, textSpan } from './text-address.ts';

export interface AddressUse {
  readonly role: Extract<Role, 'listen' | 'target' | 'connect' | 'scrape' | 'probe'>;
  /** As messages call it: `endpoint`, `targets`. */
  readonly field: string;
  readonly protocol?: Protocol;
  /** The port of an address without one, by its scheme in lower case; by default what the scheme means. */
  readonly implied?: (scheme: string | undefined) => number | undefined;
}

const SECURE: ReadonlySet<string> = new Set(['https', 'grpcs', 'wss', 'tls']);

/**
 * The site of a text that is one address, with its host as the destination or, for a listener, as the address that it
 * binds. Undefined for what is no address, and for a port that is neither written nor implied.
 */
export function addressSite(text: Text, use: AddressUse): Site | undefined {
  const address = text.length > 0 ? parseTextAddress(text) : undefined;
  if (!address) return undefined;
  const { scheme, host, port, hostEnd } = address;
  const { role, field, protocol = 'tcp', implied = (s) => (s ? defaultPort(s) : undefined) } = use;
  const known = host && !isOpaque(host) ? host : undefined;
  const site = {
    role,
    field,
    protocol,
    ...(scheme && SECURE.has(scheme) ? { tls: true } : {}),
    ...(role === 'listen'
      ? known?.every((part) => !isVariable(part)) && { address: { text: flatten(known), span: textSpan(known) } }
      : { to: known ? [{ kind: 'host' as const, host: known }] : [] }),
  };
  if (port) {
    const value = portValue(port);
    return { ...site, value, span: textSpan(port) };
  }
  const number = known ? implied(scheme) : undefined;
  if (!host || number === undefined) return undefined;
  const value = { kind: 'number', number } as const;
  return { ...site, value, span: textSpan(host), implied: { at: hostEnd, template: ':{port}' } };
}
