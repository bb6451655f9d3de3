import { type ArgumentPort, argumentPorts } from '../graph/arguments.ts';
import type { Graph } from '../graph/graph.ts';
import { isPatch } from '../graph/hosts.ts';
import { keys } from '../graph/keys.ts';
import { patchedContainers } from '../graph/overlays.ts';
import type { Container, Finding, Overlay, PatchedArguments, Span } from '../model/index.ts';
import { literalText } from '../model/index.ts';
import type { Rule } from './rule.ts';

export const patchedArgumentPort: Rule = {
  id: 'patched-argument-port',
  severity: 'warning',
  summary: "A kustomize patch moves a container's listener by an argument, but not the port that it declares",
  why: `A Service or probe that refers to the port by its name, or by the old number, still leads to the declared
containerPort, where nobody listens any more. The patch has to change that port too.`,
  bad: {
    'base/kustomization.yaml': `resources:
  - web.yaml
`,
    'base/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: web
          image: example.com/web:1
          args:
            - --port=8080
          ports:
            - name: http
              containerPort: 8080
`,
    'overlay/kustomization.yaml': `resources:
  - ../base
patches:
  - target:
      kind: Deployment
      name: web
    patch: |-
      - op: replace
        path: /spec/template/spec/containers/0/args
        value:
          - --port=9090
`,
  },
  good: {
    'base/kustomization.yaml': `resources:
  - web.yaml
`,
    'base/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: web
          image: example.com/web:1
          args:
            - --port=8080
          ports:
            - name: http
              containerPort: 8080
`,
    'overlay/kustomization.yaml': `resources:
  - ../base
patches:
  - target:
      kind: Deployment
      name: web
    patch: |-
      - op: replace
        path: /spec/template/spec/containers/0/args
        value:
          - --port=9090
      - op: replace
        path: /spec/template/spec/containers/0/ports/0/containerPort
        value: 9090
`,
  },
  check(graph, component) {
    if (component.kind !== 'overlay') return [];
    return component.arguments.flatMap((patched) => {
      const base = patchedContainers(graph.store, component, patched)[patched.container];
      return base && !isPatchedElsewhere(graph, component, patched) ? moved(graph, base, patched) : [];
    });
  },
};

/** A strategic merge patch of the same workload may change its ports. */
function isPatchedElsewhere(graph: Graph, overlay: Overlay, { name }: PatchedArguments): boolean {
  return graph.store.find(keys.workload(name)).some((c) => overlay.patches.includes(c.file) && isPatch(graph.store, c));
}

function moved(graph: Graph, base: Container, { words, container, change }: PatchedArguments): readonly Finding[] {
  const texts = words.map((word) => ('text' in word ? word.text : ''));
  const before = (base.arguments?.words ?? []).map((word) => literalText(word) ?? '');
  const declared = graph.sites(base).filter(({ site }) => site.role === 'declare');
  const declares = (port: number): boolean =>
    declared.some(({ value }) => value.kind === 'number' && value.number === port);
  const old = argumentPorts(before);
  return argumentPorts(texts).flatMap((now): Finding[] => {
    const was = old.find((each) => flagOf(before, each) === flagOf(texts, now));
    if (!was || was.port === now.port || !declares(was.port) || declares(now.port)) return [];
    const index = declared.findIndex(({ value }) => value.kind === 'number' && value.number === was.port);
    const stays = declared[index]!;
    const path = `/spec/template/spec/containers/${container}/ports/${index}/containerPort`;
    const newText = change?.template.replace('{name}', path).replace('{port}', String(now.port));
    return [
      {
        rule: 'patched-argument-port',
        severity: 'warning',
        span: placeOf(words[now.word]!.span, now),
        message: `the patch moves ${flagOf(texts, now)} from ${was.port} to ${now.port}, but ${base.label} still declares ${was.port}`,
        related: [{ span: stays.written, message: `containerPort ${was.port}` }],
        fixes:
          change && newText
            ? [{ title: `Change containerPort to ${now.port} as well`, edits: [{ span: change.at, newText }] }]
            : [],
      },
    ];
  });
}

/** What stands before the port: `--port`, in the same word or as the word before. */
function flagOf(words: readonly string[], { word, start }: ArgumentPort): string {
  const own = words[word]!.slice(0, start).replace(/[=:]?(?:[\d.*[\]:]*:)?$/, '');
  return own || (words[word - 1] ?? '');
}

function placeOf(span: Span, { start, end }: ArgumentPort): Span {
  return { ...span, start: span.start + start, end: span.start + end, column: span.column + start };
}
