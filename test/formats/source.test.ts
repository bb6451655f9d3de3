import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceCode } from '../../server/src/formats/source/index.ts';
import { isVariable, type Text } from '../../server/src/model/index.ts';
import { fileSource } from '../../server/src/syntax/source.ts';
import { shownAt } from '../support/places.ts';

/** One line a listener: `port @text-under-the-span address`, `(by default)` for an address that is written nowhere. */
function listeners(file: string, text: string): readonly string[] {
  const [program] = sourceCode.parse(
    fileSource(file, text),
    () => {},
    () => {},
  );
  if (program?.kind !== 'program') return [];
  const lines = program.sites.map(({ value, span, address, opening }) => {
    const port =
      value.kind === 'number' ? `${value.number}` : value.kind === 'text' ? expression(value.text) : value.kind;
    const host = address ? ` ${address.text}${opening ? ' (by default)' : ''}` : '';
    return `${port} @${shownAt(text, span)}${host}`;
  });
  return program.partial ? [...lines, 'and what is not known'] : lines;
}

function expression(text: Text): string {
  return text.map((p) => (isVariable(p) ? `${p.variable}:${expression(p.fallback ?? [])}` : p.text)).join('');
}

/** The file, its text, and what it listens on. */
type Case = readonly [file: string, text: string, ...expected: string[]];
const UNKNOWN = 'and what is not known';

