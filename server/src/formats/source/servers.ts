/**
 * The calls that open a listener, by language, each after its server's own documentation. Data alone: `index.ts` reads
 * calls by it.
 */
import { extname } from 'node:path/posix';
import { BOTH, C_LIKE, HASH, type Lexis } from '../../syntax/code.ts';

export interface Server {
  /** The call's name, with what stands before its dot where that matters. */
  readonly call: RegExp;
  /** The argument that the port stands in, from 0 or the last; absent where it is told by name alone. */
  readonly port?: number | 'last' | 'each';
  /** The port stands in an address or beside a host; a number alone is something else. */
  readonly address?: true;
  /** The argument that holds the host, where it is not the port's own. */
  readonly host?: number;
  /** What the port is called where arguments have names; `port` in any case of letters where absent. */
  readonly name?: RegExp;
  /** The setting that the first argument names: `set :port, 4567`. */
  readonly setting?: RegExp;
  /** What it listens on where the call says nothing; `open` is the argument or property that opens it to all addresses. */
  readonly defaults?: {
    readonly port?: number;
    readonly host?: string;
    readonly open?: string;
    /** It takes the port from this variable first. */
    readonly variable?: string;
  };
  /** Only in files that mention this, or whose path is like this. */
  readonly where?: RegExp;
  readonly path?: RegExp;
  /** The name is an everyday word: a call whose port is not understood is something else. */
  readonly common?: true;
  /** A literal of a structure, `http.Server{...}`, or an object under that name, `server: {...}`. */
  readonly structure?: true;
  /** A call without brackets; of a name alone only at the beginning of a line. */
  readonly bare?: true;
}

export interface Language {
  readonly lexis: Lexis;
  readonly servers: readonly Server[];
}

const LOOPBACK = '127.0.0.1';

