import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dockerrun } from '../../server/src/formats/dockerrun.ts';
import { checkFixture } from '../support/fixture.ts';
import { checkPrefixes, siteLines } from '../support/site-lines.ts';

const FILE = '/repo/Dockerrun.aws.json';

const WHOLE = `{
  "AWSEBDockerrunVersion": "1",
  "Image": { "Name": "example.com/shop:1", "Update": "true" },
  "Ports": [{ "ContainerPort": "8000" }, { "ContainerPort": 9000, "HostPort": 9000 }, { "HostPort": "1" }],
  "Volumes": [{ "HostDirectory": "/x", "ContainerDirectory": "/y" }]
}
`;

test('the ports of the container', () => {
  assert.deepEqual(siteLines(dockerrun, FILE, WHOLE), [
    '4:33 target ContainerPort 8000 tcp -> own',
    '4:61 target ContainerPort 9000 tcp -> own',
  ]);
  assert.deepEqual(siteLines(dockerrun, FILE, WHOLE.replace('"1"', '"3"')), []);
  checkPrefixes(dockerrun, FILE, WHOLE);
});

test('the port of the Dockerfile beside it, and of an image that everybody knows', () =>
  checkFixture(`
    === web/Dockerrun.aws.json
    { "AWSEBDockerrunVersion": "1", "Ports": [{ "ContainerPort": "80" }] }
    ~                                                             ^^ warning[container-port-mismatch] 3000
    === web/Dockerfile
    FROM node:20
    ENV PORT=3000
    EXPOSE 3000
    === site/Dockerrun.aws.json
    { "AWSEBDockerrunVersion": 1, "Image": { "Name": "nginx:1.27" }, "Ports": [{ "ContainerPort": 80 }] }
    === other/Dockerrun.aws.json
    { "AWSEBDockerrunVersion": "1", "Image": { "Name": "example.com/x" }, "Ports": [{ "ContainerPort": 80 }] }
    === other/Dockerfile
    FROM node:20
    ENV PORT=3000
    EXPOSE 3000
  `));
