import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packageJson } from '../../server/src/formats/package-json.ts';
import { formatOf, isSourceCode } from '../../server/src/formats/registry.ts';
import { writtenText } from '../../server/src/model/index.ts';
import { checkFixture } from '../support/fixture.ts';
import { checkPrefixes, parseChecked } from '../support/site-lines.ts';

const FILE = '/repo/package.json';
const WHOLE = `{
  "name": "shop",
  "scripts": {
    "dev": "next dev -p 3001",
    "start": "PORT=$WEB_PORT node -e \\"x\\" server.js",
    "odd": 3
  }
}
`;

test('scripts by their names, variables in them read', () => {
  const [component] = parseChecked(packageJson, FILE, WHOLE);
  assert.ok(component?.kind === 'settings');
  assert.deepEqual(
    component.settings.map(({ name, value }) => `${name}: ${writtenText(value ?? [])}`),
    ['dev: next dev -p 3001', 'start: PORT=${WEB_PORT} node -e "x" server.js'],
  );
  checkPrefixes(packageJson, FILE, WHOLE);
});

test('files of exactly that name, and only where an image is built', () => {
  assert.equal(formatOf(FILE), packageJson);
  assert.equal(isSourceCode(FILE), true);
  assert.equal(isSourceCode('/repo/my-package.json'), false);
  assert.deepEqual(parseChecked(packageJson, FILE, '{"name": "x"}'), []);
});

const PACKAGE = `
    === web/package.json
    {
      "scripts": {
        "dev": "next dev -p 3001",
        "start": "npm run prepare && npm run serve -- --verbose",
        "prepare": "node prepare.js --port 9",
        "serve": "cross-env PORT=3002 node server.js"
      }
    }`;

test('what a script starts is what the container runs', () => {
  for (const [run, port, label] of [
    ['["npm", "run", "dev"]', 3001, 'next dev -p'],
    ['yarn dev', 3001, 'next dev -p'],
    ['pnpm run dev', 3001, 'next dev -p'],
    ['["sh", "-c", "exec npm --silent start"]', 3002, 'PORT'],
    ['npm run dev -- -p 3003', 3003, 'CMD'],
    ['bun dev -p 3003', 3003, 'CMD'],
  ] as const) {
    checkFixture(`${PACKAGE}
    === web/Dockerfile
    FROM node:22
    WORKDIR /app
    COPY package*.json ./
    COPY . .
    EXPOSE 3000
    ~      ^^^^ warning[container-port-mismatch] it listens on ${port} (${label})
    CMD ${run}
    `);
  }
});

test('other scripts, other folders and commands of the manager itself tell nothing', () => {
  for (const run of ['npm ci', 'npm test', 'yarn build', 'npm --prefix api run dev', 'pnpm --filter web dev', 'yarn']) {
    checkFixture(`${PACKAGE}
    === web/Dockerfile
    FROM node:22
    COPY . .
    EXPOSE 3000
    CMD ${run}
    `);
  }
});

test('the package.json is the one of the folder that the process starts in', () => {
  const fixture = (folder: string, mark: string) => `
    === package.json
    { "scripts": { "dev": "next dev -p 4000" } }
    === apps/web/package.json
    { "scripts": { "dev": "next dev -p 3000" } }
    === Dockerfile
    FROM node:22
    WORKDIR /repo
    COPY . .
    WORKDIR ${folder}
    EXPOSE 3000
    ${mark}
    CMD ["npm", "run", "dev"]
  `;
  checkFixture(fixture('apps/web', ''));
  checkFixture(
    fixture('/repo', '~      ^^^^ warning[container-port-mismatch] it listens on 4000 (next dev -p)').trimEnd(),
  );
});

test('a folder that Compose mounts over the image', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        image: node:22
        working_dir: /srv/web
        volumes: [".:/srv"]
        command: npm run dev
        ports: ["8080:3000"]
    ~                 ^^^^ warning[container-port-mismatch] it listens on 3001 (next dev -p)
    ${PACKAGE.trim()}
  `));
