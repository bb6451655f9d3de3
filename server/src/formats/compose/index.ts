/** Compose files: `services` and what they share. */
import { basename, dirname } from 'node:path/posix';
import type { Format, Source } from '../../model/index.ts';
import { entries, get, parseYaml, textAt, type YamlNode } from '../../syntax/yaml.ts';
import { includedFiles } from './layers.ts';
import { type Project, pathFrom, serviceOf } from './service.ts';

const NAMED = /^(?:docker-)?compose[^/]*\.ya?ml$/i;

export const compose: Format = {
  id: 'compose',
  comment: '#',
  matches: (path) => /\.ya?ml$/i.test(path),
  parse(source, problem) {
    const { text, file } = source;
    const named = NAMED.test(basename(file));
    if (!/^\ufeff?["']?services["']?\s*:/m.test(text) || (!named && /^\ufeff?(?:kind|jobs)\s*:/m.test(text))) return [];
    const { documents, problems } = parseYaml(source);
    const [document] = documents;
    const services = get(document, 'services');
    if (!document || (!named && !looksLikeServices(services))) return [];
    for (const { message, offset } of problems) problem(message, source.span(offset, offset));
    const project = projectOf(source, document);
    return entries(services).flatMap((entry, index) => serviceOf(project, entry, `${file}#${index}`) ?? []);
  },
};

/** Other tools have a `services` key too; theirs hold no image, build or Compose file. */
function looksLikeServices(services: YamlNode | undefined): boolean {
  return entries(services).some(({ value }) => get(value, 'image') ?? get(value, 'build') ?? get(value, 'extends'));
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