const CASES: readonly Case[] = [
  // Node, by the documentation of each framework.
  ['app.js', "require('express')().listen(3000);", '3000 @3000'],
  ['server.js', "http.createServer((req, res) => res.end('ok')).listen(8080, '0.0.0.0');", '8080 @8080 0.0.0.0'],
  ['app.js', 'server.listen(process.env.PORT || 3000, () => {});', 'PORT:3000 @3000'],
  ['app.ts', "app.listen(Number(process.env['PORT'] ?? 8080));", 'PORT:8080 @8080'],
  ['app.js', 'const port = process.env.PORT || 3001;\napp.listen(port);', 'PORT:3001 @3001'],
  ['app.ts', 'const DEFAULT = 4000;\nconst port: number = DEFAULT;\napp.listen(port)', '4000 @4000'],
  ['app.js', "app.listen(3000, 'localhost');", '3000 @3000 localhost'],
  ['app.js', 'app.listen(process.env.PORT)', 'PORT: @PORT'],
  ['app.js', 'const port = parseInt(process.env.PORT, 10) || 3000;\napp.listen(port);', 'PORT:3000 @3000'],
  ['app.js', 'const { PORT = 3000, HOST } = process.env;\napp.listen(PORT);', 'PORT:3000 @3000'],
  ['app.js', 'const { PORT } = process.env;\napp.listen(PORT || 4000);', 'PORT:4000 @4000'],
  [
    'app.js',
    "const config = { name: 'shop', port: process.env.PORT || 5000 };\napp.listen(config.port);",
    'PORT:5000 @5000',
  ],
  ['app.js', 'const express = require("express"),\n  port = 3000;\nexpress().listen(port)', '3000 @3000'],
  [
    'bin/www',
    "var port = normalizePort(process.env.PORT || '3000');\napp.set('port', port);\nserver.listen(port);\n" +
      'function normalizePort(val) { var port = parseInt(val, 10); return port >= 0 ? port : false; }',
    'PORT:3000 @3000',
  ],
  ['app.js', "app.set('port', process.env.PORT || 3000);\napp.listen(app.get('port'));", 'PORT:3000 @3000'],
  ['app.js', 'const port = process.env.PORT ? process.env.PORT : 3000;\napp.listen(port);', 'PORT:3000 @3000'],
  [
    'app.js',
    'let port = process.env.PORT;\nif (port == null || port == "") {\n  port = 8000;\n}\napp.listen(port);',
    'PORT:8000 @8000',
  ],
  ['app.js', 'app.listen(process.env.API_PORT || process.env.PORT || 3000);', 'API_PORT:PORT:3000 @3000'],
  ['koa.js', "new (require('koa'))().listen(3000);", '3000 @3000'],
  ['app.ts', "import Fastify from 'fastify';\nfastify.listen({ port: 3000, host: '0.0.0.0' })", '3000 @3000 0.0.0.0'],
  [
    'app.ts',
    "import Fastify from 'fastify';\nawait fastify.listen({ port: 3000 })",
    '3000 @3000 localhost (by default)',
  ],
  [
    'main.ts',
    'const app = await NestFactory.create(AppModule);\nawait app.listen(process.env.PORT ?? 3000);',
    'PORT:3000 @3000',
  ],
  ['main.ts', "await app.listen(configService.get<number>('PORT', 3000));", 'PORT:3000 @3000'],
  [
    'main.ts',
    "const config = app.get(ConfigService);\nawait app.listen(config.get('PORT') || 3000);",
    'PORT:3000 @3000',
  ],
  ['index.ts', "import { serve } from '@hono/node-server'\nserve({ fetch: app.fetch, port: 8787 })", '8787 @8787'],
  ['index.ts', "import { serve } from '@hono/node-server'\nserve(app)", '3000 @serve'],
  ['index.ts', 'Bun.serve({ port: 3001, fetch(req) { return new Response("ok") } })', '3001 @3001'],
  ['index.ts', 'Bun.serve({ fetch(req) { return new Response("ok") } })', 'PORT:3000 @serve'],
  ['main.ts', 'Deno.serve({ port: 4242, hostname: "0.0.0.0" }, handler)', '4242 @4242 0.0.0.0'],
  ['main.ts', 'Deno.serve((_req) => new Response("Hello"))', '8000 @serve'],
  ['main.ts', 'const port = Number(Deno.env.get("PORT") ?? "8000");\nDeno.serve({ port }, handler)', 'PORT:8000 @8000'],
  ['index.js', 'await startStandaloneServer(server, { listen: { port: 4001 } });', '4001 @4001'],
  ['index.js', 'const wss = new WebSocketServer({ port: 8080 });', '8080 @8080'],
  ['index.js', 'const wss = new WebSocketServer({ server });\nserver.listen(8081);', '8081 @8081'],
  [
    'server.js',
    "const grpc = require('@grpc/grpc-js');\nserver.bindAsync(`0.0.0.0:${PORT}`, creds, () => {});\nconst PORT = process.env.PORT || 50051",
    'PORT:50051 @50051 0.0.0.0',
  ],
  ['app.js', 'function a() { const port = 1111; use(port); }\nconst port = 3000;\napp.listen(port);', '3000 @3000'],
  // Python
  [
    'app.py',
    'from flask import Flask\napp = Flask(__name__)\napp.run(host="0.0.0.0", port=5000)',
    '5000 @5000 0.0.0.0',
  ],
  [
    'app.py',
    'from flask import Flask\napp = Flask(__name__)\nif __name__ == "__main__":\n    app.run(debug=True)',
    '5000 @run 127.0.0.1 (by default)',
  ],
  [
    'app.py',
    'app = Flask(__name__)\napp.run("0.0.0.0", port=int(os.environ.get("PORT", 8080)))',
    'PORT:8080 @8080 0.0.0.0',
  ],
  [
    'app.py',
    'app = Flask(__name__)\nsubprocess.run(["ls"], check=True)\napp.run(host="0.0.0.0", port=8000)',
    '8000 @8000 0.0.0.0',
  ],
  [
    'app.py',
    'db = redis.Redis(host="cache", port=6379)\nport = int(os.getenv("PORT", "5000"))\nFlask("x")\napp.run(host="0.0.0.0", port=port)',
    'PORT:5000 @5000 0.0.0.0',
  ],
  ['main.py', 'import uvicorn\nuvicorn.run("main:app", host="0.0.0.0", port=8000, reload=True)', '8000 @8000 0.0.0.0'],
  ['main.py', 'import uvicorn\nuvicorn.run(app)', '8000 @run 127.0.0.1 (by default)'],
  ['main.py', 'uvicorn.run(app, **settings.dict())', UNKNOWN],
  ['main.py', 'uvicorn.run(app, host="0.0.0.0", port=settings.port)', UNKNOWN],
  [
    'main.py',
    'parser.add_argument("-p", "--port", type=int, default=8000)\nargs = parser.parse_args()\nuvicorn.run(app, host="0.0.0.0", port=args.port)',
    '--port:8000 @8000 0.0.0.0',
  ],
  [
    'main.py',
    '@click.command()\n@click.option("--port", default=8000)\ndef main(port):\n    uvicorn.run(app, host="0.0.0.0", port=port)',
    '--port:8000 @8000 0.0.0.0',
  ],
  ['main.py', 'port = int(sys.argv[1]) if len(sys.argv) > 1 else 8000\nuvicorn.run(app, port=port)', UNKNOWN],
  ['server.py', 'web.run_app(app, port=9000)', '9000 @9000'],
  ['server.py', 'web.run_app(app)', '8080 @run_app'],
  ['server.py', 'site = web.TCPSite(runner, "0.0.0.0", 8080)', '8080 @8080 0.0.0.0'],
  [
    'server.py',
    'import tornado.web\ndefine("port", default=8888, type=int)\napp.listen(options.port)',
    '--port:8888 @8888',
  ],
  ['serve.py', 'HTTPServer(("0.0.0.0", 8000), Handler).serve_forever()', '8000 @8000 0.0.0.0'],
  [
    'serve.py',
    'PORT = 8000\nwith socketserver.TCPServer(("", PORT), Handler) as httpd:\n    httpd.serve_forever()',
    '8000 @8000',
  ],
  ['serve.py', "server.add_insecure_port('[::]:50051')", '50051 @50051 ::'],
  [
    'serve.py',
    "port = os.environ.get('PORT') or '50051'\nserver.add_insecure_port(f'[::]:{port}')",
    'PORT:50051 @50051 ::',
  ],
  ['serve.py', 'server.add_insecure_port("[::]:" + port)\nport = "8081"', '8081 @8081 ::'],
  ['serve.py', "server.add_insecure_port('0.0.0.0:%d' % 50052)", '50052 @50052 0.0.0.0'],
  ['app.py', 'import gradio as gr\ndemo.launch(server_name="0.0.0.0", server_port=7860)', '7860 @7860 0.0.0.0'],
  ['app.py', 'from sanic import Sanic\napp = Sanic("shop")\napp.run(host="0.0.0.0", port=8000)', '8000 @8000 0.0.0.0'],
  ['app.py', 'from waitress import serve\nserve(app, host="0.0.0.0", port=8080)', '8080 @8080 0.0.0.0'],
  // Go
  ['main.go', 'log.Fatal(http.ListenAndServe(":8080", nil))', '8080 @8080'],
  ['main.go', 'port := os.Getenv("PORT")\nhttp.ListenAndServe(":" + port, nil)', 'PORT: @PORT'],
  [
    'main.go',
    'port := os.Getenv("PORT")\nif port == "" {\n\tport = "8080"\n}\nlog.Fatal(http.ListenAndServe(":"+port, nil))',
    'PORT:8080 @8080',
  ],
  [
    'main.go',
    'addr := ":8080"\nif p := os.Getenv("PORT"); p != "" {\n\taddr = ":" + p\n}\nhttp.ListenAndServe(addr, mux)',
    'PORT:8080 @8080',
  ],
  [
    'main.go',
    'port, ok := os.LookupEnv("PORT")\nif !ok {\n\tport = "9000"\n}\nhttp.ListenAndServe(fmt.Sprintf(":%s", port), nil)',
    'PORT:9000 @9000',
  ],
  ['main.go', 'srv := &http.Server{\n\tAddr:    ":8080",\n\tHandler: mux,\n}\nsrv.ListenAndServe()', '8080 @8080'],
  ['main.go', 'const (\n\tport = ":50051"\n)\nlis, err := net.Listen("tcp", port)', '50051 @50051'],
  [
    'main.go',
    'var port = flag.Int("port", 50051, "The server port")\nlis, err := net.Listen("tcp", fmt.Sprintf(":%d", *port))',
    '--port:50051 @50051',
  ],
  [
    'main.go',
    'var addr string\nflag.StringVar(&addr, "listen", ":8080", "")\nhttp.ListenAndServe(addr, nil)',
    '--listen:8080 @8080',
  ],
  ['main.go', 'lis, err := net.Listen("tcp", "127.0.0.1:9000")', '9000 @9000 127.0.0.1'],
  ['main.go', 'lis, err := net.Listen("unix", "/tmp/x.sock")'],
  ['main.go', 'import "github.com/gin-gonic/gin"\nr := gin.Default()\nr.Run()', 'PORT:8080 @Run'],
  ['main.go', 'import "github.com/gin-gonic/gin"\nr.Run("0.0.0.0:9090")', '9090 @9090 0.0.0.0'],
  ['main.go', 'import "github.com/labstack/echo/v4"\ne.Logger.Fatal(e.Start(":1323"))', '1323 @1323'],
  [
    'main.go',
    'import "github.com/gofiber/fiber/v2"\nlog.Fatal(app.Listen(":" + getEnv("PORT", "3000")))',
    'PORT:3000 @3000',
  ],
  ['main.go', 'http.ListenAndServe(cfg.Addr, r)', UNKNOWN],
  [
    'main.go',
    'http.ListenAndServe(net.JoinHostPort("0.0.0.0", cmp.Or(os.Getenv("PORT"), "8080")), r)',
    'PORT:8080 @8080 0.0.0.0',
  ],
  ['main.go', 's := strings.Trim(x, `\\`)\nhttp.ListenAndServe(":8081", nil)', '8081 @8081'],
  // Java and Kotlin
  ['Main.kt', 'embeddedServer(Netty, port = 8081, host = "0.0.0.0") {}', '8081 @8081 0.0.0.0'],
  ['Main.kt', 'val port = System.getenv("PORT")?.toInt() ?: 8080\nembeddedServer(Netty, port) { }', 'PORT:8080 @8080'],
  [
    'Main.java',
    'var app = Javalin.create().get("/", ctx -> ctx.result("Hello")).start(7070);\nimport io.javalin.Javalin;',
    '7070 @7070',
  ],
  [
    'Main.java',
    'import static spark.Spark.*;\nport(Integer.parseInt(System.getenv().getOrDefault("PORT", "4568")));',
    'PORT:4568 @4568',
  ],
  ['Main.java', 'vertx.createHttpServer().requestHandler(r).listen(8888)', '8888 @8888'],
  ['Main.java', 'Server server = ServerBuilder.forPort(50051).addService(s).build();', '50051 @50051'],
  [
    'Main.java',
    'HttpServer server = HttpServer.create(new InetSocketAddress("0.0.0.0", 8000), 0);',
    '8000 @8000 0.0.0.0',
  ],
  ['Main.java', 'private static final int PORT = 9090;\nnew ServerSocket(PORT);', '9090 @9090'],
  [
    'Main.java',
    '// .start(7000)\nString help = """\n  app.start(7001)\n  """;\nJavalin.create().start(7070);',
    '7070 @7070',
  ],
  // C#
  ['Program.cs', 'builder.WebHost.UseUrls("http://*:5005");', '5005 @5005 *'],
  [
    'Program.cs',
    'builder.WebHost.UseUrls("http://0.0.0.0:5000;https://0.0.0.0:5001");',
    '5000 @5000 0.0.0.0',
    '5001 @5001 0.0.0.0',
  ],
  [
    'Program.cs',
    'webBuilder.ConfigureKestrel(o => { o.ListenAnyIP(5000); o.ListenLocalhost(5001); });',
    '5000 @5000',
    '5001 @5001 localhost (by default)',
  ],
  [
    'Program.cs',
    'var port = Environment.GetEnvironmentVariable("PORT") ?? "8080";\napp.Run($"http://0.0.0.0:{port}");',
    'PORT:8080 @8080 0.0.0.0',
  ],
  ['Program.cs', 'app.Urls.Add("http://localhost:3000");\napp.Run();', '3000 @3000 localhost'],
  ['Program.cs', 'var server = new TcpListener(IPAddress.Any, 13000);', '13000 @13000'],
  // Ruby
  [
    'config/puma.rb',
    '# port 9999\nthreads 5, 5\nport ENV.fetch("PORT") { 3000 }\nworkers ENV.fetch("WEB_CONCURRENCY") { 2 }',
    'PORT:3000 @3000',
  ],
  ['config/puma.rb', 'port ENV.fetch("PORT", 3000)\nplugin :tmp_restart', 'PORT:3000 @3000'],
  ['config/puma.rb', 'bind "tcp://0.0.0.0:9292"\nbind "unix:///var/run/puma.sock"', '9292 @9292 0.0.0.0'],
  ['config/puma.rb', 'bind "tcp://0.0.0.0:#{ENV.fetch(\'PORT\', 8080)}"', 'PORT:8080 @8080 0.0.0.0'],
  ['app.rb', "require 'sinatra'\nset :bind, '0.0.0.0'\nset :port, 8080", '8080 @8080'],
  ['app.rb', "require 'sinatra'\nset :port, ENV['PORT'] || 4567", 'PORT:4567 @4567'],
  ['server.rb', "server = WEBrick::HTTPServer.new(:Port => 8000, :BindAddress => '0.0.0.0')", '8000 @8000 0.0.0.0'],
  ['server.rb', "Rack::Handler::Puma.run app, Host: '0.0.0.0', Port: 9292", '9292 @9292 0.0.0.0'],
  [
    'server.rb',
    "server = TCPServer.new '0.0.0.0', 2000\nother = TCPServer.new('0.0.0.0', 2001)",
    '2000 @2000 0.0.0.0',
    '2001 @2001 0.0.0.0',
  ],
  [
    'server.rb',
    "=begin\nTCPServer.new(1999)\n=end\ns.add_http2_port('0.0.0.0:50051', :this_port_is_insecure)",
    '50051 @50051 0.0.0.0',
  ],
  ['lib/ports.rb', 'port 3000\nbind "tcp://0.0.0.0:9292"'],
  // PHP
  ['server.php', '$http = new Swoole\\Http\\Server("0.0.0.0", 9501);', '9501 @9501 0.0.0.0'],
  ['server.php', '$socket = new React\\Socket\\SocketServer("0.0.0.0:8080");', '8080 @8080 0.0.0.0'],
  ['server.php', 'use Workerman\\Worker;\n$w = new Worker("http://0.0.0.0:2345");', '2345 @2345 0.0.0.0'],
  [
    'server.php',
    '$port = getenv(\'PORT\') ?: 8080;\n$socket = new React\\Socket\\SocketServer("0.0.0.0:$port");',
    'PORT:8080 @8080 0.0.0.0',
  ],
  // Rust
  ['main.rs', 'use actix_web::App;\nHttpServer::new(app).bind("127.0.0.1:8088")?', '8088 @8088 127.0.0.1'],
  ['main.rs', 'use actix_web::App;\nHttpServer::new(app).bind(("0.0.0.0", 8080))?.run().await', '8080 @8080 0.0.0.0'],
  ['main.rs', 'use actix_web::App;\nlet rows = sqlx::query("x").bind(1000).fetch_all(&pool);'],
  ['main.rs', 'let listener = tokio::net::TcpListener::bind("0.0.0.0:3000").await.unwrap();', '3000 @3000 0.0.0.0'],
  [
    'main.rs',
    'let addr = SocketAddr::from(([127, 0, 0, 1], 3000));\naxum::Server::bind(&addr)',
    '3000 @3000 127.0.0.1 (by default)',
  ],
  [
    'main.rs',
    'let port = std::env::var("PORT").unwrap_or_else(|_| "8080".to_string());\nlet l = TcpListener::bind(format!("0.0.0.0:{}", port)).await?;',
    'PORT:8080 @8080 0.0.0.0',
  ],
  [
    'main.rs',
    'let port: u16 = env::var("PORT").ok().and_then(|p| p.parse().ok()).unwrap_or(8080);\nTcpListener::bind(("0.0.0.0", port))',
    'PORT:8080 @8080 0.0.0.0',
  ],
  ['main.rs', 'let port = 4000u16;\nTcpListener::bind(&format!("0.0.0.0:{port}"))', '4000 @4000 0.0.0.0'],
  [
    'main.rs',
    'use warp::Filter;\nwarp::serve(routes).run(([0, 0, 0, 0], 3030)).await;',
    '3030 @3030 0.0.0.0 (by default)',
  ],
  [
    'main.rs',
    'let addr = "[::1]:50051".parse()?;\ntonic::transport::Server::builder().add_service(s).serve(addr).await?;',
    '50051 @50051 ::1',
  ],
  ['main.rs', 'let socket = UdpSocket::bind("0.0.0.0:0").await?;'],
  [
    'main.rs',
    'let port = env::var("PORT").unwrap_or("8080".into()).parse::<u16>().expect("no number");\nTcpListener::bind(("0.0.0.0", port))',
    'PORT:8080 @8080 0.0.0.0',
  ],
  [
    'server.py',
    'from prometheus_client import start_http_server\nstart_http_server(8000)\nserver.add_insecure_port("[::]:50051")',
    '8000 @8000',
    '50051 @50051 ::',
  ],
  [
    'app.py',
    'app = Flask(__name__)\nsocketio = SocketIO(app)\nsocketio.run(app, host="0.0.0.0", port=5001)',
    '5001 @5001 0.0.0.0',
  ],
  [
    'main.go',
    'var host = flag.String("host", "127.0.0.1", "")\nvar port = flag.String("port", "8081", "")\nhttp.ListenAndServe(net.JoinHostPort(*host, *port), nil)',
    '--port:8081 @8081',
  ],
  [
    'vite.config.ts',
    'export default defineConfig({ server: { host: true, port: 5174 }, preview: { port: 8080 } })',
    '5174 @5174',
    '8080 @8080',
  ],
  [
    'vite.config.ts',
    "export default defineConfig({ server: { proxy: { '/api': 'http://api:1234' } } })",
    '5173 @server localhost (by default)',
  ],
  // What is no listener, or not known.
  ['app.py', 'app = Flask(__name__)\napp.run(host=os.getenv("HOST", "127.0.0.1"), port=5000)', '5000 @5000'],
  ['app.js', "app.listen(process.env.PORT || 3000, process.env.HOST || '127.0.0.1')", 'PORT:3000 @3000'],
  ['app.js', "import config from './config';\napp.listen(config.PORT)", UNKNOWN],
  [
    'main.go',
    'srv := &http.Server{Addr: cfg.Addr}\ngo http.ListenAndServe(":9090", promhttp.Handler())',
    '9090 @9090',
    UNKNOWN,
  ],
  [
    'main.go',
    'srvPort := port\nif os.Getenv("PORT") != "" {\n\tsrvPort = os.Getenv("PORT")\n}\nhttp.ListenAndServe(addr+":"+srvPort, nil)\nconst port = "8080"\naddr := os.Getenv("LISTEN_ADDR")',
    'LISTEN_ADDR:PORT:8080 @8080',
  ],
  ['Program.cs', 'app.MapGet("/", () => "x");\napp.Run();'],
  ['app.js', '// app.listen(3000)\n/* x.listen(1000) */ const s = "app.listen(80)";'],
  ['app.js', "const clean = s.replace(/['\"`]/g, '');\napp.listen(3000);\nconst t = '`';", '3000 @3000'],
  ['app.js', 'const t = `a ${b ? `c` : "d"} app.listen(9999)`;\napp.listen(3000);', '3000 @3000'],
  ['app.py', '"""\nExample:\n    app.run(port=5000)\n"""\n# app.run(port=5001)\nFlask("x")'],
  ['app.js', "server.listen('/tmp/x.sock')"],
  ['app.js', "bus.listen('message', 5000 * 2)"],
  ['app.js', 'app.listen(config.port || 3000)', UNKNOWN],
  ['app.js', 'const port = 9000;\napp.listen(settings.port)', UNKNOWN],
  ['app.js', "app.listen(process.env.NODE_ENV === 'production' ? 80 : 3000)", UNKNOWN],
  ['app.js', 'app.listen(base + 1)\nconst base = 3000', UNKNOWN],
  ['app.js', 'let port = 3000;\nport = 4000;\napp.listen(port)', UNKNOWN],
  ['app.js', 'app.listen(0)'],
  ['app.js', 'app.listen(port);\nmetrics.listen(9090);', '9090 @9090', UNKNOWN],
  ['app.js', 'app.listen(3000);\nmetrics.listen(9090);', '3000 @3000', '9090 @9090'],
  ['job.py', 'subprocess.run(["x"], timeout=5000)'],
];

