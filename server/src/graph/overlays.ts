/** Kustomizations: which objects a patch is laid over. */
import { dirname } from 'node:path/posix';
import type { Container, Overlay, PatchedArguments, Service } from '../model/index.ts';
import { isPatch } from './hosts.ts';
import { keys } from './keys.ts';
import type { Store } from './store.ts';
import { sameNamespace } from './values.ts';

/** The Services that a patch changes, in every kustomization that uses it. */
export function patchedServices(store: Store, patch: Service): readonly Service[] {
  const overlays = store.find(keys.patch(patch.file)).filter((c): c is Overlay => c.kind === 'overlay');
  const files = new Set(overlays.flatMap((overlay) => [...filesOf(store, overlay, new Set())]));
  return store
    .find(keys.host(patch.name))
    .filter(
      (c): c is Service =>
        c.kind === 'service' && files.has(c.file) && sameNamespace(c.namespace, patch.namespace) && !isPatch(store, c),
    );
}

/** The containers of the workload that a kustomization changes, in their order; the nearest where several bear its name. */
export function patchedContainers(
  store: Store,
  overlay: Overlay,
  { name, kind }: PatchedArguments,
): readonly Container[] {
  const files = filesOf(store, overlay, new Set());
  const [first, ...more] = store
    .find(keys.workload(name))
    .filter(
      (c): c is Container =>
        c.kind === 'container' &&
        files.has(c.file) &&
        (kind === undefined || c.pod?.label.toLowerCase().startsWith(`${kind} `) === true) &&
        !isPatch(store, c),
    );
  return first ? [first, ...more.filter((c) => c.pod?.id === first.pod?.id)] : [];
}

/** The files that a kustomization is built from, those of the folders that it names included. */
function filesOf(store: Store, overlay: Overlay, seen: Set<string>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const path of overlay.resources) {
    found.add(path);
    if (seen.has(path)) continue;
    seen.add(path);
    for (const base of store.find(keys.folder(path))) {
      if (base.kind === 'overlay' && dirname(base.file) === path)
        for (const file of filesOf(store, base, seen)) found.add(file);
    }
  }
  return found;
}
