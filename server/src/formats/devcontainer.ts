/**
 * devcontainer.json: the ports that an editor forwards out of a development container (containers.dev, devcontainer.json
 * reference). A number is a port of the container that is worked in; `db:5432` is asked from there, by a name of its
 * network. What listens in that container is started by hand, so a number alone is never known to be wrong; with Compose,
 * the service that is worked in may yet not be the one that is meant.
 */
import { basename, dirname } from 'node:path/posix';
import type { Destination, Format, Literal, Site, Source, Span } from '../model/index.ts';
import { parseJson } from '../syntax/json.ts';
import { mappingSites } from '../syntax/port-mapping.ts';
import { entries, get, items, scalar, spanOf, textAt, type YamlNode, type YamlScalar } from '../syntax/yaml.ts';
import { pathFrom } from './compose/places.ts';

export const devcontainer: Format = {
  id: 'devcontainer',
  comment: '//',
  matches: (path) => /\/(?:\.devcontainer|\.devcontainer\/(?:[^/]+\/)?devcontainer)\.json$/.test(path),
  parse(source) {
    const document = parseJson(source.text);
    if (document?.kind !== 'map') return [];
    const seenBy = serviceOf(source, document);
    const sites = [
      ...list(get(document, 'forwardPorts')).flatMap((node) => forwarded(source, node, 'forwardPorts', seenBy)),
      ...entries(get(document, 'portsAttributes')).flatMap(({ key }) => attributed(source, key, seenBy)),
    ];
    for (const node of list(get(document, 'appPort'))) sites.push(...published(source, node, sites.length));
    if (sites.length === 0) return [];
    const { file } = source;
    const named = scalar(get(document, 'name'));
    const name = named?.text ?? basename(file);
    return [
      {
        kind: 'router',
        id: `${file}#0`,
        file,
        format: 'devcontainer',
        label: `dev container ${name}`,
        name,
        span: named ? spanOf(source, named) : source.span(document.start, document.start),
        sites,
        namespace: undefined,
      },
    ];
  },
};

type SeenBy = Extract<Destination, { kind: 'host' }>['seenBy'];

/** The Compose service that is worked in. */
function serviceOf(source: Source, document: YamlNode): SeenBy {
  const service = textAt(document, 'service');
  const paths = list(get(document, 'dockerComposeFile')).flatMap((node) => scalar(node)?.text ?? []);
  if (!service || paths.length === 0 || paths.some((path) => path.includes('${'))) return undefined;
  return { files: paths.map((path) => pathFrom(dirname(source.file), path)), service };
}

function list(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === 'list' ? items(node) : node ? [node] : [];
}

/** `3000` and `"db:5432"`. */
function forwarded(source: Source, node: YamlNode, field: string, seenBy: SeenBy): readonly Site[] {
  const token = scalar(node);
  if (!token) return [];
  if (token.style === 'plain') {
    return /^\d+$/.test(token.text)
      ? [site(source, token, 0, field, { text: 'localhost', span: spanOf(source, token) }, seenBy)]
      : [];
  }
  return named(source, token, field, seenBy);
}

function named(source: Source, token: YamlScalar, field: string, seenBy: SeenBy): readonly Site[] {
  const [, host] = /^([\w.-]+):\d+$/.exec(token.text) ?? [];
  if (!host || token.end - token.start !== token.text.length) return [];
  const span = source.span(token.start, token.start + host.length);
  return [site(source, token, host.length + 1, field, { text: host, span }, seenBy)];
}

/** What is said of a number holds where such a port is opened, and only then. */
function attributed(source: Source, key: YamlScalar, seenBy: SeenBy): readonly Site[] {
  return /^\d+$/.test(key.text)
    ? [site(source, key, 0, 'portsAttributes', undefined, seenBy)]
    : named(source, key, 'portsAttributes', seenBy);
}

function site(
  source: Source,
  token: YamlScalar,
  from: number,
  field: string,
  host: Literal | undefined,
  seenBy: SeenBy,
): Site {
  return {
    role: 'target',
    field,
    protocol: 'tcp',
    span: source.span(token.start + from, token.end),
    value: { kind: 'number', number: Number(token.text.slice(from)) },
    ...(host && seenBy ? { to: [{ kind: 'host', host: [host], seenBy }] } : {}),
  };
}

/** `8000`, `"3000:8000"`: as `docker run` is told with `-p`. */
function published(source: Source, node: YamlNode, index: number): readonly Site[] {
  const token = scalar(node);
  if (!token || token.end - token.start !== token.text.length) return [];
  const place = (start: number, end: number): Span => source.span(token.start + start, token.start + end);
  return mappingSites(token.text, { place, index, field: 'appPort' });
}
