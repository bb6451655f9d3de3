/** A small shop whose ports lead from an Ingress to a Dockerfile and from Compose to an env file. */
import type { Engine } from '../../server/src/engine.ts';
import type { Position, Span } from '../../server/src/model/index.ts';
import { positionAt, shownAt } from '../support/places.ts';
import { engineOf, type Files, offsetOf, placeOf, ROOT } from '../support/workspace.ts';

export const FILES: Files = {
  '.env': 'EDGE_PORT=8080\n',
  'compose.yaml': `services:
  web:
    build: ./web
    ports:
      - "\${EDGE_PORT}:8080"
  api:
    image: example.com/api:1
    environment:
      WEB_URL: http://web:8080
`,
  'k8s/config.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: web
data:
  port: "8080"
`,
  'k8s/deploy.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: example.com/shop/web:1
          env:
            - name: PORT
              valueFrom:
                configMapKeyRef:
                  name: web
                  key: port
          ports:
            - name: http
              containerPort: 8080
          readinessProbe:
            httpGet:
              port: http
`,
  'k8s/ingress.yaml': `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
spec:
  defaultBackend:
    service:
      name: web
      port:
        number: 80
`,
  'k8s/service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
      targetPort: http
    - name: admin
      port: 90
      targetPort: 9090
`,
  'web/Dockerfile': `FROM example.com/base:1
ENV PORT=8080
EXPOSE 8080
`,
};

export function shop(): Engine {
  return engineOf(FILES);
}

export function fileOf(path: string): string {
  return `${ROOT}/${path}`;
}

/** Where the first `needle` behind the first `before` in a file stands. */
export function at(path: string, needle: string, before = ''): Position {
  return positionAt(FILES[path]!, offsetOf(FILES[path]!, needle, before));
}

/** `k8s/service.yaml:9:13 80`: a place and what stands there. */
export function shown(span: Span): string {
  const text = FILES[span.file.slice(ROOT.length + 1)] ?? '';
  return `${placeOf(span)} ${shownAt(text, span)}`;
}
