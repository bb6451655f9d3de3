/**
 * Caddyfiles. Semantics after caddyserver.com/docs/caddyfile: a site's address names its port, or its scheme does; one
 * without either is HTTPS, with a redirect on the HTTP port; `http_port` and `https_port` move those two. An upstream
 * without a port has the one of its scheme, `http` unless written; one without a host is this machine.
 *
 * One component a file. A site leads to the upstreams of its block. `{$NAME:default}` is read from the environment before
 * anything else is. What `import` brings in is not looked up.
 */
import { basename } from 'node:path/posix';
import type { Format, Site, Source, Text } from '../model/index.ts';
import { addressSite } from '../syntax/address-site.ts';
import { type CaddyLine, type CaddyWord, parseCaddyLines } from '../syntax/caddy-lines.ts';
import { defaultPort } from '../syntax/endpoint.ts';
import { type LinkedSite, numberSites } from '../syntax/linked-sites.ts';
import { readPlaceholders } from '../syntax/placeholders.ts';
import { flatten, parseTextAddress, portValue, textSpan } from '../syntax/text-address.ts';

export const caddyfile: Format = {
  id: 'caddyfile',
  comment: '#',
  matches: (path) => /^Caddyfile(?:[.-][\w-]+)*$|\.caddyfile$/i.test(basename(path)),
  parse(source) {
    const lines = parseCaddyLines(source.text);
    const first = lines[0]?.words[0] ?? lines[0]?.block?.[0]?.words[0];
    if (!first) return [];
    const name = basename(source.file);
    return [
      {
        kind: 'proxy',
        id: `${source.file}#0`,
        file: source.file,
        format: 'caddyfile',
        label: `caddy ${name}`,
        name,
        span: source.span(first.start, first.end),
        sites: numberSites(readFile(source, lines)),
        includes: [],
      },
    ];
  },
};

interface Ports {
  readonly http: number;
  readonly https: number;
  /** `auto_https off` or `disable_redirects`. */
  readonly redirects: boolean;
}

