/**
 * GitLab CI pipelines: service containers, and what a job connects to (docs.gitlab.com/ci/services). A job reaches its
 * services by the names of their images and by their aliases, on the ports that they listen on; whether `localhost` is
 * one of them depends on the runner, so it is left out. Variables of the job are given to its services as well.
 *
 * Jobs that take something from another file are left out: what they take may be anything.
 */
import { basename } from 'node:path/posix';
import type { CommandLine, Component, Container, Format, Setting, Source, Span } from '../model/index.ts';
import {
  entries,
  get,
  items,
  parseYaml,
  scalar,
  spanOf,
  textAt,
  type YamlEntry,
  type YamlNode,
  type YamlScalar,
} from '../syntax/yaml.ts';
import { connections } from './github-steps.ts';

/** Keys at the top that are no jobs. */
const GLOBAL =
  /^(?:default|variables|include|stages|workflow|spec|image|services|cache|before_script|after_script|types|pages:deploy)$/;
const DEPTH = 11;

export const gitlabCi: Format = {
  id: 'gitlab-ci',
  comment: '#',
  matches: (path) => /(?:^|[./-])gitlab-ci[^/]*\.ya?ml$/i.test(path) || /\/\.gitlab\/.+\.ya?ml$/i.test(path),
  parse(source, problem) {
    if (!/^[ \t-]*services[ \t]*:/m.test(source.text)) return [];
    const { documents, problems } = parseYaml(source);
    for (const { message, offset } of problems) problem(message, source.span(offset, offset));
    // A component's inputs stand in a document of their own before its jobs.
    const document = documents.at(-1);
    return entries(document)
      .filter(({ key, value }) => value.kind === 'map' && !key.text.startsWith('.') && !GLOBAL.test(key.text))
      .flatMap((job) => jobOf(source, document!, job));
  },
};

function jobOf(source: Source, document: YamlNode, job: YamlEntry): readonly Component[] {
  const layers = layersOf(document, job.value, 0);
  if (!layers) return [];
  const own = (key: string): YamlNode | undefined => layers.map((layer) => get(layer, key)).find((node) => node);
  const inherits = own('inherit') === undefined;
  const common = (key: string): YamlNode | undefined =>
    inherits ? (get(document, 'default', key) ?? get(document, key)) : undefined;
  const services = servicesIn(own('services') ?? common('services'));
  if (services.length === 0) return [];
  const variables = merged([
    ...layers.flatMap((layer) => entries(get(layer, 'variables'))),
    ...(inherits ? entries(get(document, 'variables')) : []),
  ]);
  const changing = changingNames(document, layers);
  const known = variables.filter(({ key }) => !changing.has(key.text));
  const project = `${source.file}#${job.key.text}`;
  const base = { file: source.file, format: 'gitlab-ci', environmentFrom: [], mounts: [] } as const;
  const network = { project, joined: [{ network: 'default', aliases: [] }], links: [], profiles: [], replicas: 1 };
  const pod = {
    label: job.key.text,
    span: spanOf(source, job.key),
    namespace: undefined,
    labels: {},
    hostNetwork: false,
  };
  // Another job may have another service of that name.
  const inJob = (name: string): string => `${job.key.text}/${name}`;
  const containers = services.map((service, index): Container => {
    const id = `${project}/${index}`;
    return {
      ...base,
      kind: 'container',
      id,
      label: `service ${service.names[0] ?? service.image.text}`,
      name: service.names[0] ?? service.image.text,
      span: spanOf(source, service.image),
      sites: [],
      ...imageOf(source, service.image),
      ...command(source, service.node, 'entrypoint', 'entrypoint'),
      ...command(source, service.node, 'command', 'arguments'),
      environment: [
        // Meant for the job, they may move a port of this one, but say nothing of where it listens.
        ...variables
          .filter((each) => !isOfClient(variables, each))
          .map(({ key }) => untold(key.text, spanOf(source, key))),
        ...settings(source, entries(get(service.node, 'variables')), changing),
      ],
      network: { ...network, names: service.names.map(inJob) },
      pod: { ...pod, id },
    };
  });
  const names = new Set(services.flatMap((service) => service.names));
  const scripts = ['before_script', 'script', 'after_script'].flatMap((key) => lines(own(key) ?? common(key)));
  const client: Container = {
    ...base,
    kind: 'container',
    id: project,
    label: `job ${job.key.text}`,
    name: job.key.text,
    span: spanOf(source, job.key),
    sites: connections(
      source,
      known,
      scripts.map((run) => ({ env: [], run })),
      (host) => names.has(host),
      'script',
    ),
    environment: [],
    network: { ...network, names: [], links: [...names].map((alias) => ({ service: inJob(alias), alias })) },
    pod: { ...pod, id: project },
  };
  return [...containers, client];
}

