/**
 * Listeners in source code: the port handed to the servers that each language's programs usually start. Evidence
 * alone: whether the program runs, and with which environment, is for the graph to say. Calls are found by their
 * names (each server's own documentation); a port that is worked out otherwise is not known, and so not told.
 */
import { basename, extname } from 'node:path/posix';
import type { Format, Named, Site, Source, Text } from '../model/index.ts';
import { argumentsOf, BOTH, C_LIKE, HASH, type Lexis, type Token, tokens } from '../syntax/code.ts';
import { parseAddress } from '../syntax/endpoint.ts';
import { portValue } from '../syntax/ports.ts';

interface Server {
  /** The call's name, with what stands before its dot where that matters. */
  readonly call: RegExp;
  /** Where the port stands: an argument by number, by keyword, or within an address string. */
  readonly port: number | 'address';
  /** The argument that holds the address, where it is not the port's own. */
  readonly host?: number;
  /** What it listens on where the call says nothing. */
  readonly defaults?: { readonly port: number; readonly host?: string };
  /** Only in files that mention this. */
  readonly where?: RegExp;
}

interface Language {
  readonly lexis: Lexis;
  readonly servers: readonly Server[];
}

const JAVASCRIPT: Language = {
  lexis: C_LIKE,
  servers: [
    { call: /(?:^|\.)listen$/, port: 0, host: 1 },
    { call: /^(?:Bun|Deno)\.serve$|^serve$/, port: 0 },
  ],
};
const PYTHON: Language = {
  lexis: HASH,
  servers: [
    { call: /^uvicorn\.run$/, port: -1, defaults: { port: 8000, host: '127.0.0.1' } },
    { call: /^web\.run_app$/, port: -1, defaults: { port: 8080 } },
    { call: /(?:^|\.)run$/, port: -1, host: 0, defaults: { port: 5000, host: '127.0.0.1' }, where: /\bFlask\(/ },
    { call: /(?:^|\.)(?:HTTPServer|ThreadingHTTPServer|TCPServer|ThreadingTCPServer)$/, port: 0 },
    { call: /^make_server$/, port: 1, host: 0 },
    { call: /(?:^|\.)add_(?:in)?secure_port$/, port: 'address' },
  ],
};
const GO: Language = {
  lexis: C_LIKE,
  servers: [
    { call: /^http\.ListenAndServe(?:TLS)?$/, port: 'address' },
    { call: /^net\.Listen$/, port: 'address', host: 1 },
    { call: /\.(?:Run|Start|Listen)$/, port: 'address', where: /gin-gonic\/gin|labstack\/echo|gofiber\/fiber/ },
  ],
};
const JVM: Language = {
  lexis: C_LIKE,
  servers: [
    { call: /(?:^|\.)embeddedServer$/, port: 1 },
    { call: /(?:^|\.)forPort$/, port: 0 },
    { call: /(?:^|\.)ServerSocket$/, port: 0 },
    { call: /(?:^|\.)start$/, port: 0, where: /\bJavalin\b/ },
  ],
};
const DOTNET: Language = {
  lexis: C_LIKE,
  servers: [
    { call: /(?:^|\.)UseUrls$|^app\.Run$|\.Urls\.Add$/, port: 'address' },
    { call: /(?:^|\.)ListenAnyIP$/, port: 0 },
    { call: /(?:^|\.)ListenLocalhost$/, port: 0, defaults: { port: 0, host: 'localhost' } },
  ],
};
const RUST: Language = {
  lexis: { ...C_LIKE, quotes: ['"'] },
  servers: [{ call: /(?:^|\.|::)bind$/, port: 'address' }],
};

const LANGUAGES: Readonly<Record<string, Language>> = {
  '.js': JAVASCRIPT,
  '.mjs': JAVASCRIPT,
  '.cjs': JAVASCRIPT,
  '.ts': JAVASCRIPT,
  '.mts': JAVASCRIPT,
  '.py': PYTHON,
  '.go': GO,
  '.java': JVM,
  '.kt': JVM,
  '.cs': DOTNET,
  '.rs': RUST,
  '.php': { lexis: BOTH, servers: [{ call: /(?:^|->|\.)listen$/, port: 0, host: 1 }] },
};

export const sourceCode: Format = {
  id: 'source',
  ofBuilds: true,
  matches: (path) =>
    extname(path) in LANGUAGES && !/(?:\.|_|\/)(?:test|tests|spec|mock|stories)(?:\.|_|\/)|\.d\.ts$/i.test(path),
  parse(file) {
    const language = LANGUAGES[extname(file.file)];
    if (!language || !/listen|run|serve|start|bind|port|urls/i.test(file.text)) return [];
    const servers = language.servers.filter((server) => !server.where || server.where.test(file.text));
    const all = tokens(file.text, language.lexis);
    const sites = all.flatMap((token, at) => {
      if (token.kind !== 'name' || all[at + 1]?.text !== '(') return [];
      const callee = calleeOf(all, at);
      const server = servers.find((s) => s.call.test(callee));
      return server ? listenSite(file, all, server, token, argumentsOf(all, at + 1)) : [];
    });
    if (sites.length === 0) return [];
    const plain = language === JAVASCRIPT && PLAIN.test(file.text) && !SECURE.test(file.text);
    const spoken = plain ? sites.map((site) => ({ ...site, tls: false })) : sites;
    const name = basename(file.file);
    const span = sites[0]!.span;
    const label = `program ${name}`;
    return [
      { kind: 'program', id: `${file.file}#0`, file: file.file, format: 'source', label, name, span, sites: spoken },
    ];
  },
};

/** Servers that speak plain HTTP unless they are given a certificate, of which the file then speaks. */
const PLAIN = /['"](?:node:)?(?:http|express|fastify|koa)['"]/;
const SECURE = /https|http2|tls|ssl|cert|secure/i;

/** `http.ListenAndServe`, `app.listen`; a call on what another call gives has a bare dot before its name. */
function calleeOf(all: readonly Token[], at: number): string {
  const dot = all[at - 1]?.text;
  if (dot === ':' && all[at - 2]?.text === ':') return `${all[at - 3]?.text ?? ''}::${all[at]!.text}`;
  if (dot === '>' && all[at - 2]?.text === '-') return `->${all[at]!.text}`;
  if (dot !== '.') return all[at]!.text;
  const owner = all[at - 2];
  const before = all[at - 3]?.text === '.' ? '.' : '';
  return `${owner?.kind === 'name' ? before + owner.text : ''}.${all[at]!.text}`;
}

function listenSite(
  file: Source,
  all: readonly Token[],
  server: Server,
  name: Token,
  args: readonly (readonly Token[])[],
): readonly Site[] {
  const byName = keyword(args, /^(?:port)$/i) ?? property(args[0], /^port$/);
  const argument = server.port === 'address' ? args[server.host ?? 0] : args[server.port];
  const found = expression(file, all, byName ?? flat(argument), server.port === 'address', 0);
  const hostTokens =
    keyword(args, /^(?:host|hostname|bind|address)$/i) ??
    property(args[0], /^(?:host|hostname)$/) ??
    pairHost(argument);
  const positional = server.host === undefined ? undefined : args[server.host];
  const host =
    server.port === 'address' ? found?.address : (addressOf(file, hostTokens) ?? addressOf(file, positional));
  const { defaults } = server;
  const at = file.span(name.start, name.end);
  // An address that is worked out somewhere may be any.
  const said = hostTokens ?? (positional?.[1]?.text === '=' ? undefined : positional);
  const fallback = defaults?.host && !said ? { text: defaults.host, span: at } : undefined;
  const address = host ?? fallback;
  if (found) {
    return [
      {
        role: 'listen',
        span: found.span,
        value: portValue(found.text),
        protocol: 'tcp',
        field: name.text,
        ...(address ? { address } : {}),
      },
    ];
  }
  if (!defaults?.port || byName || (typeof server.port === 'number' && server.port >= 0)) return [];
  const value = { kind: 'number', number: defaults.port } as const;
  return [{ role: 'listen', span: at, value, protocol: 'tcp', field: name.text, ...(address ? { address } : {}) }];
}

interface Expression {
  readonly text: Text;
  readonly span: Site['span'];
  readonly address?: Named;
}

const ENVIRONMENT = /^(?:env|environ|getenv|Getenv|LookupEnv|GetEnvironmentVariable|fetch|var|get|int_env|getEnv)$/;

/**
 * A port's expression: a number, `process.env.PORT || 3000`, `os.getenv("PORT", "5000")`, a name that the file gives
 * such a value, and with `address` a string `0.0.0.0:8080`. Undefined for all else.
 */
function expression(
  file: Source,
  all: readonly Token[],
  from: readonly Token[] | undefined,
  address: boolean,
  depth: number,
): Expression | undefined {
  if (!from || from.length === 0 || from.length > 40 || depth > 3) return undefined;
  const variable = environmentName(from);
  const literal = from.find((t) => isPort(t) || (address && isAddress(t)));
  if (variable) {
    const span = file.span(variable.start, variable.end);
    const fallback = literal && portLiteral(file, literal);
    const scope = { kind: 'environment' } as const;
    const text: Text = [
      {
        variable: variable.text,
        span,
        scope,
        ...(fallback ? { operator: ':-' as const, fallback: fallback.text } : {}),
      },
    ];
    return { text, span: fallback?.span ?? span };
  }
  if (literal) return from.some((t) => '*/%<>'.includes(t.text)) ? undefined : portLiteral(file, literal);
  const name = from.findLast(
    (t) =>
      t.kind === 'name' && !/^(?:int|str|Number|parseInt|String|strconv|Itoa|Atoi|fmt|Sprintf|await)$/.test(t.text),
  );
  return name && expression(file, all, assigned(file, all, name), address, depth + 1);
}

function isPort(token: Token): boolean {
  return (token.kind === 'number' || token.kind === 'string') && /^\d{2,5}$/.test(token.text.replaceAll('_', ''));
}

function isAddress(token: Token): boolean {
  return token.kind === 'string' && parseAddress(token.text)?.port !== undefined && /:\d{2,5}\/?$/.test(token.text);
}

function portLiteral(file: Source, token: Token): Expression {
  const parsed = isPort(token) ? undefined : parseAddress(token.text);
  const port = parsed?.port;
  const span = port ? file.span(token.start + port.start, token.start + port.end) : file.span(token.start, token.end);
  const text: Text = [{ text: port?.text ?? token.text, span }];
  const host = parsed?.host;
  if (!host || host.text === '') return { text, span };
  return {
    text,
    span,
    address: { text: host.text, span: file.span(token.start + host.start, token.start + host.end) },
  };
}

/** The variable's name in `process.env.PORT`, `os.environ["PORT"]`, `os.Getenv("PORT")`. */
function environmentName(from: readonly Token[]): Token | undefined {
  for (const [at, token] of from.entries()) {
    if (token.kind !== 'name' || !ENVIRONMENT.test(token.text)) continue;
    const next = from
      .slice(at + 1, at + 5)
      .find((t) => t.kind === 'string' || (t.kind === 'name' && !ENVIRONMENT.test(t.text)));
    if (next && /^[A-Z][A-Z\d_]*$/.test(next.text)) return next;
  }
  return undefined;
}

/** What the file assigns to a name first: the tokens behind its `=` up to the end of the statement. */
function assigned(file: Source, all: readonly Token[], name: Token): readonly Token[] | undefined {
  const at = all.findIndex((t, i) => t.kind === 'name' && t.text === name.text && assignment(all, i) > 0);
  if (at < 0) return undefined;
  const start = assignment(all, at);
  const found: Token[] = [];
  for (const token of all.slice(start, start + 24)) {
    const last = found.at(-1);
    const between = last ? file.text.slice(last.end, token.start) : '';
    if (token.text === ';' || (between.includes('\n') && !/^[|?.&]/.test(token.text))) break;
    found.push(token);
  }
  return found;
}

/** The index behind `NAME =`, `NAME :=`, `NAME: number =`; 0 where nothing is assigned there. */
function assignment(all: readonly Token[], at: number): number {
  for (let i = at + 1; i < at + 5; i++) {
    const token = all[i];
    if (!token || (token.kind === 'mark' && !':='.includes(token.text))) return 0;
    if (token.text === '=') return all[i + 1]?.text === '=' || all[i - 1]?.text === '!' ? 0 : i + 1;
  }
  return 0;
}

/** `port=8000` among the arguments. */
function keyword(args: readonly (readonly Token[])[], name: RegExp): readonly Token[] | undefined {
  const found = args.find(
    (a) => a[0]?.kind === 'name' && name.test(a[0].text) && a[1]?.text === '=' && a[2]?.text !== '=',
  );
  return found?.slice(2);
}

/** `{ port: 8000 }`, or `{ port }`. */
function property(argument: readonly Token[] | undefined, name: RegExp): readonly Token[] | undefined {
  if (argument?.[0]?.text !== '{') return undefined;
  const [inner] = [argumentsOf(argument, 0)];
  const found = inner?.find((a) => a[0] && name.test(a[0].text));
  if (!found) return undefined;
  return found[1]?.text === ':' ? found.slice(2) : found;
}

/** `("0.0.0.0", 8000)` as one argument: the port is its last part. */
function flat(argument: readonly Token[] | undefined): readonly Token[] | undefined {
  if (argument?.[0]?.text !== '(' || argument.at(-1)?.text !== ')') return argument;
  return argumentsOf(argument, 0).at(-1);
}

function pairHost(argument: readonly Token[] | undefined): readonly Token[] | undefined {
  return argument?.[0]?.text === '(' ? argumentsOf(argument, 0)[0] : undefined;
}

function addressOf(file: Source, from: readonly Token[] | undefined): Named | undefined {
  const [token] = from ?? [];
  if (from?.length !== 1 || token?.kind !== 'string' || !/^(?:localhost|[\d.]+|[\da-f:]+|\*)?$/i.test(token.text))
    return undefined;
  return token.text === '' ? undefined : { text: token.text, span: file.span(token.start, token.end) };
}
