import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

test('commands that no shell reads', () =>
  checkFixture(`
    === web/Dockerfile
    FROM python:3.12
    ENV PORT=8080
    CMD ["gunicorn", "-b", "0.0.0.0:\${PORT}", "shop:app"]
    ~                               ^^^^^^^ error[variable-unexpanded] no shell reads this command, so that the port is the text $PORT
    === api/Dockerfile
    FROM python:3.12
    ENTRYPOINT ["python", "manage.py"]
    CMD ["runserver", "0.0.0.0:$PORT"]
    ~                          ^^^^^ error[variable-unexpanded]
    === compose.yaml
    services:
      list:
        image: example.com/list:1
        command: ["uvicorn", "main:app", "--port", "$$PORT"]
    ~                                               ^^^^^^ error[variable-unexpanded]
      text:
        image: example.com/text:1
        command: gunicorn -b :$$PORT shop:app
    ~                         ^^^^^^ error[variable-unexpanded]
    === pod.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: web }
    spec:
      containers:
        - name: web
          image: example.com/web:1
          command: [streamlit, run, app.py, --server.port=$PORT]
    ~                                                     ^^^^^ error[variable-unexpanded]
          env: [{ name: PORT, value: "8501" }]
  `));

test('silent: a shell, what is replaced before, a script that may do it, a program that is not known', () =>
  checkFixture(`
    === a/Dockerfile
    FROM python:3.12
    CMD gunicorn -b 0.0.0.0:$PORT shop:app
    === b/Dockerfile
    FROM python:3.12
    CMD ["sh", "-c", "exec gunicorn -b 0.0.0.0:$PORT shop:app"]
    === c/Dockerfile
    FROM python:3.12
    ENTRYPOINT ["/entrypoint.sh"]
    CMD ["gunicorn", "-b", "0.0.0.0:$PORT", "shop:app"]
    === d/Dockerfile
    FROM example.com/app:1
    CMD ["app", "--port", "$PORT"]
    === e/Dockerfile
    FROM python:3.12
    ENTRYPOINT ["/bin/sh", "-c"]
    CMD ["uvicorn main:app --port $PORT"]
    === f/Dockerfile
    FROM python:3.12
    CMD ["gunicorn", "shop:app", "--bind", "$
    === compose.yaml
    services:
      shell:
        image: example.com/shell:1
        command: sh -c 'uvicorn main:app --port $$PORT'
      compose:
        image: example.com/compose:1
        command: ["uvicorn", "main:app", "--port", "\${PORT}"]
    === pod.yaml
    apiVersion: v1
    kind: Pod
    metadata: { name: web }
    spec:
      containers:
        - name: web
          image: example.com/web:1
          args: [uvicorn, main:app, --port, $(PORT)]
          env: [{ name: PORT, value: "8501" }]
  `));
