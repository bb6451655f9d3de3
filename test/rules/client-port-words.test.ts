import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('host and port as words of their own, in an init container', () =>
  checkFixture(`
    === users.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: users }
    spec:
      selector: { app: users }
      ports: [{ port: 80, targetPort: 8080 }]
    === api.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: api }
    spec:
      initContainers:
        - name: wait
          image: busybox:1.36
          command: ['sh', '-c', 'until nc -z users 8080; do sleep 2; done']
    ~                                              ^^^^ error[client-port-unmatched] command asks Service users for port 8080: it has 80
        - name: bash
          image: bash:5
          command:
            - bash
            - -c
            - |
              # until the port answers
              until (echo > /dev/tcp/users/8081) 2>/dev/null; do
    ~                                      ^^^^ error[client-port-unmatched]
                sleep 1
              done
        - name: right
          image: busybox:1.36
          command: ['sh', '-c', 'until nc -z users 80; do sleep 2; done; nc -l -p 8080; nc -z elsewhere 8080; echo users 8080']
      containers:
        - name: api
          image: example.com/api:1
  `));

test('host and port as words of a Compose command, and of the image that it builds', () =>
  checkFixture(`
    === compose.yaml
    services:
      api:
        image: example.com/api:1
        command: sh -c "until pg_isready -h db -p 5433; do sleep 1; done; serve"
    ~                                             ^^^^ warning[client-port-unmatched] command asks service db for port 5433
      worker:
        build: worker
      right:
        image: example.com/right:1
        command: ["sh", "-c", "mysqladmin ping -h db -p5433 && redis-cli -h db ping && pg_isready -h db -p 5432"]
      db:
        image: postgres:16
    === worker/Dockerfile
    FROM example.com/base:1
    CMD until nc -z db 5433; do sleep 1; done; exec work
    ~                  ^^^^ warning[client-port-unmatched] command asks service db for port 5433
  `));
