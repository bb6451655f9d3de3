/** Kustomizations: which files beside them are patches, that is, parts of objects and not objects. */
import { dirname, join } from 'node:path/posix';
import type { Component } from '../../model/index.ts';
import { get, items, scalar, textAt } from '../../syntax/yaml.ts';
import type { ManifestObject } from './object.ts';

export function overlayOf(object: ManifestObject, id: () => string): readonly Component[] {
  if (object.kind !== 'Kustomization' && object.kind !== 'Component') return [];
  const { source, root } = object;
  const folder = dirname(source.file);
  const patches = [
    ...items(get(root, 'patches')).map((patch) => textAt(patch, 'path')),
    ...items(get(root, 'patchesStrategicMerge')).map((patch) => scalar(patch)?.text),
    ...items(get(root, 'patchesJson6902')).map((patch) => textAt(patch, 'path')),
  ].flatMap((path) => (path && !path.includes('\n') ? [join(folder, path)] : []));
  return [
    {
      kind: 'overlay',
      id: id(),
      file: source.file,
      format: 'kubernetes',
      label: 'kustomization',
      name: object.name,
      span: object.span,
      sites: [],
      patches,
    },
  ];
}
