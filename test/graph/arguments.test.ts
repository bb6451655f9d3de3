import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandPorts } from '../../server/src/graph/evidence/program-ports.ts';
import type { Text } from '../../server/src/model/index.ts';
import { splitShell } from '../../server/src/syntax/shell.ts';

/** `8080`, `+9090` for a port beside the main one, `8080@127.0.0.1`, `8000?` for a program's default. */
function ports(line: string, ...set: readonly string[]): string {
  const whole: Text = [{ text: line, span: { file: '/f', line: 0, column: 0, length: line.length } }];
  const [words = []] = splitShell(whole);
  const texts = words.map((word) => word.map((part) => ('text' in part ? part.text : '\uFFFC')).join(''));
  return commandPorts(texts, { isSet: (name) => set.includes(name), mayOpen: () => true })
    .map((p) => {
      const written = texts[p.word]!.slice(p.start, p.end);
      assert.ok(p.byDefault || written === String(p.port), `${line}: ${written} is where ${p.port} should be`);
      const at = p.address ? `@${p.address.text}` : '';
      return `${p.main ? '' : '+'}${p.port}${p.byDefault ? '?' : ''}${at}`;
    })
    .join(' ');
}

const table = (rows: readonly (readonly [line: string, expected: string, ...set: string[]])[]): void => {
  for (const [line, expected, ...set] of rows) assert.equal(ports(line, ...set), expected, line);
};

test('the spellings of a port in use', () =>
  table([
    ['app --port 80', '80'],
    ['app --port=80', '80'],
    ['app -port=80', '80'],
    ['app -p 80', '80'],
    ['app -p80', '80'],
    ['app --http-port 8080', '8080'],
    ['app --httpPort=8080', '8080'],
    ['app --appServerPort=8080', '8080'],
    ['app :80', '80'],
    ['app 0.0.0.0:80', '80@0.0.0.0'],
    ['app --listen [::]:80', '80@::'],
    ['app tcp://*:80', '80@*'],
    ['app --urls http://+:5000', '5000@+'],
    ['app --health-addr=\'":8081"\' --port="\'80\'"', '+8081 80'],
    ['app --urls "http://+:5000;http://+:5001"', '5000@+ 5001@+'],
    ['app --bind-address=0.0.0.0:8080', '8080@0.0.0.0'],
    ['app server.port=80', '80'],
    ['java -Dserver.port=8081 -jar app.jar', '8081'],
    ['java -jar app.jar --server.port=8081', '8081'],
    ['PORT=3000 node server.js', '3000'],
    ['app --host 0.0.0.0 --port 80', '80@0.0.0.0'],
    ['app --host 127.0.0.1 --port 80', '80@127.0.0.1'],
  ]));

test('ports beside the one that the process is there for', () =>
  table([
    ['app --port 80 --metrics-port 9090', '80 +9090'],
    ['app --health-probe-bind-address=:8081', '+8081'],
    ['node --inspect=0.0.0.0:9229 server.js', '+9229@0.0.0.0'],
    ['node --inspect=9229 server.js', '+9229'],
    ['java -agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:5005 -jar app.jar', '+5005'],
    ['java -javaagent:/opt/jmx.jar=9404:/opt/jmx.yaml -jar app.jar', '+9404'],
    ['java -Dcom.sun.management.jmxremote.port=9010 -jar app.jar', '+9010'],
    ['java -Dserver.port=80 -Dmanagement.server.port=81 -jar app.jar', '80 +81'],
  ]));

test('what is no listener', () =>
  table([
    ['sleep 3600', ''],
    ['app --db-port 5432 --redis.port=6379 --smtp-port 25', ''],
    ['app --upstream http://api:9000 --target=api:9000', ''],
    ['daprd --app-id orders --app-port 6000 --dapr-http-port 3500', '3500'],
    ['app --upstream-port 81 --backend-port=82 --target-port 83 --remote-port 84 --dest-port 85 --proxy-port 86', ''],
    ['app --upstreamServerPort=9000 --redisServerPort 6379', ''],
    ['mysqld_exporter --mysqld.address=localhost:3306 --web.listen-address=:9104', '9104'],
    ['memcached_exporter --memcached.address=localhost:11211', ''],
    ['app --host db --port 5432', ''],
    ['redis-cli -h cache -p 6379', ''],
    ['psql -h db -p 5432', ''],
    ['wait-for-it db:5432 -- app', ''],
    ['curl http://localhost:8080/', ''],
    ['docker run -p 80:80 nginx:1.27', ''],
    ['app --image nginx:1.27 --at 12:30 --user 1000 --since 10:15', ''],
    ['app --timeout 30 --workers 4 --id=8080', ''],
    ['mkdir -p 8080', ''],
    ['app --port \uFFFC', ''],
  ]));

