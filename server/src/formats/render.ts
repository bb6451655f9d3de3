/**
 * render.yaml: a blueprint of Render (render.com/docs, Blueprint YAML reference; Web services, Port binding). A web
 * service is sent requests at PORT, which its process must listen on; where it is not set here, it is whatever the
 * dashboard says. A service of another repository is left out, and so is one whose paths start at a folder of its own.
 */
import { basename, dirname, join } from 'node:path/posix';
import type { CommandLine, Container, Format, Setting, Site, Source, Text } from '../model/index.ts';
import { interpolate } from '../syntax/interpolation.ts';
import { parsePort } from '../syntax/ports.ts';
import { get, items, parseYaml, scalar, spanOf, textAt, type YamlNode } from '../syntax/yaml.ts';
import { literalsOf } from '../syntax/yaml-literals.ts';

export const render: Format = {
  id: 'render',
  comment: '#',
  matches: (path) => /^render\.ya?ml$/.test(basename(path)),
  parse(source, problem) {
    const { documents, problems } = parseYaml(source);
    for (const { message, offset } of problems) problem(message, source.span(offset, offset));
    const [document] = documents;
    const environments = items(get(document, 'projects')).flatMap((project) => items(get(project, 'environments')));
    const services = [document, get(document, 'ungrouped'), ...environments].flatMap((of) =>
      items(get(of, 'services')),
    );
    return services.flatMap((service, index) => serviceOf(source, service, index) ?? []);
  },
};

function serviceOf(source: Source, service: YamlNode, index: number): Container | undefined {
  if (textAt(service, 'type') !== 'web' || get(service, 'repo')) return undefined;
  const variables = items(get(service, 'envVars'));
  const port = scalar(
    get(
      variables.find((variable) => textAt(variable, 'key') === 'PORT'),
      'value',
    ),
  );
  const value = port && parsePort(port.text);
  const runs = value?.kind === 'number' ? whatRuns(source, service) : undefined;
  if (!port || !value || !runs) return undefined;
  const { file } = source;
  const named = scalar(get(service, 'name'));
  const name = named?.text ?? basename(file);
  const span = spanOf(source, named ?? port);
  const label = `service ${name}`;
  const id = `${file}#${index}`;
  const site: Site = {
    role: 'target',
    field: 'PORT',
    protocol: 'tcp',
    span: spanOf(source, port),
    value,
    to: [{ kind: 'own' }],
  };
  return {
    kind: 'container',
    id,
    file,
    format: 'render',
    label,
    name,
    span,
    sites: [site],
    ...runs,
    environment: variables.flatMap((variable) => settingOf(source, variable)),
    environmentFrom: [],
    mounts: [],
    network: { project: id, names: [], joined: [], links: [], profiles: [], replicas: 1 },
    pod: { id, label, span, namespace: undefined, labels: {}, hostNetwork: false },
  };
}

/** The image that is built or taken, or else the folder whose source code is run; undefined where that is not known. */
function whatRuns(
  source: Source,
  service: YamlNode,
): Pick<Container, 'image' | 'build' | 'folder' | 'arguments'> | undefined {
  const root = dirname(source.file);
  const own = textAt(service, 'rootDir');
  const folder = join(root, own ?? '.');
  // The field was called `env` before.
  const runtime = textAt(service, 'runtime') ?? textAt(service, 'env');
  const [dockerfile, context] = [textAt(service, 'dockerfilePath'), textAt(service, 'dockerContext')];
  if (runtime === 'image') {
    const image = scalar(get(service, 'image', 'url'));
    return (
      image && {
        image: { text: literalsOf(source, image), span: spanOf(source, image) },
        ...command(source, service, 'dockerCommand'),
      }
    );
  }
  if (runtime === undefined || runtime === 'static') return undefined;
  if (runtime !== 'docker') return { folder, ...command(source, service, 'startCommand') };
  if (own !== undefined && (dockerfile ?? context) !== undefined) return undefined;
  const build = {
    context: join(folder, context ?? '.'),
    dockerfile: join(folder, dockerfile ?? 'Dockerfile'),
    arguments: [],
  };
  return { build, ...command(source, service, 'dockerCommand') };
}

function command(source: Source, service: YamlNode, field: string): { readonly arguments?: CommandLine } {
  const line = scalar(get(service, field));
  return line ? { arguments: { form: 'shell', words: [interpolate(literalsOf(source, line), 'shell')] } } : {};
}

/** What comes from a group, a database or another service is not known. */
function settingOf(source: Source, variable: YamlNode): readonly Setting[] {
  const name = scalar(get(variable, 'key'));
  const value = scalar(get(variable, 'value'));
  if (!name) return [];
  const span = spanOf(source, name);
  const unknown: Text = [{ variable: '', span, scope: { kind: 'unknown' } }];
  return [{ name: name.text, span, value: value ? literalsOf(source, value) : unknown }];
}
