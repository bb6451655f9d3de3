/**
 * Kustomizations: what they are built from, and which files beside them are patches, that is, parts of objects and not
 * objects. Patches that stand in the kustomization itself are read where they are parts of a Service.
 */
import { dirname, join } from 'node:path/posix';
import type { Component } from '../../model/index.ts';
import { embeddedSource, get, items, parseYaml, scalar, textAt } from '../../syntax/yaml.ts';
import { patchedArguments } from './json-patches.ts';
import { type ManifestObject, objectsOf } from './object.ts';
import { serviceOf } from './services.ts';

export function overlayOf(object: ManifestObject, id: () => string): readonly Component[] {
  if (object.kind !== 'Kustomization' && object.kind !== 'Component') return [];
  const { source, root } = object;
  const folder = dirname(source.file);
  const inline = inlinePatches(object, id);
  const patches = [
    ...items(get(root, 'patches')).map((patch) => textAt(patch, 'path')),
    ...items(get(root, 'patchesStrategicMerge')).map((patch) => scalar(patch)?.text),
    ...items(get(root, 'patchesJson6902')).map((patch) => textAt(patch, 'path')),
  ].flatMap((path) => (path && !path.includes('\n') ? [join(folder, path)] : []));
  const resources = ['resources', 'bases', 'components'].flatMap((key) =>
    items(get(root, key)).flatMap((each) => {
      const path = scalar(each)?.text;
      // A repository elsewhere is no path.
      return path && !/:\/\/|[?@]|^github\.com\//.test(path) ? [join(folder, path).replace(/(.)\/$/, '$1')] : [];
    }),
  );
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
      patches: inline.length > 0 ? [...patches, source.file] : patches,
      resources,
      arguments: patchedArguments(object),
    },
    ...inline,
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
