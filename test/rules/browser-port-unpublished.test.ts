import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('an env file of the front end, and the environment of its service', () =>
  checkFixture(`
    === compose.yaml
    services:
      api:
        build: ./api
        ports: ["8000:8000"]
      web:
        build: ./web
        ports: ["3000:3000"]
        environment:
          REACT_APP_API_URL: http://localhost:5000
    ~                                         ^^^^ warning[browser-port-unpublished] REACT_APP_API_URL sends browsers to port 5000, which no service publishes: service api is published as 8000
      db:
        image: postgres:16
        ports: ["5432:5432"]
    === web/.env
    VITE_WS_URL=ws://127.0.0.1:8080/ws
    ~                          ^^^^ warning[browser-port-unpublished] service api is published as 8000
  `));

test('a port that is published, that nobody can tell, or that two could be', () =>
  checkFixture(`
    === compose.yaml
    services:
      api:
        build: ./api
        ports: ["\${API_PORT}:8000"]
      web:
        build: ./web
        ports: ["3000:3000"]
    === web/.env
    VITE_API_URL=http://localhost:8080
    === two/compose.yaml
    services:
      users:
        build: ./users
        ports: ["8001:8000"]
      orders:
        build: ./orders
        ports: ["8002:8000"]
    === two/web/.env
    VITE_URL=http://localhost:8080
    VITE_ORDERS_URL=http://localhost:8002
    === three/.env
    VITE_API_URL=http://localhost:8080
    === four/compose.yaml
    services:
      db:
        image: postgres:16
        ports: ["5432:5432"]
    === four/web/.env
    VITE_API_URL=http://localhost:8080
    API_URL=http://localhost:9000
  `));
