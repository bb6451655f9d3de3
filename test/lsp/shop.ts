/** The workspace of the wire's tests: a Service whose pods listen on 8080. */
import type { Diagnostic } from 'vscode-languageserver/node';

export const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - name: http
      port: 80
      targetPort: 8080
`;

export const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: example.com/web
          ports:
            - containerPort: 8080
`;

export const SHOP = { 'service.yaml': SERVICE, 'deploy.yaml': DEPLOYMENT };
/** The same with a target port that nothing listens on. */
export const BROKEN = { 'service.yaml': SERVICE.replace('8080', '8081'), 'deploy.yaml': DEPLOYMENT };
/** What a person sees in `BROKEN`. */
export const BROKEN_PROBLEM = 'service.yaml:11:19 warning target-port-unmatched';

/** Diagnostics as a person reads them, without what only the server understands. */
export function shown(diagnostics: readonly Diagnostic[]): object[] {
  return diagnostics.map(({ range, severity, code, message, source, relatedInformation }) => ({
    range,
    severity,
    code,
    message,
    source,
    relatedInformation,
  }));
}
