/**
 * application.yml, application.properties and application.conf of Java's frameworks: the ports that an application opens. A component for
 * each part that a profile of its own may switch on; whole files of a profile are told by their names.
 *
 * - Spring Boot (docs.spring.io/spring-boot, "Externalized Configuration", "Common Application Properties"):
 *   `server.port`, and `management.server.port` where the actuator has a port of its own. 0 is any free port, -1 none.
 * - Quarkus (quarkus.io/guides/all-config, quarkus.io/guides/config-reference): `quarkus.http.port`,
 *   `quarkus.management.port`; a name that begins with `%prod.` counts under that profile.
 * - Micronaut (docs.micronaut.io, "Configuration Reference"): `micronaut.server.port`, `endpoints.all.port`.
 * - Ktor (ktor.io/docs/server-configuration-file.html): `ktor.deployment.port`, in YAML or HOCON.
 *
 * `${NAME:default}` is a variable, in Ktor's YAML `$NAME:default`, and `${?NAME}` in HOCON one that lies over what is
 * above.
 */
import { basename } from 'node:path/posix';
import type { Format, Named, Proxy, Site, Source, Text } from '../model/index.ts';
import { portValue } from '../syntax/ports.ts';
import { embeddedSource, entries, parseYaml, scalar, type YamlNode } from '../syntax/yaml.ts';

/** Where each port is written, and where the address that it is opened on is. */
const PORTS: Readonly<Record<string, string>> = {
  'server.port': 'server.address',
  'management.server.port': 'management.server.address',
  'quarkus.http.port': 'quarkus.http.host',
  'quarkus.management.port': 'quarkus.management.host',
  'micronaut.server.port': 'micronaut.server.host',
  'endpoints.all.port': '',
  'ktor.deployment.port': 'ktor.deployment.host',
};

