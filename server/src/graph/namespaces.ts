/**
 * Which containers share one network namespace: those of a pod, and Compose services whose `network_mode` is
 * `service:x` or `container:x` (docs.docker.com/reference/compose-file/services, network_mode).
 */
import type { Component, Container } from '../model/index.ts';
import { keys } from './keys.ts';
import type { Store } from './store.ts';

/** The containers that share a container's network namespace, itself included. */
export function podContainers(store: Store, container: Container): readonly Container[] {
  if (container.pod)
    return store.find(keys.pod(container.pod.id)).filter((c): c is Container => c.kind === 'container');
  if (!container.network) return [container];
  const owner = namespaceOwner(store, container) ?? container;
  const sharing = [...store.find(keys.file(owner.file)), ...names(owner).flatMap((n) => store.find(keys.joins(n)))];
  const members = sharing.filter(
    (c): c is Container => c.kind === 'container' && (c.id === owner.id || namespaceOwner(store, c)?.id === owner.id),
  );
  return members.length > 0 ? [...new Set(members)] : [container];
}

/** The service whose namespace a Compose service stands in; undefined where it has one of its own. */
export function namespaceOwner(store: Store, container: Container): Container | undefined {
  const mode = container.network?.mode;
  if (mode?.kind === 'service') {
    const isNamed = (c: Component): c is Container => c.kind === 'container' && c.name === mode.name;
    return store.find(keys.file(container.file)).find(isNamed);
  }
  if (mode?.kind !== 'container') return undefined;
  const bears = (c: Component): c is Container => c.kind === 'container' && names(c).includes(mode.name);
  return store.nearest(keys.host(mode.name), container, bears)[0];
}

function names({ network }: Container): readonly string[] {
  return network?.names ?? [];
}