test('what a program listens on when its flags say nothing', () =>
  table([
    ['uvicorn main:app', '8000?@127.0.0.1'],
    ['uvicorn main:app --port 9000', '9000@127.0.0.1'],
    ['uvicorn main:app --host 0.0.0.0', '8000?@0.0.0.0'],
    ['uvicorn main:app --host=:: --port=80', '80@::'],
    ['uvicorn main:app --uds /run/app.sock', ''],
    ['python -m uvicorn main:app', '8000?@127.0.0.1'],
    ['python3.12 -u -m gunicorn app:app', '8000?@127.0.0.1'],
    ['poetry run uvicorn main:app --host 0.0.0.0', '8000?@0.0.0.0'],
    ['opentelemetry-instrument gunicorn app:app -b :8080', '8080'],
    ['gunicorn -b0.0.0.0:5000 app:app', '5000@0.0.0.0'],
    ['gunicorn --bind unix:/run/app.sock app:app', ''],
    ['gunicorn -c gunicorn.conf.py app:app', ''],
    ['gunicorn --bind 0.0.0.0:80 --bind 127.0.0.1:81 app:app', '80@0.0.0.0 81@127.0.0.1'],
    ['hypercorn app:app', '8000?@127.0.0.1'],
    ['flask run', '5000?@127.0.0.1'],
    ['flask --app shop run -h 0.0.0.0 -p 80', '80@0.0.0.0'],
    ['python manage.py runserver', '8000?@127.0.0.1'],
    ['python manage.py runserver 9000', '9000@127.0.0.1'],
    ['python manage.py runserver 0.0.0.0:9000', '9000@0.0.0.0'],
    ['python manage.py migrate', ''],
    ['python -m http.server', '8000?'],
    ['python -m http.server 9000 --bind 127.0.0.1', '9000@127.0.0.1'],
    ['fastapi run app.py', '8000?'],
    ['fastapi dev app.py', '8000?@127.0.0.1'],
    ['daphne -b 0.0.0.0 -p 8001 shop.asgi', '8001@0.0.0.0'],
    ['php -S 0.0.0.0:8000 -t public', '8000@0.0.0.0'],
    ['php artisan serve', '8000?@127.0.0.1'],
    ['next start', '3000?'],
    ['npx next dev -p 4000', '4000'],
    ['npx serve -l 5000 build', '5000'],
    ['serve build', ''],
    ['mkdocs serve -a 0.0.0.0:8000', '8000@0.0.0.0'],
    ['hugo server --bind 0.0.0.0', '1313?@0.0.0.0'],
  ]));

test('a file or a variable that a program reads by itself may say otherwise', () =>
  table([
    ['vite', '+5173?'],
    ['vite --host --port 80', '80@0.0.0.0'],
    ['yarn vite --port 80', '80'],
    ['rails server', '+3000?'],
    ['bundle exec rails s -b 127.0.0.1', '+3000?@127.0.0.1'],
    ['flask run', '5000?', 'FLASK_RUN_HOST'],
    ['flask run', '', 'FLASK_RUN_PORT'],
    ['gunicorn app:app', '', 'PORT'],
    ['uvicorn main:app --port \uFFFC', ''],
    ['uvicorn main:app --host \uFFFC --port 80', '80@\uFFFC'],
  ]));

test('flags that are called after what is spoken listen; a URL of somebody else does not', () =>
  table([
    ['server --grpc "17070" --tcp 19090', '+17070 +19090'],
    ['reloader --webhook-url=http://localhost:19115/-/reload --port 8080', '8080'],
    ['etcd --listen-client-urls http://0.0.0.0:2379', '2379@0.0.0.0'],
    ['traefik --entrypoints.websecure.address=:4443', '4443'],
    ['metrics-server --secure-port=4443', '+4443'],
    ['app --tcp-timeout 5000', ''],
  ]));
