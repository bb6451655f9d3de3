import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('the container port in place of the published one', () =>
  checkFixture(`
    === README.md
    Run \`docker compose up\`, open http://localhost:80 or http://localhost:9000, and http://localhost:5555.
    ~                                              ^^ info[documented-port-unpublished] service web is published as 8082
    === compose.yaml
    services:
      web: {image: "nginx:1.27", ports: ["8082:80"]}
      admin: {image: example.com/admin, ports: ["9000:9000"]}
    === other/README.md
    Run \`docker compose up\`, open http://localhost:80
  `));

test('a port that is chosen at the start, a range, the network of the host', () => {
  for (const web of ['ports: ["80"]', 'ports: ["8000-8010:80"]', 'network_mode: host'])
    checkFixture(`
      === README.md
      Run \`docker compose up\` and open http://localhost:8080
      === compose.yaml
      services:
        web: {image: "nginx:1.27", ${web}}
        admin: {image: example.com/admin, ports: ["9000:9000"]}
    `);
});
