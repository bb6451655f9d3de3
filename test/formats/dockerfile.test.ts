import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dockerfile } from '../../server/src/formats/dockerfile.ts';
import type { CommandLine, ImageStage, Text } from '../../server/src/model/index.ts';
import { isVariable } from '../../server/src/model/index.ts';
import { shownAt } from '../support/places.ts';
import { checkPrefixes, parseChecked, siteLines } from '../support/site-lines.ts';

const FILE = '/repo/web/Dockerfile';
const lines = (text: string): readonly string[] => siteLines(dockerfile, FILE, text);
const show = (text: Text | undefined): string =>
  (text ?? []).map((part) => (isVariable(part) ? `<${part.variable}>` : part.text)).join('');

/** The stages; every literal of every text of theirs shows in the file what it says, unless an escape stands for it. */
function stages(text: string): readonly ImageStage[] {
  const found = parseChecked(dockerfile, FILE, text) as readonly ImageStage[];
  for (const stage of found) {
    const texts = [
      ...('image' in stage.from ? [stage.from.image] : []),
      ...[...stage.environment, ...stage.arguments].flatMap((s) => (s.value ? [s.value] : [])),
      ...(stage.entrypoint?.words ?? []),
      ...(stage.command?.words ?? []),
    ];
    for (const part of texts.flat()) {
      if (isVariable(part)) continue;
      const shown = shownAt(text, part.span);
      assert.ok(shown === part.text || shown.includes('\\'), `${shown} shows ${part.text}`);
    }
    for (const { name, span } of [...stage.environment, ...stage.arguments]) {
      assert.equal(shownAt(text, span), name);
    }
    if (stage.user) assert.equal(shownAt(text, stage.user.span), stage.user.text);
  }
  return found;
}
const only = (text: string): ImageStage => {
  const [stage, ...others] = stages(text);
  assert.equal(others.length, 0);
  assert.ok(stage);
  return stage;
};
const settings = (list: ImageStage['environment']): readonly string[] =>
  list.map((s) => (s.value ? `${s.name}=${show(s.value)}` : s.name));
const command = (line: CommandLine | undefined): string =>
  line ? `${line.form} ${line.words.map((w) => `[${show(w)}]`).join('')}` : 'none';

const WHOLE = `# syntax=docker/dockerfile:1
ARG NODE=20 REGISTRY
FROM --platform=$BUILDPLATFORM node:\${NODE}-alpine AS Build
ARG NODE
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/x npm ci \\
  # a comment EXPOSE 1

  && npm run build
FROM \${REGISTRY}/base:\${TAG:-1} as runtime
ENV PORT=8080 \\
    METRICS_PORT="9100" NAME='a $b'
ENV GREETING hello  world
expose 8080 \${METRICS_PORT}/tcp 5353/UDP
EXPOSE 9000-9010 \\
       $PORT

FROM build
COPY --from=build --chown=1:1 /app /app
COPY --chown=node nginx.conf "conf d/x.conf" /etc/nginx/
ADD ["a b", "https://x/y", "/z/"]
USER node:node
HEALTHCHECK --interval=30s --timeout=3s \\
  CMD curl -f http://localhost:8080/health || exit 1
ENTRYPOINT ["node", "server.js"]
CMD ["--port", "8080"]
`;

test('a whole Dockerfile: its port sites', () => {
  assert.deepEqual(lines(WHOLE), [
    '15:8 declare EXPOSE 8080 tcp',
    '15:13 declare EXPOSE ${METRICS_PORT}=text(${METRICS_PORT}) tcp',
    '15:33 declare EXPOSE 5353 udp',
    '16:8 declare EXPOSE 9000-9010=9000..9010 tcp',
    '17:8 declare EXPOSE $PORT=text(${PORT}) tcp',
    '12:10 assign PORT 8080 unknown',
    '13:19 assign METRICS_PORT 9100 unknown',
    '25:32 probe HEALTHCHECK 8080 tcp -> own',
  ]);
});

test('a whole Dockerfile: its stages', () => {
  const [build, runtime, last] = stages(WHOLE);
  assert.ok(build && runtime && last);
  const kinds = [build, runtime, last].map(({ id, label, name, alias, final, stage }) => [
    id,
    label,
    name,
    alias,
    final,
    stage,
  ]);
  assert.deepEqual(kinds, [
    [`${FILE}#0`, 'stage Build', 'web', 'Build', false, 0],
    [`${FILE}#1`, 'stage runtime', 'web', 'runtime', false, 1],
    [`${FILE}#2`, 'image web', 'web', undefined, true, 2],
  ]);
  assert.equal('image' in build.from && show(build.from.image), 'node:20-alpine');
  assert.equal('image' in runtime.from && show(runtime.from.image), '<REGISTRY>/base:1');
  assert.equal('stage' in last.from && last.from.stage, 0);
  assert.deepEqual(settings(build.arguments), ['NODE=20']);
  assert.deepEqual(settings(runtime.environment), [
    'PORT=8080',
    'METRICS_PORT=9100',
    'NAME=a $b',
    'GREETING=hello  world',
  ]);
  assert.deepEqual(build.copies, [{ sources: ['package.json', 'package-lock.json'], target: './', folder: '/app' }]);
  assert.deepEqual(last.copies, [
    { sources: ['nginx.conf', 'conf d/x.conf'], target: '/etc/nginx/' },
    { sources: ['a b'], target: '/z/' },
  ]);
  assert.equal(last.user?.text, 'node');
  assert.equal(command(last.entrypoint), 'exec [node][server.js]');
  assert.equal(command(last.command), 'exec [--port][8080]');
});

