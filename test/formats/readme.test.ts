import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readme } from '../../server/src/formats/readme.ts';
import { checkFixture } from '../support/fixture.ts';
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
    'docker run -p <port>:80 web',
    'kubectl port-forward web 8080',
    'PORT=8080 docker compose up',
  ])
    assert.deepEqual(lines(`${WHOLE}    ${more}\n`), [], more);
  assert.deepEqual(lines('http://localhost:8080\n'), []);
});

const site = (run: string, more = ''): string => `
    === README.md
    # Site
    ${more}
    \`\`\`console
    $ docker build -t acme/site .
    $ docker run --rm ${run}
    \`\`\`

    Then visit http://localhost:8080.
    === Dockerfile
    FROM nginx:1.27-alpine
    COPY site/ /usr/share/nginx/html/
    EXPOSE 80
  `;

test('a command that publishes a port which its image does not listen on', () => {
  const wrong = `-p 8080:8080 acme/site
    ~                         ^^^^ warning[container-port-mismatch] container port 8080 is no port that container acme/site listens on`;
  checkFixture(site(wrong));
  checkFixture(site(wrong, 'git clone https://example.com/acme/site && cd site'));
  checkFixture(site(wrong, '    git clone https://example.com/acme/site\n    cd site'));
  checkPrefixes(readme, FILE, site('-p 8080:80 \\\n      acme/site'));
});

test('commands that are right, or whose image, port or folder cannot be told', () => {
  for (const run of [
    '-p 8080:80 acme/site',
    '-p 8080:8080 acme/other',
    '-p 8080:8080 <image>',
    '-p <port>:8080 acme/site',
    '-p 8080:8080 [OPTIONS] acme/site',
    '-p 8080:8080 -e PORT=... acme/site',
    '-p 8080:$PORT acme/site',
    '-p 8080:8080 acme/site sh',
  ])
    checkFixture(site(run));
  checkFixture(site('-p 8080:8080 acme/site', '    cd examples/site'));
  checkFixture(site('-p 8080:8080 acme/site').replace('$ docker run', 'Or use docker run'));
});