for (const [index, [file, text, ...expected]] of CASES.entries()) {
  test(`${index} ${file}: ${text.split('\n').at(-1)}`, () => assert.deepEqual(listeners(`/w/${file}`, text), expected));
}

test('no prefix of a program throws, and every span stays within it', () => {
  for (const [file, text] of CASES) {
    for (let end = 0; end <= text.length; end++) {
      const part = text.slice(0, end);
      for (const component of sourceCode.parse(
        fileSource(`/w/${file}`, part),
        () => {},
        () => {},
      )) {
        for (const { span } of component.sites) shownAt(part, span);
      }
    }
  }
});

test('tests, stories and type declarations are no programs', () => {
  for (const path of [
    '/w/app.test.js',
    '/w/test/app.js',
    '/w/app.spec.ts',
    '/w/app_test.go',
    '/w/types.d.ts',
    '/w/__tests__/app.js',
    '/w/src/test/java/App.java',
    '/w/src/AppTest.java',
    '/w/AppTests.cs',
    '/w/spec/app.rb',
    '/w/app.xyz',
  ]) {
    assert.equal(sourceCode.matches(path), false, path);
  }
  for (const path of ['/w/server.js', '/w/config/puma.rb', '/w/bin/www', '/w/src/main.go', '/w/latest/app.py'])
    assert.equal(sourceCode.matches(path), true, path);
});