test('every prefix, CRLF and a byte order mark', () => {
  checkPrefixes(dockerfile, FILE, WHOLE);
});

test('which files are Dockerfiles', () => {
  const names = 'Dockerfile Dockerfile.dev Dockerfile.j2 web.Dockerfile web.dockerfile Containerfile Containerfile.ci';
  for (const name of [...names.split(' '), 'dockerfile']) assert.ok(dockerfile.matches(`/a/${name}`), name);
  const others =
    'Dockerfile.dockerignore Dockerfiles MyDockerfile .dockerignore Dockerfile.md dockerfile.py compose.yaml';
  for (const name of others.split(' ')) assert.ok(!dockerfile.matches(`/a/${name}`), name);
});

test('EXPOSE refuses what Docker refuses', () => {
  const said = (words: string): readonly string[] =>
    only(`FROM a\nEXPOSE ${words}\n`).sites.map(({ value, protocol }) =>
      value.kind === 'invalid' ? value.reason : `${value.kind} ${protocol}`,
    );
  assert.deepEqual(said('85:80'), ['takes one port, not a pair']);
  assert.deepEqual(said('${A}:80'), ['takes one port, not a pair']);
  assert.deepEqual(said('http 80a 80- 80,81'), Array(4).fill('takes a port number'));
  assert.deepEqual(said('80/http'), ['takes tcp, udp or sctp behind the slash']);
  assert.deepEqual(said('80 # web'), ['number tcp', 'takes a port number', 'takes a port number']);
  assert.deepEqual(said('"80" \'81/udp\' 0 70000'), ['number tcp', 'number udp', 'number tcp', 'number tcp']);
  assert.deepEqual(said('$PORT/$PROTO ${P:-80}/sctp'), ['text unknown', 'text sctp']);
  assert.deepEqual(said('{{PORT}} ${PORT'), ['unknown tcp', 'unknown tcp']);
  assert.deepEqual(said(''), []);
  assert.equal(
    lines('FROM a\nEXPOSE 85:80 81\n').join('|'),
    '2:8 declare EXPOSE 85:80=invalid tcp|2:14 declare EXPOSE 81 tcp',
  );
});

test('HEALTHCHECK asks the own container', () => {
  const check = (rest: string): readonly string[] => lines(`FROM a\nHEALTHCHECK ${rest}\n`);
  assert.deepEqual(check('CMD wget -qO- http://127.0.0.1:3000/x'), ['2:44 probe HEALTHCHECK 3000 tcp -> own']);
  assert.deepEqual(check('CMD curl http://[::1]:81'), ['2:35 probe HEALTHCHECK 81 tcp -> own']);
  assert.deepEqual(check('CMD curl -f http://localhost/'), [
    '2:32 probe HEALTHCHECK localhost=80 tcp implied:{port}@2:41 -> own',
  ]);
  assert.deepEqual(check('CMD curl -k https://localhost || exit 1'), [
    '2:33 probe HEALTHCHECK localhost=443 tcp tls implied:{port}@2:42 -> own',
  ]);
  assert.deepEqual(check('CMD nc -z localhost 8080'), ['2:33 probe HEALTHCHECK 8080 tcp -> own']);
  assert.deepEqual(check('cmd curl http://localhost:${PORT:-80}/'), [
    '2:39 probe HEALTHCHECK ${PORT:-80}=text(${PORT}) tcp -> own',
  ]);
  assert.deepEqual(check('CMD ["curl", "http://localhost:8080/"]'), ['2:44 probe HEALTHCHECK 8080 tcp -> own']);
  assert.deepEqual(check('CMD ["sh", "-c", "curl localhost:$PORT"]'), [
    '2:46 probe HEALTHCHECK $PORT=text(${PORT}) tcp -> own',
  ]);
  assert.deepEqual(check('CMD curl http://other:80/'), ['2:35 probe HEALTHCHECK 80 tcp -> other']);
  for (const none of ['NONE', 'CMD true', 'CMD', '--interval=1s']) assert.deepEqual(check(none), [], none);
});

test('the last HEALTHCHECK of a stage is the one that runs', () => {
  const both = 'FROM a\nHEALTHCHECK CMD curl localhost:1\nHEALTHCHECK CMD curl localhost:2\n';
  assert.deepEqual(lines(both), ['3:32 probe HEALTHCHECK 2 tcp -> own']);
  assert.deepEqual(lines(`${both}HEALTHCHECK NONE\n`), []);
});

