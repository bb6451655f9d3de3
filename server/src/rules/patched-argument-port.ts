import { type ArgumentPort, argumentPorts } from '../graph/evidence/arguments.ts';
import type { Graph } from '../graph/graph.ts';
import { keys } from '../graph/keys.ts';
import type { PortSite } from '../graph/sites.ts';
import type { Container, Edit, Span, Text } from '../model/index.ts';
import { compareSpans, literalText } from '../model/index.ts';
import { cutText, textSpan } from '../syntax/text-address.ts';
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
    if (component.kind !== 'container') return [];
    return movedArguments(graph, component).map(({ now, was, words, stays }) => {
      const word = words[now.word]!;
      const texts = words.map((word) => literalText(word) ?? '');
      const change = changeBeside(graph, word[0]!.span, stays.index);
      const message = `the patch moves ${flagOf(texts, now)} from ${was.port} to ${now.port}, but ${component.label} still declares ${was.port}`;
      return {
        rule: 'patched-argument-port',
        severity: 'warning',
        span: textSpan(cutText(word, now.start, now.end)),
        message,
        related: [{ span: stays.site.written, message: `containerPort ${was.port}` }],
        fixes: change ? [{ title: `Change containerPort to ${now.port} as well`, edits: [change(now.port)] }] : [],
      };
    });
  },
};

/** An argument that a patch has moved, and the port that was declared for it. */
export interface MovedArgument {
  readonly words: readonly Text[];
  readonly now: ArgumentPort;
  readonly was: ArgumentPort;
  /** Its place among the container's ports, from 0. */
  readonly stays: { readonly site: PortSite; readonly index: number };
}

/** Arguments that are written elsewhere than the container, and ask for another port than it does alone. */
export function movedArguments(graph: Graph, container: Container): readonly MovedArgument[] {
  const words = container.arguments?.words ?? [];
  if (!container.deployedIn || words.every((word) => word.every(({ span }) => span.file === container.file))) return [];
  const base = graph.store
    .find(keys.part(container.file))
    .find((c) => c.kind === 'container' && c.label === container.label && c.name === container.name);
  if (base?.kind !== 'container') return [];
  const texts = words.map((word) => literalText(word) ?? '');
  const before = (base.arguments?.words ?? []).map((word) => literalText(word) ?? '');
  const declared = graph.sites(container).filter(({ site }) => site.role === 'declare');
  const indexOf = (port: number): number =>
    declared.findIndex(({ value }) => value.kind === 'number' && value.number === port);
  const old = argumentPorts(before);
  return argumentPorts(texts).flatMap((now): MovedArgument[] => {
    const was = old.find((each) => flagOf(before, each) === flagOf(texts, now));
    if (!was || was.port === now.port || indexOf(was.port) < 0 || indexOf(now.port) >= 0) return [];
    const index = indexOf(was.port);
    return [{ words, now, was, stays: { site: declared[index]!, index } }];
  });
}

/** Adds to the JSON patch that holds the argument an operation that changes the port, where it is one. */
function changeBeside(graph: Graph, argument: Span, index: number): ((port: number) => Edit) | undefined {
  for (const part of graph.store.find(keys.part(argument.file))) {
    if (part.kind !== 'overlay') continue;
    for (const { words, container, change } of part.arguments) {
      if (!change || !words.some(({ span }) => compareSpans(span, argument) === 0)) continue;
      const path = `/spec/template/spec/containers/${container}/ports/${index}/containerPort`;
      return (port) => ({ span: change.at, newText: fill(change.template, path, port) });
    }
  }
  return undefined;
}

function fill(template: string, path: string, port: number): string {
  return template.replace('{name}', path).replace('{port}', String(port));
}

/** What stands before the port: `--port`, in the same word or as the word before. */
function flagOf(words: readonly string[], { word, start }: ArgumentPort): string {
  const own = words[word]!.slice(0, start).replace(/[=:]?(?:[\d.*[\]:]*:)?$/, '');
  return own || (words[word - 1] ?? '');
}
