/** What a service is laid over: the file beside it that Compose merges it onto, and the service that it extends. */
import { basename, dirname, join } from 'node:path/posix';
import type { Include, Layer, Source } from '../../model/index.ts';
import { entry, get, items, scalar, textAt, type YamlEntry, type YamlMap, type YamlNode } from '../../syntax/yaml.ts';

/** The names under which Compose looks for a project's first file. */
const FIRST = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];
const BESIDE = /^(?:docker-)?compose[.\-_](.+)\.ya?ml$/i;

/**
 * `compose.override.yaml` is merged onto the first file by itself. Any other file beside it (`docker-compose.prod.yml`) may
 * be a project of its own, so that only a service without image and build is taken to be laid over another.
 */
export function layersOf(source: Source, key: string, service: YamlMap): readonly Layer[] {
  const folder = dirname(source.file);
  const [, suffix] = BESIDE.exec(basename(source.file)) ?? [];
  const whole = get(service, 'image') ?? get(service, 'build') ?? get(service, 'extends');
  const kind =
    suffix === undefined ? undefined : /^override$/i.test(suffix) ? 'override' : whole ? undefined : 'variant';
  const beside = kind ? FIRST.map((name): Layer => ({ kind, file: join(folder, name), service: key })) : [];
  const from = get(service, 'extends');
  const extended = scalar(from)?.text ?? textAt(from, 'service');
  if (!extended) return beside;
  const file = textAt(from, 'file');
  return [...beside, { kind: 'extends', file: file ? join(folder, file) : source.file, service: extended }];
}

/** What is merged by more than its last value. */
const FIELDS = [
  ...['image', 'build', 'entrypoint', 'command', 'working_dir'],
  ...['ports', 'expose', 'environment', 'env_file', 'volumes'],
];

/**
 * The fields that replace those of the layer below instead of being added: `ports: !override`. All of them, where the
 * service as a whole does.
 */
export function replacedFields(source: Source, service: YamlEntry, fields: YamlMap): readonly string[] {
  if (isReplacing(source, service)) return FIELDS;
  return fields.entries.flatMap((field) => (!field.merged && isReplacing(source, field) ? [field.key.text] : []));
}

function isReplacing(source: Source, { key, value }: YamlEntry): boolean {
  return /!(?:override|reset)(?!\w)/.test(source.text.slice(key.end, value.start));
}

/** True where an entry takes away what lies below it, whatever its own value: `web: !reset null`. */
export function isReset(source: Source, { key, value }: YamlEntry): boolean {
  return /!reset(?!\w)/.test(source.text.slice(key.end, value.start));
}

/** What `include` brings into the project (compose-spec, 14-include.md). */
export function includesOf(source: Source, document: YamlNode): readonly Include[] {
  const folder = dirname(source.file);
  return items(entry(document, 'include')?.value).flatMap((item): Include[] => {
    const files = texts(item.kind === 'map' ? get(item, 'path') : item).filter((path) => !path.includes('://'));
    const [first] = files;
    if (first === undefined) return [];
    const project = textAt(item, 'project_directory') ?? dirname(first);
    const environment = texts(get(item, 'env_file'));
    return [
      {
        files: files.map((path) => join(folder, path)),
        environment: (environment.length > 0 ? environment : [join(project, '.env')]).map((path) => join(folder, path)),
      },
    ];
  });
}

/** One text, or a list of them. */
function texts(node: YamlNode | undefined): readonly string[] {
  return [node, ...items(node)].flatMap((each) => scalar(each)?.text ?? []);
}
