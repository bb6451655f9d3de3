/**
 * Caddyfiles. Semantics after caddyserver.com/docs/caddyfile and docs/automatic-https: a site's address names its port, or
 * its scheme does. An address with a host is HTTPS unless it says `http://` or names the HTTP port, with a redirect on the
 * HTTP port, and HTTP/3 on the same port over UDP; `http_port` and `https_port` move the two. An upstream without a port
 * has the one of its scheme, `http` unless written; one without a host is this machine.
 *
 * One component a file. A site leads to the upstreams of its block, snippets included. `{$NAME:default}` is read from the
 * environment before anything else is; an address that is one variable may be any address.
 */
import { basename, dirname, join } from 'node:path/posix';
import type { Format, Site, Source } from '../model/index.ts';
import { isVariable, pointBehind } from '../model/index.ts';
import { addressSite } from '../syntax/address-site.ts';
import { caddyText, resolveImports } from '../syntax/caddy-imports.ts';
import { type CaddyLine, type CaddyWord, parseCaddyLines } from '../syntax/caddy-lines.ts';
import { defaultPort } from '../syntax/endpoint.ts';
import { joinSites, type LinkedSite, numberSites } from '../syntax/linked-sites.ts';
import { flatten, parseTextAddress, portValue, textSpan } from '../syntax/text-address.ts';

export const caddyfile: Format = {
  id: 'caddyfile',
  comment: '#',
  matches: (path) => /^Caddyfile(?:[.-][\w-]+)*$|\.caddyfile$/i.test(basename(path)),
  parse(source) {
    const written = parseCaddyLines(source.text);
    const first = written[0]?.words[0] ?? written[0]?.block?.[0]?.words[0];
    if (!first) return [];
    const { lines, files } = resolveImports(source, written);
    const name = basename(source.file);
    const options = readOptions(source, lines.find(({ words, block }) => block && words.length === 0)?.block ?? []);
    return [
      {
        kind: 'proxy',
        id: `${source.file}#0`,
        file: source.file,
        format: 'caddyfile',
        label: `caddy ${name}`,
        name,
        span: source.span(first.start, first.end),
        sites: numberSites(joinSites([...options.sites, ...readSites(source, options, lines)])),
        includes: files.map((path) => (path.startsWith('/') ? path : join(dirname(source.file), path))),
        ...(options.partial ? { partial: true } : {}),
      },
    ];
  },
};

/** The global options, as far as they say who listens where. */
interface Options {
  readonly sites: readonly LinkedSite[];
  readonly http: number;
  readonly https: number;
  /** `auto_https off` or `disable_redirects`. */
  readonly redirects: boolean;
  /** True for a port that HTTP/3 is not served on. */
  readonly withoutHttp3: (port: number | undefined) => boolean;
  readonly bind?: CaddyWord;
  /** Another app listens, too. */
  readonly partial: boolean;
}

function readOptions(source: Source, lines: readonly CaddyLine[]): Options {
  const named = (name: string): CaddyWord | undefined => lines.find(({ words }) => words[0]?.text === name)?.words[1];
  const number = (name: string, usual: number): number => {
    const text = named(name)?.text ?? '';
    return /^\d+$/.test(text) ? Number(text) : usual;
  };
  const admin = named('admin');
  const bind = named('default_bind');
  const former = lines.filter(
    ({ words, block = [] }) =>
      words[0]?.text === 'servers' &&
      block.some(
        ({ words: [name, ...protocols] }) => name?.text === 'protocols' && !protocols.some(({ text }) => text === 'h3'),
      ),
  );
  return {
    sites: admin && admin.text !== 'off' ? listener(source, admin, 'admin') : [],
    http: number('http_port', 80),
    https: number('https_port', 443),
    redirects: !/^(?:off|disable_redirects)$/.test(named('auto_https')?.text ?? ''),
    withoutHttp3: (port) => former.some(({ words }) => !words[1] || words[1].text.endsWith(`:${port}`)),
    ...(bind ? { bind } : {}),
    partial: lines.some(({ words }) => words[0]?.text === 'layer4'),
  };
}

/** What stands at the top of a file that another imports into a site. */
const DIRECTIVES =
  /^(?:abort|acme_server|basic_?auth|bind|encode|error|file_server|forward_auth|fs|handle|handle_errors|handle_path|header|import|intercept|invoke|log|log_append|log_name|log_skip|map|method|metrics|php_fastcgi|php_server|push|redir|request_body|request_header|respond|reverse_proxy|rewrite|root|route|skip_log|templates|tls|tracing|try_files|uri|vars)$/;

function readSites(source: Source, options: Options, lines: readonly CaddyLine[]): readonly LinkedSite[] {
  const own = lines.filter(({ words }) => words.length > 0);
  const [head, ...rest] = own;
  // A file with one site may leave out the braces around it.
  if (head && !head.block && head.words.every(({ text }) => isAddress(text)))
    return readSite(source, options, head.words, rest);
  const isSite = ({ words, block }: CaddyLine): boolean => block !== undefined && !DIRECTIVES.test(words[0]!.text);
  const loose = own.filter((line) => !isSite(line));
  return [
    ...own.filter(isSite).flatMap(({ words, block }) => readSite(source, options, words, block ?? [])),
    ...readSite(source, options, [], loose),
  ];
}

/** A directive's name has neither a dot nor a colon. */
function isAddress(text: string): boolean {
  return /[.:*$]|^localhost,?$/.test(text);
}

