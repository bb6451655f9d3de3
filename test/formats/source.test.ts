import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceCode } from '../../server/src/formats/source.ts';
import { isVariable, writtenText } from '../../server/src/model/index.ts';
import { fileSource } from '../../server/src/syntax/source.ts';
import { shownAt } from '../support/places.ts';

/** One line a listener: `port @text-under-the-span address`. */
function listeners(file: string, text: string): readonly string[] {
  const [program] = sourceCode.parse(
    fileSource(file, text),
    () => {},
    () => {},
  );
  return (program?.sites ?? []).map(({ value, span, address }) => {
    const port =
      value.kind === 'number'
        ? `${value.number}`
        : value.kind === 'text'
          ? value.text.map((p) => (isVariable(p) ? `${p.variable}:${writtenText(p.fallback ?? [])}` : p.text)).join('')
          : value.kind;
    return `${port} @${shownAt(text, span)}${address ? ` ${address.text}` : ''}`;
  });
}

const CASES: readonly (readonly [name: string, file: string, text: string, expected: readonly string[]])[] = [
  ['a literal', 'app.js', "require('express')().listen(3000);", ['3000 @3000']],
  ['a variable with a fallback', 'app.js', 'server.listen(process.env.PORT || 3000, () => {});', ['PORT:3000 @3000']],
  ['nullish fallback by index', 'app.ts', "app.listen(Number(process.env['PORT'] ?? 8080));", ['PORT:8080 @8080']],
  ['a constant', 'app.js', 'const port = process.env.PORT || 3001;\napp.listen(port);', ['PORT:3001 @3001']],
  [
    'a constant through another',
    'app.ts',
    'const DEFAULT = 4000;\nconst port: number = DEFAULT;\napp.listen(port)',
    ['4000 @4000'],
  ],
  ['a host', 'app.js', "app.listen(3000, 'localhost');", ['3000 @3000 localhost']],
  ['an object', 'app.js', "fastify.listen({ port: 3000, host: '0.0.0.0' })", ['3000 @3000 0.0.0.0']],
  ['a variable without a fallback', 'app.js', 'app.listen(process.env.PORT)', ['PORT: @PORT']],
  [
    'comments and strings are not code',
    'app.js',
    '// app.listen(3000)\n/* x.listen(1) */ const s = "app.listen(80)";',
    [],
  ],
  ['a socket path', 'app.js', "server.listen('/tmp/x.sock')", []],
  ['a listener of events', 'app.js', "bus.listen('message', 5000 * 2)", []],
  [
    'flask',
    'app.py',
    'from flask import Flask\napp = Flask(__name__)\napp.run(host="0.0.0.0", port=5000)',
    ['5000 @5000 0.0.0.0'],
  ],
  [
    'flask says nothing',
    'app.py',
    'from flask import Flask\napp = Flask(__name__)\napp.run()',
    ['5000 @run 127.0.0.1'],
  ],
  [
    'environment of Python',
    'app.py',
    'import os\napp = Flask(__name__)\napp.run("0.0.0.0", port=int(os.environ.get("PORT", 8080)))',
    ['PORT:8080 @8080 0.0.0.0'],
  ],
  ['another run', 'job.py', 'subprocess.run(["x"], timeout=5000)', []],
  [
    'a server of the library',
    'serve.py',
    'HTTPServer(("0.0.0.0", 8000), Handler).serve_forever()',
    ['8000 @8000 0.0.0.0'],
  ],
  ['grpc', 'serve.py', "server.add_insecure_port('[::]:50051')", ['50051 @50051 ::']],
  ['net/http', 'main.go', 'log.Fatal(http.ListenAndServe(":8080", nil))', ['8080 @8080']],
  [
    'net/http on a variable',
    'main.go',
    'port := os.Getenv("PORT")\nhttp.ListenAndServe(":" + port, nil)',
    ['PORT: @PORT'],
  ],
  ['net.Listen', 'main.go', 'lis, err := net.Listen("tcp", "127.0.0.1:9000")', ['9000 @9000 127.0.0.1']],
  ['ktor', 'Main.kt', 'embeddedServer(Netty, port = 8081) {}', ['8081 @8081']],
  ['kestrel', 'Program.cs', 'builder.WebHost.UseUrls("http://*:5005");', ['5005 @5005 *']],
  ['actix', 'main.rs', 'HttpServer::new(app).bind("127.0.0.1:8088")?', ['8088 @8088 127.0.0.1']],
];

for (const [name, file, text, expected] of CASES) {
  test(`${file}: ${name}`, () => assert.deepEqual(listeners(`/w/${file}`, text), expected));
}

test('no prefix of a program throws, and every span stays within it', () => {
  for (const [, file, text] of CASES) {
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
    '/w/app.rb',
  ]) {
    assert.equal(sourceCode.matches(path), false, path);
  }
  for (const path of ['/w/server.js', '/w/src/main.go', '/w/latest/app.py'])
    assert.equal(sourceCode.matches(path), true, path);
});
