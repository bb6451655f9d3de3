/** Pods: those that a selector or a name picks, those behind a Service, and the Services in front of one. */
import type { Component, Container, Destination, Service } from '../model/index.ts';
import { podListeners } from './evidence/evidence.ts';
import { keys, tellingPair } from './keys.ts';
import { areMet } from './nearest.ts';
import type { PortSite } from './sites.ts';
import type { Store } from './store.ts';
import { sameNamespace } from './values/values.ts';

/** One container of each pod that a selector picks, in the nearest scope unless it looks anywhere. */
export function podsPicked(
  store: Store,
  asker: Component,
  { selector, namespace, anywhere }: Extract<Destination, { kind: 'pods' }>,
): readonly Container[] {
  const pair = tellingPair(selector);
  if (!pair) return [];
  const wanted = Object.entries(selector);
  const fits = (c: Component): c is Container => {
    const pod = c.kind === 'container' ? c.pod : undefined;
    if (!pod || !sameNamespace(pod.namespace, namespace)) return false;
    return wanted.every(([name, value]) => pod.labels[name] === value);
  };
  const key = `label:${pair}`;
  const found = anywhere
    ? store
        .find(key)
        .filter(fits)
        .filter((c) => areMet(asker, c))
    : store.nearest(key, asker, fits);
  const pods = new Set<string>();
  return found.filter((c) => c.pod && !pods.has(c.pod.id) && pods.add(c.pod.id));
}

/** One container of each workload of a name, in the nearest scope. */
export function podsOf(
  store: Store,
  asker: Component,
  { name, type, namespace }: Extract<Destination, { kind: 'workload' }>,
): readonly Container[] {
  const fits = (c: Component): c is Container =>
    c.kind === 'container' &&
    c.pod?.name === name &&
    (type === undefined || c.pod.label.toLowerCase().startsWith(`${type} `)) &&
    sameNamespace(c.pod.namespace, namespace);
  const pods = new Set<string>();
  return store.nearest(keys.workload(name), asker, fits).filter((c) => !pods.has(c.pod!.id) && pods.add(c.pod!.id));
}

/** The pods that a Service leads to, one container of each. */
export function podsBehind(store: Store, service: Service): readonly Container[] {
  const { selector, namespace } = service;
  return selector ? podsPicked(store, service, { kind: 'pods', selector, namespace }) : [];
}

/** The numbers that a target stands for in the pods behind a Service; none where they are not known. */
export function targetNumbers(store: Store, service: Service, target: PortSite): readonly number[] {
  const { value } = target;
  if (value.kind === 'number') return [value.number];
  if (value.kind !== 'name') return [];
  const named = podsBehind(store, service)
    .flatMap((c) => podListeners(store, c).evidence)
    .filter((e) => e.name?.text === value.name && e.from === e.to);
  return [...new Set(named.map((e) => e.from))];
}

/** The Services whose selector picks a container's pod, in the order of their places. */
export function servicesPicking(store: Store, container: Container): readonly Service[] {
  const found = new Set<Service>();
  for (const [name, value] of Object.entries(container.pod?.labels ?? {})) {
    for (const c of store.find(keys.selector(`${name}=${value}`))) {
      if (c.kind !== 'service' || !c.selector || found.has(c)) continue;
      if (podsBehind(store, c).some((p) => p.pod?.id === container.pod?.id)) found.add(c);
    }
  }
  return [...found];
}
