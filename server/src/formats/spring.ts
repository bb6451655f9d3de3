/**
 * Spring Boot's application.yml and application.properties: the ports that the application opens. Semantics after
 * docs.spring.io/spring-boot, "Externalized Configuration" and "Common Application Properties": `server.port`, and
 * `management.server.port` where the actuator has a port of its own. `${NAME:default}` is a variable. 0 is any free port,
 * -1 none. Documents that only a profile activates are left out; whole files of a profile are told by their names.
 */
import { basename } from 'node:path/posix';
import type { Format, Named, Site, Source, Text } from '../model/index.ts';
import { portValue } from '../syntax/ports.ts';
import { embeddedSource, entries, parseYaml, scalar, type YamlNode } from '../syntax/yaml.ts';

const PORTS: readonly string[] = ['server.port', 'management.server.port'];

export const spring: Format = {
  id: 'spring',
  comment: '#',
  matches: (path) => /^application(?:-[\w-]+)?\.(?:ya?ml|properties)$/i.test(basename(path)),
  parse(source) {
    const { text, file } = source;
    if (/^apiVersion\s*:/m.test(text)) return [];
    const properties = /\.properties$/i.test(file) || !/^[ \t]*[\w.-]+[ \t]*:/m.test(text);
    const settings = properties
      ? propertiesOf(source)
      : parseYaml(source).documents.flatMap((d) => settingsOf(source, d));
    const sites = settings.flatMap((setting): Site[] => {
      const site = siteOf(setting);
      const address = site && settings.find(({ name }) => name === setting.name.replace(/port$/, 'address'));
      return site ? [address ? { ...site, address: addressOf(address) } : site] : [];
    });
    if (sites.length === 0) return [];
    const name = basename(file);
    const label = `spring ${name}`;
    const { span } = sites[0]!;
    return [{ kind: 'proxy', id: `${file}#0`, file, format: 'spring', label, name, span, sites, includes: [] }];
  },
};

interface Property {
  readonly name: string;
  readonly source: Source;
  /** Offsets of the value in the source. */
  readonly start: number;
  readonly end: number;
}

function propertiesOf(source: Source): readonly Property[] {
  const found: Property[] = [];
  for (const match of source.text.matchAll(/^[ \t\ufeff]*([\w.-]+)[ \t]*[=:][ \t]*([^\r\n]*)/dgm)) {
    const [start, end] = match.indices![2]!;
    found.push({
      name: match[1]!.toLowerCase(),
      source,
      start,
      end: start + source.text.slice(start, end).trimEnd().length,
    });
  }
  return found;
}

/** Every scalar of a document under its whole name; nothing of one that a profile activates. */
function settingsOf(source: Source, document: YamlNode): readonly Property[] {
  const found: Property[] = [];
  const walk = (node: YamlNode, path: string): void => {
    for (const { key, value } of entries(node)) {
      const name = `${path}${path ? '.' : ''}${key.text}`;
      const leaf = scalar(value);
      const inner = leaf && embeddedSource(source, leaf);
      if (inner) found.push({ name, source: inner, start: 0, end: inner.text.length });
      else walk(value, name);
    }
  };
  walk(document, '');
  const conditional = found.some(({ name }) => /^spring\.(?:config\.activate\.|profiles$)/.test(name));
  return conditional ? [] : found;
}

function siteOf({ name, source, start, end }: Property): Site | undefined {
  const written = source.text.slice(start, end);
  if (!PORTS.includes(name) || /^(?:0|-\d+|)$/.test(written)) return undefined;
  const text = expression(source, start, end);
  return { role: 'listen', field: name, protocol: 'tcp', span: source.span(start, end), value: portValue(text) };
}

/** A number, or `${NAME:8080}` whole; anything else is no port that can be told. */
function expression(source: Source, start: number, end: number): Text {
  const literal = (from: number, to: number) => ({ text: source.text.slice(from, to), span: source.span(from, to) });
  const match = /^\$\{([A-Za-z_][\w.-]*)(?::(\d+))?\}$/.exec(source.text.slice(start, end));
  if (!match) return [literal(start, end)];
  const [, variable, fallback] = match;
  const scope = { kind: 'environment' } as const;
  const part = { variable: variable!, span: source.span(start, end), scope };
  if (fallback === undefined) return [part];
  return [{ ...part, fallback: [literal(end - 1 - fallback.length, end - 1)], operator: '-' }];
}

function addressOf({ source, start, end }: Property): Named {
  return { text: source.text.slice(start, end), span: source.span(start, end) };
}
