import assert from 'node:assert/strict';
import { test } from 'node:test';
import { devcontainer } from '../../server/src/formats/devcontainer.ts';
import { checkFixture } from '../support/fixture.ts';
import { checkPrefixes, siteLines } from '../support/site-lines.ts';

const FILE = '/repo/.devcontainer/devcontainer.json';

const WHOLE = `// For format details, see "https://aka.ms/devcontainer.json"
{
	"name": "Shop", /* "forwardPorts": [1], */
	"dockerComposeFile": ["../compose.yaml", "compose.yaml"],
	"service": "app",
	"forwardPorts": [3000, "db:5432", "\${localEnv:X}:1", "x"], // 9000
	"appPort": ["8080:80", 81, "127.0.0.1:9000:90"],
	"portsAttributes": {
		"3000": { "label": "http://app:1", "onAutoForward": "notify" },
		"db:5432": { "label": "db" },
		"40000-55000": { "onAutoForward": "ignore" },
		".+/server.js": { "onAutoForward": "ignore" },
	},
}
`;

test('forwarded and published ports, through comments, tabs and commas at the end', () => {
  assert.deepEqual(siteLines(devcontainer, FILE, WHOLE), [
    '6:19 target forwardPorts 3000 tcp -> localhost',
    '6:29 target forwardPorts 5432 tcp -> db',
    '9:4 target portsAttributes 3000 tcp',
    '10:7 target portsAttributes 5432 tcp -> db',
    '7:15 publish published port 8080 tcp -> 7:20',
    '7:20 target appPort 80 tcp',
    '7:25 target appPort 81 tcp',
    '7:40 publish published port 9000 tcp at 127.0.0.1 -> 7:45',
    '7:45 target appPort 90 tcp',
  ]);
});

test('half-typed files and other JSON', () => {
  checkPrefixes(devcontainer, FILE, WHOLE);
  assert.ok(devcontainer.matches('/repo/.devcontainer.json'));
  assert.ok(devcontainer.matches('/repo/.devcontainer/api/devcontainer.json'));
  assert.ok(!devcontainer.matches('/repo/api/devcontainer.json'));
});

test('a port of another service that this does not have', () =>
  checkFixture(`
    === .devcontainer/devcontainer.json
    {
      "dockerComposeFile": "docker-compose.yml",
      "service": "app",
      // The app's own, the database, a broker that is elsewhere.
      "forwardPorts": [3000, "db:5433", "cache:6379", "broker:5672"]
    ~                            ^^^^ warning[backend-port-unmatched] forwardPorts 5433 is no port of service db
    }
    === .devcontainer/docker-compose.yml
    services:
      app:
        build: .
        command: sleep infinity
      db:
        image: postgres:16
      cache:
        image: redis:7
  `));

test('a number means the service that is worked in, and a database in another is not reached by it', () =>
  checkFixture(`
    === .devcontainer/devcontainer.json
    {
      "dockerComposeFile": "docker-compose.yml",
      "service": "app",
      "forwardPorts": [3000, 5432, 8080]
    ~                        ^^^^ warning[localhost-in-container] forwardPorts 5432 is a port of service app, where nothing listens on it; service db has it
    }
    === .devcontainer/docker-compose.yml
    services:
      app:
        image: mcr.microsoft.com/devcontainers/base:jammy
        ports: ["8000:8000"]
      db:
        image: postgres:16
      web:
        image: nginx:1.27
        ports: ["8080:80"]
      api:
        image: example.com/api:1
        ports: ["3000:3000"]
  `));

test('services that share a network namespace, or lie in several files', () => {
  checkFixture(`
    === .devcontainer/devcontainer.json
    { "dockerComposeFile": "docker-compose.yml", "service": "app", "forwardPorts": [5432, 3000] }
    === .devcontainer/docker-compose.yml
    services:
      app:
        image: mcr.microsoft.com/devcontainers/base:jammy
        network_mode: service:db
      db:
        image: postgres:16
  `);
  checkFixture(`
    === .devcontainer/devcontainer.json
    { "dockerComposeFile": ["../compose.yaml", "compose.yaml"], "service": "app", "forwardPorts": ["db:5433"] }
    ~                                                                                                  ^^^^ warning[backend-port-unmatched]
    === .devcontainer/compose.yaml
    services:
      app:
        command: sleep infinity
    === compose.yaml
    services:
      app:
        build: .
      db:
        image: postgres:16
  `);
});
