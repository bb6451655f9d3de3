import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('a mapping and an EXPOSE are held against the program that the image runs', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        build: .
        ports: ["8080:8080"]
    === Dockerfile
    FROM node:22
    COPY . .
    EXPOSE 8080
    ~      ^^^^ warning[container-port-mismatch] it listens on 3000 (server.js)
    CMD ["node", "server.js"]
    === server.js
    require('express')().listen(3000);
  `));

test('a variable that the program does not read moves nothing', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        build: .
        environment: { PORT: "10010" }
        ports: ["10010:10010"]
    ~                  ^^^^^ warning[container-port-mismatch] it listens on 5000 (app.py)
    === app.py
    from flask import Flask
    app = Flask(__name__)
    app.run(host="0.0.0.0", port=5000)
  `));

test('a variable that it reads moves it, and its own default counts only where nothing is set', () =>
  checkFixture(`
    === compose.yaml
    services:
      web:
        build: .
        environment: { PORT: "10010" }
        ports: ["10010:10010"]
      plain:
        build: .
        ports: ["3001:3000"]
    === Dockerfile
    FROM node:22
    CMD ["node", "server.js"]
    === server.js
    require('express')().listen(process.env.PORT || 3000);
  `));

test('a program that binds the loopback address alone', () =>
  checkFixture(`
    === compose.yaml
    services:
      web: { build: ., ports: ["3000:3000"] }
    === Dockerfile
    FROM node:22
    CMD ["node", "server.js"]
    === server.js
    const app = require('express')();
    app.listen(3000, 'localhost');
    ~                 ^^^^^^^^^ warning[loopback-listener] port 3000 listens on localhost alone
  `));

test('of several programs it is not known which one runs; another image has its own; a server runs what it is told', () =>
  checkFixture(`
    === compose.yaml
    services:
      tools: { build: ., ports: ["8080:8080"] }
      api: { build: ./api, ports: ["9000:9000"] }
      served: { build: ./served, ports: ["8000:8000"] }
    === Dockerfile
    FROM node:22
    CMD ["npm", "start"]
    === one.js
    require('http').createServer().listen(3000);
    === two.js
    require('http').createServer().listen(4000);
    === api/Dockerfile
    FROM node:22
    CMD ["node", "main.js"]
    === api/main.js
    require('http').createServer().listen(9000);
    === served/Dockerfile
    FROM python:3.13
    CMD ["uvicorn", "app:app", "--host", "0.0.0.0", "--port", "8000"]
    === served/app.py
    app = Flask(__name__)
    app.run(port=5000)
  `));

test('source that no image is built from says nothing of a container', () =>
  checkFixture(`
    === web/app.yaml
    apiVersion: v1
    kind: Service
    metadata: { name: web }
    spec: { selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }
    ---
    apiVersion: v1
    kind: Pod
    metadata: { name: web, labels: { app: web } }
    spec: { containers: [{ name: web, image: example.com/other }] }
    === web/server.js
    require('http').createServer().listen(3000);
  `));