test('no shell expands a variable in exec form', () => {
  const { sites } = only('FROM a\nHEALTHCHECK CMD ["curl", "http://localhost:${PORT}/"]\n');
  assert.deepEqual(
    sites.map(({ value }) => value),
    [{ kind: 'invalid', reason: 'is not expanded in the exec form' }],
  );
  assert.equal(command(only('FROM a\nCMD ["a", "$PORT"]\n').command), 'exec [a][$PORT]');
});

test('CMD and ENTRYPOINT in both forms', () => {
  const cmd = (rest: string): string => command(only(`FROM a\nCMD ${rest}`).command);
  assert.equal(cmd('node a.js --port $PORT\n'), 'shell [node a.js --port <PORT>]');
  assert.equal(cmd('a \\\n # no\n\n  b\n'), 'shell [a   b]');
  assert.equal(cmd('[ "a" , "b\\"c\\n" ]  \n'), 'exec [a][b"c\n]');
  assert.equal(cmd('["a", \\\n  "b"]\n'), 'exec [a][b]');
  assert.equal(cmd('[]\n'), 'exec ');
  assert.equal(cmd("['a', 'b']\n"), "shell [['a', 'b']]");
  assert.equal(cmd('[ -f x ] && y\n'), 'shell [[ -f x ] && y]');
  assert.equal(cmd('["a"] b\n'), 'shell [["a"] b]');
  assert.equal(cmd('["a" "b"]\n'), 'shell [["a" "b"]]');
  assert.equal(cmd('["a", "b'), 'exec [a][b]');
  assert.equal(cmd('["a", '), 'exec [a]');
  assert.equal(command(only('FROM a\nCMD x\nCMD y\n').command), 'shell [y]');
});

test('ARG and ENV', () => {
  const stage = only(`ARG A=1
ARG B=\${A}2 C
FROM x:$B
ARG B
ARG C D=3 E
ENV F=$D G="x $E" H=a\\ b I= J=\\$K
ENV L
`);
  assert.equal('image' in stage.from && show(stage.from.image), 'x:12');
  assert.deepEqual(settings(stage.arguments), ['B=12', 'C', 'D=3', 'E']);
  assert.deepEqual(settings(stage.environment), ['F=<D>', 'G=x <E>', 'H=a b', 'I=', 'J=$K', 'L']);
});

test('an image from ARGs before the first FROM', () => {
  const image = (text: string): string => {
    const { from } = stages(text).at(-1)!;
    return 'image' in from ? show(from.image) : `#${from.stage}`;
  };
  assert.equal(image('ARG T\nFROM a:${T:-1}\n'), 'a:1');
  assert.equal(image('ARG T=\nFROM a${T:-1}${T-2}\n'), 'a1');
  assert.equal(image('ARG T=2\nFROM a${T:+-t}${U:+-u}\n'), 'a-t');
  assert.equal(image('ARG W=Base\nFROM a AS base\nFROM $W\n'), '#0');
  assert.equal(image('FROM a AS b\nFROM b AS c\nFROM C\n'), '#1');
  assert.equal(image('FROM a\nARG T=1\nFROM b:$T\n'), 'b:<T>');
  assert.equal(image('FROM'), '');
});

test('here-documents, ONBUILD and lines that are no instruction', () => {
  const text = `FROM a
RUN <<EOF
EXPOSE 1
EOF
COPY <<-"x.conf" <<Y ./real /etc/
\tEXPOSE 2
\tx.conf
EXPOSE 3
Y
RUN echo "<<EOF" && cat <<EOF > x
EXPOSE 4
EOF
ONBUILD EXPOSE 5
# EXPOSE 6
RUN a \\
  EXPOSE 7
run
stray words EXPOSE 8
\tEXPOSE 80
`;
  assert.deepEqual(lines(text), ['19:9 declare EXPOSE 80 tcp']);
  assert.deepEqual(only(text).copies, [{ sources: ['./real'], target: '/etc/' }]);
});

test('the escape directive changes what continues a line', () => {
  const text = '# syntax=x\n# escape=`\nFROM a\nENV P=C:\\\nEXPOSE 80 `\n 81\n';
  assert.deepEqual(lines(text), ['5:8 declare EXPOSE 80 tcp', '6:2 declare EXPOSE 81 tcp']);
  assert.deepEqual(lines('# a comment\n# escape=`\nFROM a\nEXPOSE 80 \\\n 81\n').length, 2);
  assert.deepEqual(lines('FROM a\nRUN x \\\\\nEXPOSE 80\n'), ['3:8 declare EXPOSE 80 tcp']);
});

test('instructions before the first FROM belong to no stage', () => {
  assert.deepEqual(lines('EXPOSE 80\nENV PORT=1\n'), []);
  assert.deepEqual(lines('ARG PORT=80\nEXPOSE 80\nFROM a\nEXPOSE 81\n'), ['4:8 declare EXPOSE 81 tcp']);
});
