import { isLoopback } from '../graph/evidence/arguments.ts';
import { type Evidence, listenersOf } from '../graph/evidence/evidence.ts';
import type { Graph } from '../graph/graph.ts';
import type { Resolution } from '../graph/links.ts';
import type { Container, Finding } from '../model/index.ts';
import { literalText, startsTogether } from '../model/index.ts';
import type { Rule } from './rule.ts';
import { siteText } from './wording.ts';

export const loopbackListener: Rule = {
  id: 'loopback-listener',
  severity: 'warning',
  stops: true,
  summary: 'A process binds the loopback address of its container, but others are sent there',
  why: `A listener on \`127.0.0.1\` or \`localhost\` is reached only from inside its own container or pod. A published port, a
Service and a kubelet's probe come from outside: the connection is refused, although \`curl\` inside the container works.
A listener that only a sidecar of the same pod uses is right, and not reported.`,
  bad: {
    'compose.yaml': `services:
  api:
    image: example.com/api:1
    command: ["gunicorn", "--bind", "127.0.0.1:8000", "shop.wsgi"]
    ports:
      - "8000:8000"
`,
  },
  good: {
    'compose.yaml': `services:
  api:
    image: example.com/api:1
    command: ["gunicorn", "--bind", "0.0.0.0:8000", "shop.wsgi"]
    ports:
      - "8000:8000"
`,
  },
  check(graph, component) {
    if (component.kind !== 'container' || component.network?.mode?.kind === 'host' || component.pod?.hostNetwork)
      return [];
    const { evidence } = listenersOf(graph.store, component);
    return evidence.flatMap((listener): Finding[] => {
      if (!listener.address || !isLoopback(listener.address.text)) return [];
      if (evidence.some((e) => e.weight === 'listens' && overlaps(e, listener) && !isLoopback(e.address?.text ?? '')))
        return [];
      const sender = senders(graph, component).find((r) => reaches(r, listener));
      return sender ? [report(listener, sender)] : [];
    });
  },
};

function overlaps(a: Evidence, b: Evidence): boolean {
  return a.from <= b.to && b.from <= a.to;
}

/** Whoever comes from outside the container: not a check that runs within it. */
function senders(graph: Graph, container: Container): readonly Resolution[] {
  const own = graph.resolutions(container);
  return [...own, ...graph.incoming(container)].filter(({ from, destination }) => {
    if (from.component.id === container.id && from.site.role === 'declare') return false;
    if (from.component.kind === 'image') return false;
    return destination.kind !== 'host' || !isLoopback(literalText(destination.host) ?? '');
  });
}

function reaches({ ends }: Resolution, listener: Evidence): boolean {
  return ends.some((end) => end.reached.some((r) => startsTogether(r.place, listener.place)));
}

function report(listener: Evidence, { from }: Resolution): Finding {
  const address = listener.address!;
  const open = address.text.includes(':') ? '::' : '0.0.0.0';
  const edit = address.assumed ? listener.open : { span: address.span, newText: open };
  return {
    rule: 'loopback-listener',
    severity: 'warning',
    span: address.span,
    message: `port ${listener.from} listens on ${address.text} alone, so ${siteText(from)} cannot reach it`,
    related: [{ span: from.site.span, message: `${siteText(from)} of ${from.component.label}` }],
    fixes: edit ? [{ title: `Listen on ${open}`, edits: [edit] }] : [],
  };
}
