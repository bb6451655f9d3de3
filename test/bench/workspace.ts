/**
 * Makes the workspace that the bench measures: seeded, so that every run and every machine reads the same bytes. It
 * knows Kubernetes and Docker, and nothing of the program.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface WorkspaceFile {
  /** Relative to the workspace, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Workspace {
  readonly files: readonly WorkspaceFile[];
  /** One a service, in the order of their numbers. */
  readonly services: readonly BenchService[];
  /** The Service manifests whose target port reaches nothing: each one finding, and no other file has any. */
  readonly broken: readonly string[];
}

export interface BenchService {
  readonly name: string;
  readonly folder: string;
  readonly containerPort: number;
  /** A Service manifest that writes its target port as a number. */
  readonly numeric: boolean;
  readonly broken: boolean;
}

const servicesPerTeam = 50;
const servicesPerFault = 250;

const stacks = [
  { image: 'node:22-alpine', port: 3000, tier: 'web', start: '["node", "server.js"]' },
  { image: 'python:3.13-slim', port: 8000, tier: 'api', start: '["python", "-m", "app"]' },
  { image: 'eclipse-temurin:21-jre', port: 8080, tier: 'backend', start: '["java", "-jar", "app.jar"]' },
  { image: 'gcr.io/distroless/static-debian12', port: 9000, tier: 'worker', start: '["/app"]' },
] as const;

const nouns = [
  'billing',
  'catalog',
  'checkout',
  'invoice',
  'ledger',
  'orders',
  'payment',
  'pricing',
  'search',
  'stock',
];

/** Numbers from 0 to below 1 that depend on `seed` alone (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** The files of `count` services: a Dockerfile, a Deployment, a Service and an Ingress each. */
export function makeWorkspace(count: number, seed: number): Workspace {
  const random = seededRandom(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
  const files: WorkspaceFile[] = [];
  const services: BenchService[] = [];
  const broken: string[] = [];
  let previous: string | undefined;
  for (let number = 0; number < count; number++) {
    const stack = pick(stacks);
    const team = `team-${String(Math.floor(number / servicesPerTeam)).padStart(3, '0')}`;
    const name = `${pick(nouns)}-${String(number).padStart(5, '0')}`;
    const folder = `${team}/${name}`;
    const isBroken = number % servicesPerFault === servicesPerFault - 1;
    const numeric = isBroken || random() < 0.5;
    const service = { name, folder, containerPort: stack.port, numeric, broken: isBroken };
    const peer = number % servicesPerTeam === 0 ? undefined : previous;
    files.push(
      { path: `${folder}/Dockerfile`, text: dockerfile(stack) },
      { path: `${folder}/deployment.yaml`, text: deployment(service, team, stack.tier, peer) },
      { path: `${folder}/service.yaml`, text: serviceManifest(service, team, stack.tier) },
      { path: `${folder}/ingress.yaml`, text: ingress(service, team, random() < 0.5) },
    );
    if (isBroken) broken.push(`${folder}/service.yaml`);
    services.push(service);
    previous = name;
  }
  return { files, services, broken };
}

/** Writes the files under `root`. */
export function writeWorkspace(root: string, workspace: Workspace): void {
  for (const service of workspace.services) mkdirSync(join(root, service.folder), { recursive: true });
  for (const file of workspace.files) writeFileSync(join(root, file.path), file.text);
}

function dockerfile(stack: (typeof stacks)[number]): string {
  return `FROM ${stack.image}
WORKDIR /app
ARG VERSION=dev
ENV PORT=${stack.port} \\
    LOG_LEVEL=info \\
    VERSION=$VERSION
COPY . .
USER 1000
EXPOSE ${stack.port}
CMD ${stack.start}
`;
}

function labels(service: BenchService, team: string, tier: string, indent: string): string {
  return [
    `app: ${service.name}`,
    `app.kubernetes.io/name: ${service.name}`,
    `app.kubernetes.io/part-of: ${team}`,
    `tier: ${tier}`,
  ].join(`\n${indent}`);
}

function deployment(service: BenchService, team: string, tier: string, peer: string | undefined): string {
  const { name, containerPort } = service;
  const client = peer ? `\n            - name: PEER_URL\n              value: http://${peer}.${team}.svc:80/api` : '';
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: ${team}
  labels:
    ${labels(service, team, tier, '    ')}
spec:
  replicas: 2
  revisionHistoryLimit: 3
  selector:
    matchLabels:
      app: ${name}
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: 1
      maxUnavailable: 0
  template:
    metadata:
      labels:
        ${labels(service, team, tier, '        ')}
    spec:
      serviceAccountName: ${name}
      securityContext:
        runAsNonRoot: true
        runAsUser: 1000
      containers:
        - name: ${name}
          image: registry.example.com/${team}/${name}:1.4.2
          imagePullPolicy: IfNotPresent
          ports:
            - name: http
              containerPort: ${containerPort}
              protocol: TCP
          env:
            - name: PORT
              value: "${containerPort}"
            - name: LOG_LEVEL
              value: info${client}
          readinessProbe:
            httpGet:
              path: /ready
              port: http
            initialDelaySeconds: 5
            periodSeconds: 10
          livenessProbe:
            httpGet:
              path: /live
              port: ${containerPort}
            initialDelaySeconds: 15
            periodSeconds: 20
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              cpu: 500m
              memory: 256Mi
`;
}

function serviceManifest(service: BenchService, team: string, tier: string): string {
  const target = service.broken ? service.containerPort + 1 : service.numeric ? service.containerPort : 'http';
  return `apiVersion: v1
kind: Service
metadata:
  name: ${service.name}
  namespace: ${team}
  labels:
    ${labels(service, team, tier, '    ')}
spec:
  type: ClusterIP
  selector:
    app: ${service.name}
  ports:
    - name: http
      port: 80
      targetPort: ${target}
      protocol: TCP
`;
}

function ingress(service: BenchService, team: string, byName: boolean): string {
  const host = `${service.name}.${team}.example.com`;
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${service.name}
  namespace: ${team}
  labels:
    app: ${service.name}
  annotations:
    cert-manager.io/cluster-issuer: letsencrypt
spec:
  ingressClassName: nginx
  tls:
    - hosts:
        - ${host}
      secretName: ${service.name}-tls
  rules:
    - host: ${host}
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: ${service.name}
                port:
                  ${byName ? 'name: http' : 'number: 80'}
`;
}
