import { environmentOf } from '../graph/environment.ts';
import type { Graph } from '../graph/graph.ts';
import type { Resolution } from '../graph/links.ts';
import { placeOf, resolveText } from '../graph/values.ts';
import type { Component, Finding, Fix, Span } from '../model/index.ts';
import { changeTo } from './fixes.ts';
import type { Rule } from './rule.ts';
import { siteText } from './wording.ts';

type Transport = 'grpc' | 'http';

/** What each port of OTLP takes (opentelemetry.io/docs/specs/otlp). */
const TAKES: Readonly<Record<number, Transport>> = { 4317: 'grpc', 4318: 'http' };
const PORTS: Readonly<Record<Transport, number>> = { grpc: 4317, http: 4318 };
const ENDPOINT = /^OTEL_EXPORTER_OTLP_(?:(TRACES|METRICS|LOGS)_)?ENDPOINT$/;

export const otlpPortProtocol: Rule = {
  id: 'otlp-port-protocol',
  severity: 'warning',
  summary: "An OTLP exporter speaks HTTP to the collector's gRPC port, or gRPC to its HTTP port",
  why: `OTLP goes over gRPC, on port 4317, or over HTTP, on port 4318. A collector does not take the one on the port of the
other: exports fail with a protocol error, often without a word, and no traces arrive. Reported where the protocol is
written (\`OTEL_EXPORTER_OTLP_PROTOCOL\`, or the collector's exporter \`otlp\` or \`otlphttp\`); what a receiver is
configured for counts more than the number.`,
  bad: {
    'compose.yaml': `services:
  shop:
    image: example.com/shop:1
    environment:
      OTEL_EXPORTER_OTLP_PROTOCOL: http/protobuf
      OTEL_EXPORTER_OTLP_ENDPOINT: http://collector:4317
  collector:
    image: otel/opentelemetry-collector:0.104.0
`,
  },
  good: {
    'compose.yaml': `services:
  shop:
    image: example.com/shop:1
    environment:
      OTEL_EXPORTER_OTLP_PROTOCOL: http/protobuf
      OTEL_EXPORTER_OTLP_ENDPOINT: http://collector:4318
  collector:
    image: otel/opentelemetry-collector:0.104.0
`,
  },
  check(graph, component) {
    return graph.resolutions(component).flatMap((resolution): Finding[] => {
      const { from } = resolution;
      if (from.site.role !== 'connect' || from.value.kind !== 'number' || from.site.implied) return [];
      const spoken = spokenBy(graph, component, from.site.field);
      if (!spoken) return [];
      const taken = takenBy(resolution, from.value.number);
      return taken && taken !== spoken.transport ? [report(resolution, spoken, taken)] : [];
    });
  },
};

interface Spoken {
  readonly transport: Transport;
  /** Where that is written; absent where the exporter's kind says so. */
  readonly written?: { readonly span: Span; readonly text: string };
}

function spokenBy(graph: Graph, component: Component, field: string): Spoken | undefined {
  if (component.kind === 'proxy') {
    const exporter = /^otlp_?(http|grpc)? exporter$/.exec(field);
    return exporter ? { transport: exporter[1] === 'http' ? 'http' : 'grpc' } : undefined;
  }
  const signal = ENDPOINT.exec(field);
  if (component.kind !== 'container' || !signal) return undefined;
  const variables = environmentOf(graph.store, component);
  const found =
    (signal[1] && variables.get(`OTEL_EXPORTER_OTLP_${signal[1]}_PROTOCOL`)) ||
    variables.get('OTEL_EXPORTER_OTLP_PROTOCOL');
  if (!found) return undefined;
  const known = resolveText(graph.store, found.owner, found.value);
  const transport = known.text === 'grpc' ? 'grpc' : /^http\//.test(known.text) ? 'http' : undefined;
  const place = placeOf(known, 0, known.text.length);
  return transport && place ? { transport, written: { span: place.written, text: known.text } } : undefined;
}

/** What the receiver is configured for, else what the port is known for. */
function takenBy({ ends }: Resolution, port: number): Transport | undefined {
  for (const { label } of ends.flatMap((end) => end.reached)) {
    const transport = /otlp (grpc|http)$/.exec(label)?.[1];
    if (transport) return transport as Transport;
  }
  return TAKES[port];
}

function report({ from, ends }: Resolution, { transport, written }: Spoken, taken: Transport): Finding {
  const offers = ends.flatMap((end) => end.offers);
  const configured = offers.find((o) => o.label.endsWith(`otlp ${transport}`))?.from;
  const port = configured ?? PORTS[transport];
  const move = changeTo(from, String(port));
  const speak: readonly Fix[] = written
    ? [
        {
          title: `Speak ${taken === 'grpc' ? 'grpc' : 'http/protobuf'}`,
          edits: [{ span: written.span, newText: taken === 'grpc' ? 'grpc' : 'http/protobuf' }],
        },
      ]
    : [];
  const has = offers.some((o) => o.from <= port && port <= o.to);
  const names = { grpc: 'gRPC', http: 'HTTP' };
  return {
    rule: 'otlp-port-protocol',
    severity: 'warning',
    span: from.site.span,
    message: `${siteText(from)} takes OTLP over ${names[taken]}, and ${names[transport]} is spoken to it`,
    related: [
      ...(written ? [{ span: written.span, message: `speaks ${written.text}` }] : []),
      ...ends
        .flatMap((end) => end.reached.slice(0, 2))
        .map((o) => ({ span: o.place, message: `${o.label} ${o.from}` })),
    ],
    fixes: has || offers.length === 0 ? [move, ...speak] : [...speak, move],
  };
}