function readFile(source: Source, lines: readonly CaddyLine[]): readonly LinkedSite[] {
  const options = lines.find(({ words, block }) => block && words.length === 0)?.block ?? [];
  const sites = lines.filter(({ words, block }) => block && words.length > 0 && !/^&?\(/.test(words[0]!.text));
  const named = (name: string): CaddyWord | undefined => options.find(({ words }) => words[0]?.text === name)?.words[1];
  const number = (name: string, usual: number): number => {
    const text = named(name)?.text ?? '';
    return /^\d+$/.test(text) ? Number(text) : usual;
  };
  const ports: Ports = {
    http: number('http_port', 80),
    https: number('https_port', 443),
    redirects: !/^(?:off|disable_redirects)$/.test(named('auto_https')?.text ?? ''),
  };
  const admin = named('admin');
  const found = admin && admin.text !== 'off' ? listener(source, admin, 'admin') : [];
  // A file with one site may leave out the braces around it.
  const [head, ...rest] = lines;
  if (sites.length === 0 && head && !head.block && head.words.every(({ text }) => isAddress(text))) {
    return [...found, ...readSite(source, ports, head.words, rest)];
  }
  return [...found, ...sites.flatMap(({ words, block }) => readSite(source, ports, words, block ?? []))];
}

/** A directive's name has neither a dot nor a colon. */
function isAddress(text: string): boolean {
  return /[.:*$]|^localhost,?$/.test(text);
}

function readSite(
  source: Source,
  ports: Ports,
  addresses: readonly CaddyWord[],
  block: readonly CaddyLine[],
): readonly LinkedSite[] {
  const bind = block.find(({ words }) => words[0]?.text === 'bind')?.words[1];
  const listens = addresses.flatMap((word) => siteListeners(source, ports, withoutComma(word)));
  const bound = bind
    ? listens.map((site) => ({ ...site, address: { text: bind.text, span: span(source, bind) } }))
    : listens;
  const targets = linesWithin(block)
    .flatMap((line) => upstreams(source, line))
    .map(linked);
  const reached = targets.filter(({ site }) => site.role === 'target');
  return [...bound.map((site) => ({ site, leads: new Set(reached) })), ...targets];
}

function linked(site: Site): LinkedSite {
  return { site, leads: new Set() };
}

function withoutComma(word: CaddyWord): CaddyWord {
  return word.text.endsWith(',') ? { ...word, text: word.text.slice(0, -1), end: word.end - 1 } : word;
}

function siteListeners(source: Source, ports: Ports, word: CaddyWord): readonly Site[] {
  const text = textOf(source, word);
  const address = text.length > 0 ? parseTextAddress(text) : undefined;
  if (!address) return [];
  const { scheme, host, port, hostEnd } = address;
  const site = { role: 'listen', field: 'site address', protocol: 'tcp' } as const;
  if (port)
    return [{ ...site, value: portValue(port), span: textSpan(port), ...(scheme === 'https' ? { tls: true } : {}) }];
  if (!host) return [];
  const span = textSpan(host);
  const implied = { at: hostEnd, template: ':{port}' };
  const at = (number: number): Site => ({ ...site, value: { kind: 'number', number }, span, implied });
  if (scheme === 'http') return [at(ports.http)];
  const secure = { ...at(ports.https), tls: true };
  return ports.redirects ? [secure, { ...at(ports.http), field: 'redirect' }] : [secure];
}

function listener(source: Source, word: CaddyWord, field: string): readonly LinkedSite[] {
  const site = addressSite(textOf(source, word), { role: 'listen', field });
  return site ? [linked(site)] : [];
}

/** The lines of a block at any depth: `handle` and `route` hold directives of their own. */
function linesWithin(lines: readonly CaddyLine[]): readonly CaddyLine[] {
  return lines.flatMap((line) => [
    line,
    ...(line.block && !PROXIES.test(line.words[0]?.text ?? '') ? linesWithin(line.block) : []),
  ]);
}

const PROXIES = /^(?:reverse_proxy|php_fastcgi|forward_auth)$/;

function upstreams(source: Source, { words, block = [] }: CaddyLine): readonly Site[] {
  const [name, ...rest] = words;
  if (!name || !PROXIES.test(name.text)) return [];
  const [first] = rest;
  // The first word may be a matcher.
  const written = first && /^(?:[/@]|\*$)/.test(first.text) ? rest.slice(1) : rest;
  const listed = block.filter((line) => line.words[0]?.text === 'to').flatMap((line) => line.words.slice(1));
  const secure = block.some(
    (line) =>
      line.words[0]?.text === 'transport' && line.block?.some(({ words: w }) => /^tls(?:_|$)/.test(w[0]?.text ?? '')),
  );
  const targets = [...written, ...listed].flatMap((word) => upstream(source, word, name.text, secure));
  const health = block.find((line) => line.words[0]?.text === 'health_port')?.words[1];
  if (!health || !/^\d+$/.test(health.text)) return targets;
  const probe: Site = {
    role: 'probe',
    field: 'health_port',
    protocol: 'tcp',
    value: { kind: 'number', number: Number(health.text) },
    span: span(source, health),
    to: targets.flatMap((site) => site.to ?? []),
  };
  return [...targets, probe];
}

function upstream(source: Source, word: CaddyWord, field: string, secure: boolean): readonly Site[] {
  const text = textOf(source, word);
  const flat = flatten(text);
  // A socket, a placeholder that only a request fills, a name to look up in DNS.
  if (/^unix|^srv\+|\{/.test(flat.replace(/\$\{\w+\}/g, ''))) return [];
  const implied = (scheme: string | undefined): number | undefined =>
    field === 'php_fastcgi' ? undefined : defaultPort(scheme ?? 'http');
  const site = addressSite(text, { role: 'target', field, implied });
  if (!site) return [];
  const here = { kind: 'host' as const, host: [{ text: 'localhost', span: site.span }] };
  const own = flat.startsWith(':') ? { ...site, to: [here] } : site;
  return [secure ? { ...own, tls: true } : own];
}

const PLACEHOLDER = /\{(?:\$|env\.)(?<name>[A-Za-z_]\w*)(?::(?<fallback>[^{}]*))?\}/g;

/** A word with the variables that Caddy takes from its environment. */
function textOf(source: Source, word: CaddyWord): Text {
  return readPlaceholders(source, word.start, word.end, PLACEHOLDER);
}

function span(source: Source, word: CaddyWord): Site['span'] {
  return source.span(word.start, word.end);
}
