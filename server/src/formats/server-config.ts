/**
 * Configs of application servers that are compiled into a program or start one: the ports that they open. Evidence like
 * source code.
 *
 * - Rocket.toml (rocket.rs/guide/v0.5/configuration): `port` by profile, under ROCKET_PORT. The address is left out, for
 *   ROCKET_ADDRESS is set more often than written.
 * - .rr.yaml of RoadRunner (docs.roadrunner.dev/docs/general/config): `http.address`.
 */
import { basename } from 'node:path/posix';
import type { Format, Program, Site, Source, Text } from '../model/index.ts';
import { addressSite } from '../syntax/address-site.ts';
import { portValue } from '../syntax/ports.ts';
import { readToml } from '../syntax/toml.ts';
import { get, parseYaml, scalar } from '../syntax/yaml.ts';
import { literalsOf } from '../syntax/yaml-literals.ts';

const ROADRUNNER = /^\.rr(?:[.-][\w-]+)?\.ya?ml$/;

export const serverConfig: Format = {
  id: 'server-config',
  comment: '#',
  matches: (path) => basename(path) === 'Rocket.toml' || ROADRUNNER.test(basename(path)),
  parse(source) {
    return basename(source.file) === 'Rocket.toml' ? rocket(source) : roadRunner(source);
  },
};

function rocket(source: Source): readonly Program[] {
  const ports = readToml(source.text).filter(
    ({ table, key, text }) =>
      /^(?:default|release|global|production)?$/.test(table) && key === 'port' && /^\d+$/.test(text),
  );
  const [first] = ports;
  if (!first) return [];
  const span = source.span(first.start, first.end);
  const variable = { variable: 'ROCKET_PORT', span, scope: { kind: 'environment' } } as const;
  const value: Text = [{ ...variable, fallback: [{ text: first.text, span }], operator: '-' }];
  const site: Site = { role: 'listen', field: 'port', protocol: 'tcp', span, value: portValue(value) };
  return [
    program(
      source,
      [site],
      ports.some(({ text }) => text !== first.text),
    ),
  ];
}

function roadRunner(source: Source): readonly Program[] {
  const [document] = parseYaml(source).documents;
  const address = scalar(get(document, 'http', 'address'));
  const site = address && addressSite(literalsOf(source, address), { role: 'listen', field: 'http.address' });
  if (!site) return [];
  return [
    program(
      source,
      [site],
      ['grpc', 'tcp', 'fileserver'].some((name) => get(document, name)),
    ),
  ];
}

function program({ file }: Source, sites: readonly Site[], partial: boolean): Program {
  const name = basename(file);
  const span = sites[0]!.span;
  const label = `program ${name}`;
  const known = { kind: 'program', id: `${file}#0`, file, format: 'server-config', label, name, span, sites } as const;
  return partial ? { ...known, partial } : known;
}