export const spring: Format = {
  id: 'spring',
  comment: '#',
  matches: (path) => /^application(?:-[\w-]+)?\.(?:ya?ml|properties)$|^application\.conf$/i.test(basename(path)),
  parse(source) {
    const { text, file } = source;
    if (/^apiVersion\s*:/m.test(text)) return [];
    if (/\.conf$/i.test(file)) return componentOf(source, { profile: undefined, properties: hoconOf(source) }, 0);
    const properties = /\.properties$/i.test(file) || !/^[ \t]*["']?[%\w.-]+["']?[ \t]*:/m.test(text);
    const documents = properties
      ? propertiesOf(source)
      : parseYaml(source).documents.map((document) => settingsOf(source, document));
    return documents
      .flatMap((document) => partsOf(document))
      .flatMap((part, index) => componentOf(source, part, index));
  },
};

interface Property {
  readonly name: string;
  readonly source: Source;
  /** Offsets of the value in the source. */
  readonly start: number;
  readonly end: number;
  /** The value above that an optional one lies over. */
  readonly over?: Property;
}

interface Part {
  readonly profile: string | undefined;
  readonly properties: readonly Property[];
}

/** A document's properties by the profile that they count under: the document's own, or one in front of the name. */
function partsOf(document: readonly Property[]): readonly Part[] {
  const own = document.find(({ name }) => /^spring\.(?:config\.activate\.on-profile|profiles)$/.test(name));
  const condition = own && written(own);
  const parts = new Map<string | undefined, Property[]>();
  for (const property of document) {
    const [, prefix, name = property.name] = /^%([\w,-]+)\.(.*)$/.exec(property.name) ?? [];
    const profile = prefix === undefined ? condition : prefix.replaceAll(',', ' | ');
    parts.set(profile, [...(parts.get(profile) ?? []), { ...property, name }]);
  }
  // What only a platform switches on, no profile does.
  const isElsewhere = document.some(({ name }) => name === 'spring.config.activate.on-cloud-platform');
  return isElsewhere ? [] : [...parts].map(([profile, properties]) => ({ profile, properties }));
}

function componentOf({ file, span: spanOf }: Source, { profile, properties }: Part, index: number): readonly Proxy[] {
  const active = properties.findLast(({ name }) => /^(?:spring\.profiles\.active|quarkus\.profile)$/.test(name));
  const sites = properties.flatMap((property): Site[] => {
    const site = siteOf(property);
    const address = site && properties.findLast(({ name }) => name === PORTS[property.name]);
    return site ? [address ? { ...site, address: addressOf(address) } : site] : [];
  });
  if (sites.length === 0 && !active) return [];
  const name = basename(file);
  const framework = /^(?:quarkus|micronaut|ktor)/.exec(sites[0]?.field ?? '')?.[0] ?? 'spring';
  return [
    {
      kind: 'proxy',
      id: `${file}#${index}`,
      file,
      format: 'spring',
      label: `${framework} ${name}`,
      name,
      span: sites[0]?.span ?? spanOf(0, 0),
      sites,
      includes: [],
      ...(profile === undefined ? {} : { profile }),
      ...(active ? { activates: expression(active) } : {}),
    },
  ];
}

/** The properties of each document; a line `#---` parts two of them. */
function propertiesOf(source: Source): readonly (readonly Property[])[] {
  const documents: Property[][] = [[]];
  const line = /^[ \t\ufeff]*(?:([%"\w.,-]+)[ \t]*[=:][ \t]*([^\r\n]*)|([#!]---)[ \t]*$)/dgm;
  for (const match of source.text.matchAll(line)) {
    if (match[3]) {
      documents.push([]);
      continue;
    }
    const [start, end] = match.indices![2]!;
    const value = source.text.slice(start, end).trimEnd();
    documents
      .at(-1)!
      .push({ name: match[1]!.replaceAll('"', '').toLowerCase(), source, start, end: start + value.length });
  }
  return documents;
}

/** The assignments of HOCON (github.com/lightbend/config, HOCON.md), a line each; the last of a name counts. */
function hoconOf(source: Source): readonly Property[] {
  const found = new Map<string, Property>();
  const tables: string[] = [];
  const line = /^[ \t\ufeff]*(?:([\w.-]+)[ \t]*(?:[=:][ \t]*"?(\$\{[^}\s]*\}|[^\s"{}#,]+)|(?:[=:][ \t]*)?\{)|(\}))/dgm;
  for (const match of source.text.matchAll(line)) {
    const [, key, value] = match;
    if (key === undefined) tables.pop();
    else if (value === undefined) tables.push(key);
    else {
      const name = [...tables, key].join('.').toLowerCase();
      const [start, end] = match.indices![2]!;
      const before = value.startsWith('${?') ? found.get(name) : undefined;
      found.set(name, { name, source, start, end, ...(before ? { over: before } : {}) });
    }
  }
  return [...found.values()];
}

/** Every scalar of a document under its whole name. */
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
  return found;
}

function written({ source, start, end }: Property): string {
  return source.text.slice(start, end);
}

function siteOf(property: Property): Site | undefined {
  const { name, source, start, end } = property;
  if (!Object.hasOwn(PORTS, name) || /^(?:0|-\d+|)$/.test(written(property))) return undefined;
  const value = portValue(expression(property));
  return { role: 'listen', field: name, protocol: 'tcp', span: source.span(start, end), value };
}

/** A text, or one variable whole: `${NAME:8080}`, `$NAME:8080`, `${?NAME}`; anything else is no port that can be told. */
function expression({ name, source, start, end, over }: Property): Text {
  const literal = (from: number, to: number) => ({ text: source.text.slice(from, to), span: source.span(from, to) });
  const isKtor = name.startsWith('ktor.');
  const variable = isKtor ? /^\$\{?\??([A-Za-z_]\w*)(?::([^{}]*))?\}?$/ : /^\$\{([A-Za-z_][\w.-]*)(?::([^{}]*))?\}$/;
  const text = source.text.slice(start, end);
  const match = variable.exec(text);
  if (!match) return [literal(start, end)];
  const scope = { kind: 'environment' } as const;
  const part = { variable: match[1]!, span: source.span(start, end), scope };
  const otherwise = match[2] ? end - (text.endsWith('}') ? 1 : 0) : 0;
  const fallback = match[2] ? [literal(otherwise - match[2].length, otherwise)] : over && expression(over);
  return fallback ? [{ ...part, fallback, operator: '-' }] : [part];
}

function addressOf({ source, start, end }: Property): Named {
  return { text: source.text.slice(start, end), span: source.span(start, end) };
}