/** A job and what it extends, the nearest first; undefined where some of it stands in another file. */
function layersOf(document: YamlNode, job: YamlNode, depth: number): readonly YamlNode[] | undefined {
  const from = get(job, 'extends');
  const names = [...(from?.kind === 'list' ? items(from) : from ? [from] : [])].reverse();
  const layers = [job];
  for (const node of names) {
    const base = get(document, scalar(node)?.text ?? '');
    const below = base?.kind === 'map' && depth < DEPTH ? layersOf(document, base, depth + 1) : undefined;
    if (!below) return undefined;
    layers.push(...below);
  }
  return layers;
}

interface Service {
  readonly image: YamlScalar;
  readonly names: readonly string[];
  readonly node: YamlNode | undefined;
}

function servicesIn(list: YamlNode | undefined): readonly Service[] {
  // `!reference [.base, services]` names another list.
  if (list?.tag !== undefined) return [];
  return items(list).flatMap((node): Service[] => {
    const image = scalar(node) ?? scalar(get(node, 'name'));
    // What a Docker daemon runs answers at its name as well.
    if (!image || node.tag !== undefined || /\bdocker\b|dind|podman|buildkit/.test(image.text)) return [];
    const aliases = (textAt(node, 'alias') ?? '').split(/[\s,]+/);
    const names = [...aliases, ...namesOf(image.text)].filter((name) => name !== '' && !name.includes('$'));
    return [{ image, names: [...new Set(names)], node: node.kind === 'map' ? node : undefined }];
  });
}

/** `tutum/wordpress:latest` answers to `tutum-wordpress` and `tutum__wordpress`. */
function namesOf(image: string): readonly string[] {
  const path = /^[^:@$]+(?=[:@]|$)/.exec(image)?.[0];
  return path ? [path.replaceAll('/', '-'), path.replaceAll('/', '__')] : [];
}

function imageOf(source: Source, image: YamlScalar): Pick<Container, 'image'> {
  if (image.text.includes('$') && basename(image.text).startsWith('$')) return {};
  const span = spanOf(source, image);
  // A tag in a variable may be any.
  const text = image.text.replace(/:[^/]*\$.*$/, '');
  if (text.includes('$')) return {};
  const tag = { variable: '', span, scope: { kind: 'unknown' } } as const;
  return { image: { text: text === image.text ? [{ text, span }] : [{ text: `${text}:`, span }, tag], span } };
}

function command<K extends 'entrypoint' | 'arguments'>(
  source: Source,
  service: YamlNode | undefined,
  key: string,
  field: K,
): { readonly [P in K]?: CommandLine } {
  const node = get(service, key);
  if (!node) return {};
  const words = (node.kind === 'list' ? items(node) : [node]).flatMap((item) => scalar(item) ?? []);
  const line: CommandLine = {
    form: node.kind === 'list' ? 'exec' : 'shell',
    words: words.map((word) => [{ text: word.text, span: spanOf(source, word) }]),
  };
  return { [field]: line } as { readonly [P in K]?: CommandLine };
}

/** The first of each name. */
function merged(variables: readonly YamlEntry[]): readonly YamlEntry[] {
  const seen = new Set<string>();
  return variables.filter(({ key }) => !seen.has(key.text) && seen.add(key.text));
}

/** Variables that rules or a matrix set anew. */
function changingNames(document: YamlNode, layers: readonly YamlNode[]): ReadonlySet<string> {
  const rules = [get(document, 'workflow'), ...layers].flatMap((node) => items(get(node, 'rules')));
  const matrices = layers.flatMap((layer) => items(get(layer, 'parallel', 'matrix')));
  const maps = [...rules.map((rule) => get(rule, 'variables')), ...matrices];
  return new Set(maps.flatMap((map) => entries(map).map(({ key }) => key.text)));
}

/** `DB_PORT` beside `DB_HOST`: where a client is to look, not where its server listens. */
function isOfClient(variables: readonly YamlEntry[], { key }: YamlEntry): boolean {
  const stem = /^(.+_)PORT$/.exec(key.text)?.[1];
  return (
    stem !== undefined &&
    variables.some(
      (other) =>
        /^(?:HOST|HOSTNAME|SERVER|ADDR|ADDRESS)$/.test(other.key.text.slice(stem.length)) &&
        other.key.text.startsWith(stem),
    )
  );
}

function settings(source: Source, variables: readonly YamlEntry[], changing: ReadonlySet<string>): readonly Setting[] {
  return variables.map(({ key, value }) => {
    const text = scalar(value);
    const span = spanOf(source, key);
    if (!text || text.text.includes('$') || changing.has(key.text)) return untold(key.text, span);
    return { name: key.text, span, value: [{ text: text.text, span: spanOf(source, text) }] };
  });
}

/** Set to what cannot be told. */
function untold(name: string, span: Span): Setting {
  return { name, span, value: [{ variable: '', span, scope: { kind: 'unknown' } }] };
}

/** The commands of a script, lists within lists included. */
function lines(node: YamlNode | undefined): readonly YamlScalar[] {
  if (!node || node.tag !== undefined) return [];
  return node.kind === 'list' ? node.items.flatMap(lines) : scalar(node) ? [scalar(node)!] : [];
}