function readSite(
  source: Source,
  options: Options,
  addresses: readonly CaddyWord[],
  block: readonly CaddyLine[],
): readonly LinkedSite[] {
  const own = block.find(({ words }) => words[0]?.text === 'bind')?.words.slice(1) ?? [];
  const binds = own.length > 0 ? own : options.bind ? [options.bind] : [];
  const bound = binds.filter(({ text }) => !/^(?:unix|fd|fdgram)[/+]/.test(text));
  // Of several the one that others can reach.
  const bind = bound.find(({ text }) => !/^(?:127\.|\[?::1\]?$|localhost$)/.test(text)) ?? bound[0];
  const secure = block.some(({ words }) => words[0]?.text === 'tls');
  const sockets = binds.length > 0 && bound.length === 0;
  const listens = sockets
    ? []
    : addresses.flatMap((word) => siteListeners(source, options, withoutComma(word), secure));
  const targets = linesWithin(block)
    .flatMap((line) => upstreams(source, line))
    .map(linked);
  const reached = targets.filter(({ site }) => site.role === 'target');
  const address = bind && { text: bind.text, span: textSpan(caddyText(source, bind)) };
  return [
    ...listens.map((site) => ({ site: address ? { ...site, address } : site, leads: new Set(reached) })),
    ...targets,
  ];
}

function linked(site: Site): LinkedSite {
  return { site, leads: new Set() };
}

function withoutComma(word: CaddyWord): CaddyWord {
  return word.text.endsWith(',') && !word.parts ? { ...word, text: word.text.slice(0, -1), end: word.end - 1 } : word;
}

function siteListeners(source: Source, options: Options, word: CaddyWord, secured: boolean): readonly Site[] {
  const site = { role: 'listen', field: 'site address', protocol: 'tcp' } as const;
  const text = word.end > word.start || word.parts ? caddyText(source, word) : [];
  if (text.length === 0) return [];
  const whole = flatten(text);
  if (text.length === 1 && isVariable(text[0]!))
    return [{ ...site, value: { kind: 'text', text }, span: textSpan(text) }];
  const bare = /^(https?):\/\/$/.exec(whole)?.[1];
  const address = bare ? undefined : parseTextAddress(text);
  if (!address && !bare) return [];
  const { scheme = bare, host, port } = address ?? {};
  const span = port ? textSpan(port) : host ? textSpan(host) : textSpan(text);
  const implied = {
    at: address?.hostEnd ?? pointBehind(span),
    template: ':{port}',
  };
  const written = port && portValue(port);
  const number = written?.kind === 'number' ? written.number : undefined;
  const plain = scheme === 'http' || (port !== undefined && number === options.http);
  const known = host !== undefined && !host.every(isVariable);
  const tls = !plain && (scheme === 'https' || secured || (port ? known || number === options.https : true));
  const at = (value: number, more: Partial<Site>): Site => ({
    ...site,
    value: { kind: 'number', number: value },
    span,
    implied,
    ...more,
  });
  const own: Site = written
    ? { ...site, value: written, span, ...(tls ? { tls } : {}) }
    : at(plain ? options.http : options.https, tls ? { tls } : {});
  const spoken = own.value.kind === 'number' ? own.value.number : undefined;
  return [
    own,
    ...(tls && !options.withoutHttp3(spoken) ? [{ ...own, field: 'HTTP/3', protocol: 'udp' } as const] : []),
    ...(tls && known && options.redirects ? [at(options.http, { field: 'redirect', span: textSpan(host) })] : []),
  ];
}

function listener(source: Source, word: CaddyWord, field: string): readonly LinkedSite[] {
  const text = caddyText(source, word);
  if (text.length === 1 && isVariable(text[0]!))
    return [linked({ role: 'listen', field, protocol: 'tcp', value: { kind: 'text', text }, span: textSpan(text) })];
  const site = addressSite(text, { role: 'listen', field });
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
  const dynamic = block.filter((line) => line.words[0]?.text === 'dynamic').flatMap((line) => lookedUp(source, line));
  const targets = [...[...written, ...listed].flatMap((word) => upstream(source, word, name.text, secure)), ...dynamic];
  const option = (wanted: string): CaddyWord | undefined =>
    block.find((line) => line.words[0]?.text === wanted)?.words[1];
  const to = targets.flatMap((site) => site.to ?? []);
  const probe = { role: 'probe', protocol: 'tcp' } as const;
  const port = option('health_port');
  const other = option('health_upstream');
  const found = other && addressSite(caddyText(source, other), { role: 'probe', field: 'health_upstream' });
  const value = port && portOf(source, port);
  return [...targets, ...(value ? [{ ...probe, field: 'health_port', ...value, to }] : []), ...(found ? [found] : [])];
}

/** `dynamic a NAME PORT`, or the same in a block; who answers to an SRV record says its own port. */
function lookedUp(source: Source, { words: [, kind, host, port], block = [] }: CaddyLine): readonly Site[] {
  if (kind?.text !== 'a') return [];
  const within = (name: string): CaddyWord | undefined => block.find(({ words }) => words[0]?.text === name)?.words[1];
  const [name, number] = [host ?? within('name'), port ?? within('port')];
  const value = number && portOf(source, number);
  if (!name || !value) return [];
  const to = [{ kind: 'host' as const, host: caddyText(source, name) }];
  return [{ role: 'target', field: 'dynamic a', protocol: 'tcp', ...value, to }];
}

function portOf(source: Source, word: CaddyWord): Pick<Site, 'value' | 'span'> | undefined {
  const text = word.end > word.start || word.parts ? caddyText(source, word) : [];
  if (text.length === 0) return undefined;
  const value = portValue(text);
  return value.kind === 'unknown' ? undefined : { value, span: textSpan(text) };
}

function upstream(source: Source, word: CaddyWord, field: string, secure: boolean): readonly Site[] {
  const text = caddyText(source, word);
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
