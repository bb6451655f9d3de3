/**
 * Labels and variables by which a proxy that watches the Docker socket learns a container's own port: Traefik,
 * caddy-docker-proxy, nginx-proxy. The proxy dials the container itself, so that a published port means nothing to it.
 */
import type { Setting, Site, Text } from '../../model/index.ts';
import { portValue } from '../../syntax/ports.ts';
import { cutText, flatten, textSpan } from '../../syntax/text-address.ts';

/** Traefik 2 and 3, then 1 (doc.traefik.io, routing with Docker labels). */
const TRAEFIK =
  /^traefik\.(?:(?:http|tcp|udp)\.services\.[^.]+\.loadbalancer\.(?:server\.port|healthcheck\.port)|(?:[\w-]+\.)?port)$/i;
/** `caddy.reverse_proxy`, `caddy_1.handle.0_reverse_proxy` (lucaslorentz/caddy-docker-proxy). */
const CADDY = /^caddy(?:_\d+)?(?:\..+)?\.(?:\d+_)?reverse_proxy$/i;
const UPSTREAMS = /\{\{\s*upstreams(?:\s+(?:https?|h2c))?\s+(\d{1,5})\s*\}\}/dg;

/** The sites of a service's labels and environment that lead to the service itself. */
export function proxiedSites(labels: readonly Setting[], environment: readonly Setting[]): readonly Site[] {
  return [...labels.flatMap(labelSites), ...environment.flatMap(variableSites)];
}

function labelSites({ name, value }: Setting): readonly Site[] {
  if (!value?.length) return [];
  if (TRAEFIK.test(name)) {
    const udp = /^traefik\.udp\./i.test(name);
    return [site(value, udp ? 'udp' : 'tcp', /(?:server\.|healthcheck\.)?port$/i.exec(name)![0])];
  }
  if (!CADDY.test(name)) return [];
  return [...flatten(value).matchAll(UPSTREAMS)].flatMap(({ indices }) => {
    const at = indices?.[1];
    return at ? [site(cutText(value, ...at), 'tcp', 'upstreams')] : [];
  });
}

/** nginx-proxy's README, "Virtual ports". */
function variableSites({ name, value }: Setting): readonly Site[] {
  return name === 'VIRTUAL_PORT' && value?.length ? [site(value, 'tcp', name)] : [];
}

function site(text: Text, protocol: 'tcp' | 'udp', field: string): Site {
  return { role: 'connect', span: textSpan(text), value: portValue(text), protocol, field, to: [{ kind: 'own' }] };
}
