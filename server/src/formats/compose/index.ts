/** Compose files: `services` and what they share. */
import { basename, dirname } from 'node:path/posix';
import type { Embedded, Format, Project, Source } from '../../model/index.ts';
import { embeddedSource, entries, get, items, parseYaml, scalar, textAt, type YamlNode } from '../../syntax/yaml.ts';
import { includesOf } from './layers.ts';
import { pathFrom } from './places.ts';
import { type Shared, serviceOf } from './service.ts';

const NAMED = /^(?:docker-)?compose[^/]*\.ya?ml$/i;

export const compose: Format = {
  id: 'compose',
  comment: '#',
  matches: (path) => /\.ya?ml$/i.test(path),
  parse(source, problem, embedded) {
    const { text, file } = source;
    const named = NAMED.test(basename(file));
    const key = named ? /^\ufeff?["']?(?:services|include)["']?\s*:/m : /^\ufeff?["']?services["']?\s*:/m;
    if (!key.test(text) || (!named && /^\ufeff?(?:kind|jobs)\s*:/m.test(text))) return [];
    const { documents, problems } = parseYaml(source);
    const [document] = documents;
    const services = get(document, 'services');
    if (!document || (!named && !looksLikeServices(services))) return [];
    for (const { message, offset } of problems) problem(message, source.span(offset, offset));
    const shared = sharedOf(source, document);
    for (const config of inlineConfigs(source, document)) embedded(config);
    return [
      ...entries(services).flatMap((entry, index) => serviceOf(shared, entry, `${file}#${index}`) ?? []),
      ...projectOf(source, document, shared),
    ];
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

/** The file as a component of its own, where it brings others into its project. */
function projectOf(source: Source, document: YamlNode, { name, includes }: Shared): readonly Project[] {
  const { file } = source;
  const span = source.span(document.start, document.start);
  if (includes.length === 0) return [];
  const label = `project ${basename(name)}`;
  return [{ kind: 'project', id: `${file}#project`, file, format: 'compose', label, name, span, sites: [], includes }];
}

function sharedOf(source: Source, document: YamlNode): Shared {
  const folder = dirname(source.file);
  const configs = new Map<string, string>();
  for (const { key, value } of entries(get(document, 'configs'))) {
    const file = textAt(value, 'file');
    if (file) configs.set(key.text, pathFrom(folder, file));
  }
  return { source, name: textAt(document, 'name') ?? folder, configs, includes: includesOf(source, document) };
}
