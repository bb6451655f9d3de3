/** Compose files: `services` and what they share. */
import { basename, dirname } from 'node:path/posix';
import type { Embedded, Format, Source } from '../../model/index.ts';
import { embeddedSource, entries, get, items, parseYaml, scalar, textAt, type YamlNode } from '../../syntax/yaml.ts';
import { includedFiles } from './layers.ts';
import { type Project, pathFrom, serviceOf } from './service.ts';

const NAMED = /^(?:docker-)?compose[^/]*\.ya?ml$/i;

export const compose: Format = {
  id: 'compose',
  comment: '#',
  matches: (path) => /\.ya?ml$/i.test(path),
  parse(source, problem, embedded) {
    const { text, file } = source;
    const named = NAMED.test(basename(file));
    if (!/^\ufeff?["']?services["']?\s*:/m.test(text) || (!named && /^\ufeff?(?:kind|jobs)\s*:/m.test(text))) return [];
    const { documents, problems } = parseYaml(source);
    const [document] = documents;
    const services = get(document, 'services');
    if (!document || (!named && !looksLikeServices(services))) return [];
    for (const { message, offset } of problems) problem(message, source.span(offset, offset));
    const project = projectOf(source, document);
    for (const config of inlineConfigs(source, document)) embedded(config);
    return entries(services).flatMap((entry, index) => serviceOf(project, entry, `${file}#${index}`) ?? []);
  },
};

/** Other tools have a `services` key too; theirs hold no image, build or Compose file. */
function looksLikeServices(services: YamlNode | undefined): boolean {
  return entries(services).some(({ value }) => get(value, 'image') ?? get(value, 'build') ?? get(value, 'extends'));
}

/** `configs` that hold their text in the file, by the name under which the first service that takes them mounts them. */
function inlineConfigs(source: Source, document: YamlNode): readonly Embedded[] {
  const mounts = entries(get(document, 'services')).flatMap(({ value }) => items(get(value, 'configs')));
  return entries(get(document, 'configs')).flatMap(({ key, value }): Embedded[] => {
    const content = scalar(get(value, 'content'));
    if (!content) return [];
    const mount = mounts.find((item) => textAt(item, 'source') === key.text);
    const name = basename(textAt(mount, 'target') ?? key.text);
    const owner = { settings: key.text, key: key.text, namespace: undefined };
    return [{ name, source: embeddedSource(source, content), owner }];
  });
}

function projectOf(source: Source, document: YamlNode): Project {
  const folder = dirname(source.file);
  const configs = new Map<string, string>();
  for (const { key, value } of entries(get(document, 'configs'))) {
    const file = textAt(value, 'file');
    if (file) configs.set(key.text, pathFrom(folder, file));
  }
  return { source, name: textAt(document, 'name') ?? folder, configs, includes: includedFiles(source, document) };
}
