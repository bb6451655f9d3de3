/** ConfigMaps and plain Secrets: values that containers take, and whole configs carried in a key. */
import type { Component, Embedded, Setting } from '../../model/index.ts';
import { assignedPorts } from '../../syntax/settings.ts';
import { embeddedSource, entries, get, literalsOf, scalar, spanOf } from '../../syntax/yaml.ts';
import type { ManifestObject } from './object.ts';

export function settingsOf(
  object: ManifestObject,
  id: () => string,
  embedded: (config: Embedded) => void,
): readonly Component[] {
  const { source, kind, name, span, namespace } = object;
  if (kind !== 'ConfigMap' && kind !== 'Secret') return [];
  const settings: Setting[] = [];
  for (const { key, value } of entries(get(object.root, kind === 'Secret' ? 'stringData' : 'data'))) {
    const text = scalar(value);
    if (!text) continue;
    if (text.text.includes('\n')) {
      const owner = { settings: name, key: key.text, namespace };
      embedded({ name: key.text, source: embeddedSource(source, text), owner });
    } else {
      settings.push({ name: key.text, span: spanOf(source, key), value: literalsOf(source, text) });
    }
  }
  return [
    {
      kind: 'settings',
      id: id(),
      file: source.file,
      format: 'kubernetes',
      label: `${kind} ${name}`,
      name,
      span,
      sites: assignedPorts(settings),
      namespace,
      settings,
    },
  ];
}
