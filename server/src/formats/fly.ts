/**
 * fly.toml: an app of Fly.io (fly.io/docs/reference/configuration). `internal_port` is the port that the app listens on;
 * the image is built from the Dockerfile in the file's folder unless `[build]` says otherwise. With several
 * `[processes]`, a service or check belongs to those that it names; one that names none is left out. A check of a service
 * asks its `internal_port`, one of the app's own `[checks]` the port that it names.
 */
import { basename, dirname, join } from 'node:path/posix';
import type { Container, Format, Setting, Site, Source, Text } from '../model/index.ts';
import { readToml, type TomlValue } from '../syntax/toml.ts';

const PORTS: readonly (readonly [table: RegExp, key: string])[] = [
  [/^(?:http_service|services)$/, 'internal_port'],
  [/^checks\.[^.]+$/, 'port'],
];

export const fly: Format = {
  id: 'fly',
  comment: '#',
  matches: (path) => /^fly(?:[.-][\w-]+)*\.toml$/i.test(basename(path)),
  parse(source) {
    const values = readToml(source.text);
    const ports = values.filter(
      ({ table, key, text }) => PORTS.some(([of, name]) => of.test(table) && key === name) && /^\d+$/.test(text),
    );
    const [first] = ports;
    if (!first) return [];
    const processes = values.filter(({ table }) => table === 'processes');
    if (processes.length < 2) return [app(source, values, ports, processes[0])];
    return processes.flatMap((process) => {
      const own = ports.filter((port) => serves(values, port, process.key));
      return own.length > 0 ? [app(source, values, own, process)] : [];
    });
  },
};

/** True where the table that holds a port names a process, and only that one. */
function serves(values: readonly TomlValue[], port: TomlValue, process: string): boolean {
  const list = values.find(
    ({ table, number, key }) => table === port.table && number === port.number && key === 'processes',
  );
  return new RegExp(`^\\[\\s*["']${process.replace(/[^\w-]/g, '.')}["']\\s*,?\\s*\\]$`).test(list?.text ?? '');
}

function app(
  source: Source,
  values: readonly TomlValue[],
  ports: readonly TomlValue[],
  process: TomlValue | undefined,
): Container {
  const { file } = source;
  const valueOf = (wanted: string, name: string): TomlValue | undefined =>
    values.find(({ table, key }) => table === wanted && key === name);
  const settings = (wanted: string): readonly Setting[] =>
    values
      .filter(({ table }) => table === wanted)
      .map((each) => ({
        name: each.key,
        span: source.span(each.keyStart, each.keyStart + each.key.length),
        value: literal(source, each),
      }));
  const named = valueOf('', 'app');
  const name = named?.text ?? basename(file);
  const [first] = ports;
  const image = valueOf('build', 'image');
  const target = valueOf('build', 'build-target')?.text;
  const folder = dirname(file);
  const build = {
    context: folder,
    dockerfile: join(folder, valueOf('build', 'dockerfile')?.text ?? 'Dockerfile'),
    arguments: settings('build.args'),
    ...(target ? { target } : {}),
  };
  return {
    kind: 'container',
    id: `${file}#${process?.key ?? 0}`,
    file,
    format: 'fly',
    label: `app ${name}`,
    name,
    span: named ? source.span(named.start, named.end) : source.span(first!.start, first!.end),
    sites: ports.map((port) => siteOf(source, port)),
    ...(image
      ? { image: { text: literal(source, image), span: source.span(image.start, image.end) } }
      : valueOf('build', 'builder') || valueOf('build', 'buildpacks')
        ? {}
        : { build }),
    environment: settings('env'),
    environmentFrom: [],
    ...(process ? { arguments: { form: 'shell', words: [literal(source, process)] } } : {}),
    mounts: [],
    // Its other names are those of machines in Fly's own network.
    network: { project: file, names: [], joined: [], links: [], profiles: [], replicas: 1 },
  };
}

function literal(source: Source, { text, start, end }: TomlValue): Text {
  return text === '' ? [] : [{ text, span: source.span(start, end) }];
}

function siteOf(source: Source, { key, text, start, end }: TomlValue): Site {
  const value = { kind: 'number', number: Number(text) } as const;
  const base = { value, span: source.span(start, end), to: [{ kind: 'own' }] } as const;
  return key === 'port'
    ? { ...base, role: 'probe', field: 'check port', protocol: 'tcp' }
    : { ...base, role: 'target', field: 'internal_port', protocol: 'unknown' };
}
