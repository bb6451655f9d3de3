/** ConfigMaps and plain Secrets: values that containers take, and whole configs carried in a key. */
import type { Component, Embedded, Setting } from '../../model/index.ts';
import { assignedPorts } from '../../syntax/settings.ts';
import { embeddedSource, entries, get, scalar, spanOf } from '../../syntax/yaml.ts';
import { literalsOf } from '../../syntax/yaml-literals.ts';
import type { ManifestObject } from './object.ts';

export function settingsOf(
  object: ManifestObject,
  id: () => string,
  embedded: (config: Embedded) => void,
): readonly Component[] {
  const { source, kind, name, span, namespace } = object;
  if (kind !== 'ConfigMap' && kind !== 'Secret') return [];
  const settings: Setting[] = kind === 'Secret' ? encoded(object) : [];
  const all = ['data', 'stringData', 'binaryData'].flatMap((section) => entries(get(object.root, section)));
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
      others: all.map(({ key }) => key.text).filter((key) => settings.every(({ name: own }) => own !== key)),
    },
  ];
}

/** The values of a Secret's `data`, which `stringData` overrides; each stands where its base64 does. */
function encoded({ source, root }: ManifestObject): Setting[] {
  return entries(get(root, 'data')).flatMap(({ key, value }): Setting[] => {
    const node = scalar(value);
    const text = node && decoded(node.text);
    if (!node || text === undefined) return [];
    return [
      {
        name: key.text,
        span: spanOf(source, key),
        value: text === '' ? [] : [{ text, span: { ...spanOf(source, node), encoded: true } }],
      },
    ];
  });
}

const LONGEST = 400;

/** One line of text; undefined for what is no base64, is no text, or is too long to hold a port or a URL. */
function decoded(base64: string): string | undefined {
  const written = base64.replace(/\s/g, '');
  if (written.length > LONGEST || !/^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/.test(written))
    return undefined;
  const text = Buffer.from(written, 'base64').toString('utf8').replace(/\n$/, '');
  return /\p{Cc}|\ufffd/u.test(text) ? undefined : text;
}
