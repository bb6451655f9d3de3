/**
 * Kustomizations read alone: the patches that stand in them, as the parts of objects that they are. How they are laid
 * over others is known only where they are built.
 */
import type { Component } from '../../model/index.ts';
import { embeddedSource, get, items, parseYaml, scalar } from '../../syntax/yaml.ts';
import { patchedArguments } from './json-patches.ts';
import { type ManifestObject, objectsOf } from './object.ts';
import { serviceOf } from './services.ts';

export function overlayOf(object: ManifestObject, id: () => string): readonly Component[] {
  if (object.kind !== 'Kustomization' && object.kind !== 'Component') return [];
  return [
    {
      kind: 'overlay',
      id: id(),
      file: object.source.file,
      format: 'kubernetes',
      label: 'kustomization',
      name: object.name,
      span: object.span,
      sites: [],
      arguments: patchedArguments(object),
    },
    ...inlinePatches(object, id),
  ];
}

/** Services in strategic merge patches: `patches[].patch`, and texts in `patchesStrategicMerge`. */
function inlinePatches({ source, root }: ManifestObject, id: () => string): readonly Component[] {
  const texts = [
    ...items(get(root, 'patches')).map((patch) => scalar(get(patch, 'patch'))),
    ...items(get(root, 'patchesStrategicMerge')).map((patch) => scalar(patch)),
  ];
  return texts.flatMap((text) => {
    if (!text?.text.includes('\n')) return [];
    const inner = embeddedSource(source, text);
    return parseYaml(inner)
      .documents.flatMap((document) => objectsOf(inner, document))
      .flatMap((object) => (object.kind === 'Service' ? serviceOf(object, id) : []));
  });
}
