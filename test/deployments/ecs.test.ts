import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';
import { cloudLines } from './cloud-lines.ts';

const TASK = `{
  "family": "shop",
  "networkMode": "awsvpc",
  "containerDefinitions": [
    {
      "name": "web",
      "image": "<IMAGE1_NAME>",
      "portMappings": [{ "name": "http", "containerPort": 8080, "hostPort": 8080, "protocol": "tcp" }],
      "healthCheck": { "command": ["CMD-SHELL", "curl -f http://localhost:8080/ || exit 1"] }
    },
    { "name": "cache", "image": "redis:7", "portMappings": [{ "containerPort": 6379 }] }
  ]
}
`;

test('the containers of a task definition, as it is registered and as it is printed', () => {
  const lines = [
    'task.json:8:59 container web: declare containerPort 8080 -> own',
    'task.json:8:77 container web: publish hostPort 8080 -> containerPort',
    'task.json:9:75 container web: probe healthCheck 8080 -> host',
    'task.json:11:80 container cache: declare containerPort 6379 -> own',
  ];
  assert.deepEqual(cloudLines({ 'task.json': TASK }), lines);
  assert.deepEqual(cloudLines({ 'task.json': `{"taskDefinition":${TASK}}` }), lines);
});

test('half-typed, and JSON that is no task definition', () => {
  for (let end = 0; end < TASK.length; end += 3) cloudLines({ 'task.json': TASK.slice(0, end) });
  assert.deepEqual(cloudLines({ 'task.json': '{"containerDefinitions": {"a": 1}}' }), []);
  assert.deepEqual(cloudLines({ 'task.json': '{"x": "containerDefinitions", "portMappings": []}' }), []);
});

test('a host port where nothing is mapped, and the port of the image beside it', () => {
  checkFixture(`
    === task-definition.json
    {
      "family": "shop",
      "networkMode": "awsvpc",
      "containerDefinitions": [
        { "name": "web", "image": "nginx:1.27", "portMappings": [{ "containerPort": 80, "hostPort": 8080 }] }
    ~                                                                                               ^^^^ error[task-host-port]
      ]
    }
  `);
  checkFixture(`
    === Dockerrun.aws.json
    {
      "AWSEBDockerrunVersion": 2,
      "containerDefinitions": [
        { "name": "db", "image": "postgres:16", "portMappings": [{ "containerPort": 5433, "hostPort": 5433 }] }
    ~                                                                               ^^^^ warning[container-port-mismatch] 5432
      ]
    }
  `);
});

test('of several containers, none is taken for the one that the Dockerfile is for', () =>
  checkFixture(`
    === task-definition.json
    {
      "containerDefinitions": [
        { "name": "web", "image": "1.dkr.ecr.eu-west-1.amazonaws.com/shop:1", "portMappings": [{ "containerPort": 8080 }] },
        { "name": "agent", "image": "example.com/agent:1", "portMappings": [{ "containerPort": 8126 }] }
      ]
    }
    === Dockerfile
    FROM node:20
    ENV PORT=8080
    EXPOSE 8080
  `));
