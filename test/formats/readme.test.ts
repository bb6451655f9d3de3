import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readme } from '../../server/src/formats/readme.ts';
import { checkPrefixes, siteLines } from '../support/site-lines.ts';

const FILE = '/repo/README.md';
const lines = (text: string): readonly string[] => siteLines(readme, FILE, text);

const WHOLE = `# Shop
    docker compose up -d
Open http://localhost:8080/ or [metrics](http://127.0.0.1:9090), not http://example.com:1 or
http://localhost:8000-8010.
`;

test('addresses of this machine beside a command that starts Compose', () => {
  assert.deepEqual(lines(WHOLE), ['3:23 connect address 8080 tcp', '3:59 connect address 9090 tcp']);
  checkPrefixes(readme, FILE, WHOLE);
});

test('other ways to start something', () => {
  for (const more of [
    'npm start',
    'docker run -p 8080:80 web',
    'kubectl port-forward web 8080',
    'PORT=8080 docker compose up',
  ])
    assert.deepEqual(lines(`${WHOLE}    ${more}\n`), [], more);
  assert.deepEqual(lines('http://localhost:8080\n'), []);
});