const VITE = /(?:^|\/)vite\.config\.\w+$/;
export const JAVASCRIPT: Language = {
  lexis: { ...C_LIKE, quotes: ['"', "'", '`'], regexes: true },
  servers: [
    {
      // fastify.dev/docs/latest/Reference/Server, listen: localhost unless told.
      call: /(?:^|\.)listen$/,
      port: 0,
      host: 1,
      where: /['"](?:fastify|@nestjs\/platform-fastify)['"]/,
      defaults: { host: 'localhost', open: "host: '0.0.0.0'" },
    },
    { call: /(?:^|\.)listen$/, port: 0, host: 1 },
    { call: /^Bun\.serve$/, defaults: { port: 3000, variable: 'PORT' } },
    { call: /^serve$/, where: /@hono\/node-server/, defaults: { port: 3000 } },
    { call: /^serve$/, where: /std(?:@[\w.-]+)?\/http|from ['"]bun['"]/ },
    { call: /^Deno\.serve$/, defaults: { port: 8000 } },
    { call: /^startStandaloneServer$/, defaults: { port: 4000 } },
    {
      call: /^(?:WebSocket|WebSocket\.|ws\.)?(?:WebSocketServer|WebSocket\.Server|WSServer)$|^WebSocket\.Server$/,
      common: true,
    },
    { call: /^Server$/, port: 0, where: /['"]socket\.io['"]/, common: true },
    { call: /^[Hh]api\.[sS]erver$/ },
    {
      // vite.dev/config/server-options. That of the preview is the server's where it says none.
      call: /^server$/,
      structure: true,
      path: VITE,
      defaults: { port: 5173, host: 'localhost', open: 'host: true' },
    },
    { call: /^preview$/, structure: true, path: VITE, defaults: { port: 4173 } },
    { call: /\.(?:bindAsync|bind)$/, port: 0, address: true, where: /@grpc\/grpc-js|['"]grpc['"]/ },
  ],
};
const APP = String.raw`(?:\w*[aA]pp\w*|application|server|api|service|)\.run`;
const ALL = 'host="0.0.0.0"';
const PYTHON: Language = {
  lexis: HASH,
  servers: [
    { call: /^uvicorn\.(?:run|Config)$/, defaults: { port: 8000, host: LOOPBACK, open: ALL } },
    { call: /^web\.run_app$/, defaults: { port: 8080 } },
    { call: /(?:^|\.)TCPSite$/, port: 2, host: 1 },
    {
      call: new RegExp(`^${APP}(?:_server)?$`),
      host: 0,
      where: /\bDash\(/,
      defaults: { port: 8050, host: LOOPBACK, open: ALL },
    },
    {
      call: new RegExp(`^${APP}$`),
      port: 1,
      host: 0,
      where: /\b(?:Flask|Quart)\(|import create_app/,
      defaults: { port: 5000, host: LOOPBACK, open: ALL },
    },
    {
      call: new RegExp(`^${APP}$`),
      port: 1,
      host: 0,
      where: /\bSanic\(/,
      defaults: { port: 8000, host: LOOPBACK, open: ALL },
    },
    {
      call: new RegExp(`^(?:${APP}|run)$`),
      where: /\bimport bottle|from bottle\b/,
      defaults: { port: 8080, host: LOOPBACK, open: ALL },
    },
    { call: /^socketio\.run$/, host: 1, port: 2, defaults: { port: 5000, host: LOOPBACK, open: ALL } },
    { call: /^start_http_server$/, port: 0, where: /\bprometheus_client\b/ },
    { call: /\.launch$/, name: /^server_port$/, where: /\bgradio\b/ },
    { call: /\.listen$/, port: 0, host: 1, where: /\btornado\b/ },
    { call: /\.bind$/, port: 0, host: 1, where: /\btornado\b/ },
    { call: /(?:^|\.)(?:Threading)?(?:HTTP|TCP|WSGI)Server$/, port: 0, address: true },
    { call: /(?:^|\.)make_server$/, port: 1, host: 0 },
    { call: /(?:^|\.)start_server$/, port: 2, host: 1, where: /\basyncio\b/ },
    { call: /^serve$/, where: /\bwaitress\b/, defaults: { port: 8080 } },
    { call: /\.add_(?:in)?secure_port$/, port: 0, address: true },
  ],
};
const GO: Language = {
  lexis: { ...C_LIKE, quotes: ['"', "'", '`'], raw: '`' },
  servers: [
    { call: /^http\.ListenAndServe(?:TLS)?$/, port: 0, address: true },
    { call: /^http\.Server$/, name: /^Addr$/, structure: true },
    { call: /^net\.Listen$/, port: 1, address: true },
    {
      call: /\.Run$/,
      port: 0,
      address: true,
      where: /gin-gonic\/gin"/,
      defaults: { port: 8080, variable: 'PORT' },
    },
    { call: /\.RunTLS$/, port: 0, address: true, where: /gin-gonic\/gin"/ },
    { call: /\.(?:Start|StartTLS)$/, port: 0, address: true, where: /labstack\/echo/ },
    { call: /\.(?:Listen|ListenTLS)$/, port: 0, address: true, where: /gofiber\/fiber/ },
    { call: /^fasthttp\.ListenAndServe(?:TLS)?$/, port: 0, address: true },
  ],
};
const JVM: Language = {
  lexis: C_LIKE,
  servers: [
    { call: /(?:^|\.)embeddedServer$/, port: 1, defaults: { port: 80 } },
    { call: /(?:^|\.)forPort$/, port: 0 },
    { call: /(?:^|\.)ServerSocket$/, port: 0 },
    { call: /(?:^|\.)start$/, port: 'last', host: 0, where: /\bJavalin\b/ },
    { call: /^(?:Spark\.|spark\.|\.)?port$/, port: 0, where: /\bspark\.Spark\b|\bspark\.kotlin\b/ },
    { call: /\.listen$/, port: 0, host: 1, where: /\bvertx\b/ },
    { call: /\.setPort$/, port: 0, where: /\b(?:HttpServerOptions|NetServerOptions)\b/, common: true },
    { call: /(?:Http|Https)Server\.create$/, port: 0 },
    { call: /\.addHttpListener$/, port: 0, host: 1 },
    { call: /^Server$/, port: 0, where: /\beclipse\.jetty\b/, common: true },
    {
      call: /(?:^|\.)(?:Netty|Jetty|Undertow|SunHttp|ApacheServer|KtorCIO)$/,
      port: 0,
      where: /\borg\.http4k\b/,
      common: true,
    },
  ],
};
const DOTNET: Language = {
  lexis: C_LIKE,
  servers: [
    { call: /(?:^|\.)UseUrls$/, port: 'each', address: true },
    { call: /\.Urls\.Add$|\.Prefixes\.Add$/, port: 0, address: true },
    { call: /^app\.Run(?:Async)?$/, port: 0, address: true },
    { call: /(?:^|\.)ListenAnyIP$/, port: 0 },
    { call: /(?:^|\.)ListenLocalhost$/, port: 0, defaults: { host: 'localhost' } },
    { call: /\.Listen$/, port: 1, host: 0, where: /Kestrel/ },
    { call: /(?:^|\.)TcpListener$/, port: 1 },
    { call: /^ServerPort$/, port: 1, host: 0 },
  ],
};
const RUBY: Language = {
  lexis: { lineComments: ['#'], blockComments: [['=begin', '\n=end']], quotes: ['"', "'"] },
  servers: [
    { call: /^port$/, port: 0, host: 1, bare: true, path: /(?:^|\/)puma[\w.-]*\.rb$/ },
    { call: /^bind$/, port: 0, address: true, bare: true, path: /(?:^|\/)puma[\w.-]*\.rb$/ },
    { call: /^ssl_bind$/, port: 1, host: 0, bare: true, path: /(?:^|\/)puma[\w.-]*\.rb$/ },
    { call: /^listen$/, port: 0, bare: true, path: /(?:^|\/)unicorn[\w.-]*\.rb$/ },
    { call: /^set$/, setting: /^port$/, port: 1, bare: true, where: /sinatra/i, common: true },
    { call: /(?:HTTPServer|HTTPProxyServer)\.new$/ },
    { call: /TCPServer\.(?:new|open)$/, port: 'last', host: 0, bare: true },
    { call: /(?:Puma|WEBrick|Thin|Falcon)\.run$/, bare: true },
    { call: /\.add_http2_port$/, port: 0, address: true },
  ],
};
const RUST: Language = {
  lexis: { ...C_LIKE, quotes: ['"'] },
  servers: [
    { call: /^(?:\w*TcpListener|Server)::bind$/, port: 0, address: true },
    { call: /\.bind(?:_rustls\w*|_openssl|_auto_h2c)?$/, port: 0, address: true, where: /actix_web/ },
    { call: /\.run$/, port: 0, address: true, where: /\bwarp\b/ },
    { call: /\.serve$/, port: 0, address: true, where: /\btonic\b/ },
    { call: /^(?:rocket::)?Config$/, structure: true, where: /\brocket\b/ },
  ],
};
const PHP: Language = {
  lexis: BOTH,
  servers: [
    { call: /(?:^|->|\.)listen$/, port: 0, host: 1 },
    { call: /(?:^|\\)Server$/, port: 1, host: 0, where: /swoole/i, common: true },
    { call: /(?:^|\\)(?:SocketServer|TcpServer)$/, port: 0, where: /React\\Socket/ },
    { call: /(?:^|\\)Worker$/, port: 0, address: true, where: /Workerman/ },
    { call: /->expose$/, port: 0, address: true },
  ],
};

const LANGUAGES: Readonly<Record<string, Language>> = {
  '.js': JAVASCRIPT,
  '.mjs': JAVASCRIPT,
  '.cjs': JAVASCRIPT,
  '.ts': JAVASCRIPT,
  '.mts': JAVASCRIPT,
  '.cts': JAVASCRIPT,
  '.py': PYTHON,
  '.go': GO,
  '.java': JVM,
  '.kt': JVM,
  '.cs': DOTNET,
  '.rb': RUBY,
  '.ru': RUBY,
  '.rs': RUST,
  '.php': PHP,
};

/** The language of a file by its path. express-generator calls its start script `bin/www`. */
export function languageOf(path: string): Language | undefined {
  return /\/bin\/www$/.test(path) ? JAVASCRIPT : LANGUAGES[extname(path)];
}
