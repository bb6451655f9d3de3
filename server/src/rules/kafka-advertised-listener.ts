import { isLoopback } from '../graph/evidence/arguments.ts';
import type { Graph } from '../graph/graph.ts';
import { isDockerHost } from '../graph/hosts.ts';
import { type KafkaListener, kafkaListeners } from '../graph/kafka.ts';
import type { Resolution } from '../graph/links.ts';
import type { PortSite } from '../graph/sites.ts';
import type { Container, Edit, Finding, Related, Span } from '../model/index.ts';
import { literalText } from '../model/index.ts';
import type { Rule } from './rule.ts';

export const kafkaAdvertisedListener: Rule = {
  id: 'kafka-advertised-listener',
  severity: 'warning',
  summary: 'A Kafka broker sends its clients to an address where they do not reach it',
  why: `A Kafka client connects once to any address of a broker and is then told where to come back to: the advertised
address of the listener that it came in by. A broker that advertises \`localhost\` to clients in other containers sends
each to itself; a host port that is mapped to the wrong listener sends programs on the host to a name that only
containers know; an advertised port that the listener does not have is refused. Metadata comes, messages do not.`,
  bad: {
    'compose.yaml': `services:
  kafka:
    image: apache/kafka:3.8.0
    environment:
      KAFKA_LISTENERS: PLAINTEXT://0.0.0.0:9092
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://localhost:9092
  shop:
    image: example.com/shop:1
    environment:
      BOOTSTRAP_SERVERS: kafka:9092
`,
  },
  good: {
    'compose.yaml': `services:
  kafka:
    image: apache/kafka:3.8.0
    ports:
      - "29092:29092"
    environment:
      KAFKA_LISTENERS: PLAINTEXT://0.0.0.0:9092,HOST://0.0.0.0:29092
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://kafka:9092,HOST://localhost:29092
  shop:
    image: example.com/shop:1
    environment:
      BOOTSTRAP_SERVERS: kafka:9092
`,
  },
  check(graph, component) {
    if (component.kind !== 'container' || !component.network) return [];
    const listeners = kafkaListeners(graph.store, component);
    if (listeners.length === 0) return [];
    const mappings = mappingsOf(graph, component);
    return [
      ...listeners.flatMap((listener) => [
        ...toItself(graph, component, listener),
        ...refused(component, listener),
        ...unpublished(listener, mappings),
      ]),
      ...mappings.flatMap((mapping) => wrongListener(listeners, mapping, component)),
    ];
  },
};

function finding(
  span: Span,
  message: string,
  related: readonly Related[],
  title: string,
  edits: readonly Edit[],
): Finding {
  return { rule: 'kafka-advertised-listener', severity: 'warning', span, message, related, fixes: [{ title, edits }] };
}

function called({ name, host, port }: KafkaListener): string {
  return `${name ? `${name}://` : ''}${host.text}:${port.number}`;
}

/** Only the machine that asks is meant, or the one that the containers run on. */
function isHost(host: string): boolean {
  return isLoopback(host) || isDockerHost(host);
}

/** Advertises localhost to clients in other containers. */
function toItself(graph: Graph, container: Container, listener: KafkaListener): readonly Finding[] {
  if (!isLoopback(listener.host.text)) return [];
  const clients = graph.incoming(container).filter((r) => isClient(r, container, listener));
  const [first] = clients;
  const name = first?.destination.kind === 'host' ? literalText(first.destination.host) : undefined;
  if (!first || !name) return [];
  const asked = first.from.value.kind === 'number' ? first.from.value.number : listener.port.number;
  const moved = asked === listener.port.number ? [] : [{ span: listener.port.span, newText: String(asked) }];
  return [
    finding(
      listener.host.span,
      `${called(listener)} sends ${first.from.component.label} to itself: other containers reach the broker as ${name}`,
      clients.map(({ from }) => ({ span: from.site.span, message: `${from.site.field} of ${from.component.label}` })),
      `Advertise ${name}`,
      [{ span: listener.host.span, newText: name }, ...moved],
    ),
  ];
}

function isClient({ from, destination }: Resolution, container: Container, listener: KafkaListener): boolean {
  if (destination.kind !== 'host' || from.site.role !== 'connect' || from.component.id === container.id) return false;
  if (isHost(literalText(destination.host) ?? 'localhost') || from.value.kind !== 'number') return false;
  return from.value.number === (listener.listens ?? listener.port).number;
}

/** Advertises a port of its own that the listener does not have. */
function refused(container: Container, listener: KafkaListener): readonly Finding[] {
  const { listens, port, host, field } = listener;
  const own =
    container.network!.names.includes(host.text) ||
    container.network!.joined.some((n) => n.aliases.includes(host.text));
  if (!own || !listens || listens.number === port.number) return [];
  return [
    finding(
      port.span,
      `${field} sends clients to ${called(listener)}, but the listener listens on ${listens.number}`,
      [{ span: listens.span, message: `listens on ${listens.number}` }],
      `Advertise ${listens.number}`,
      [{ span: port.span, newText: String(listens.number) }],
    ),
  ];
}

interface Mapping {
  readonly published: PortSite;
  readonly inside: PortSite;
  readonly from: number;
  readonly to: number;
}

function mappingsOf(graph: Graph, container: Container): readonly Mapping[] {
  return graph.sites(container).flatMap((published): Mapping[] => {
    if (published.site.role !== 'publish' || published.value.kind !== 'number') return [];
    const [inside] = graph.next(published);
    if (inside?.value.kind !== 'number') return [];
    return [{ published, inside, from: published.value.number, to: inside.value.number }];
  });
}

/** Sends programs on the host to a port that is published under another number. */
function unpublished(listener: KafkaListener, mappings: readonly Mapping[]): readonly Finding[] {
  const { listens, port, host, field } = listener;
  if (!listens || !isHost(host.text) || mappings.some(({ from }) => from === port.number)) return [];
  const mapping = mappings.find(({ to }) => to === listens.number);
  if (!mapping) return [];
  return [
    finding(
      port.span,
      `${field} sends clients to ${called(listener)}, but the listener is published as ${mapping.from}`,
      [{ span: mapping.published.site.span, message: `published port ${mapping.from}` }],
      `Advertise ${mapping.from}`,
      [{ span: port.span, newText: String(mapping.from) }],
    ),
  ];
}

/** A host port that one listener advertises is mapped to another. */
function wrongListener(
  listeners: readonly KafkaListener[],
  { inside, from, to }: Mapping,
  container: Container,
): readonly Finding[] {
  const names = container.network!.names;
  const meant = listeners.find((l) => l.port.number === from && !names.includes(l.host.text));
  if (!meant?.listens || meant.listens.number === to) return [];
  const other = listeners.find((l) => l.listens?.number === to);
  if (!other) return [];
  return [
    finding(
      inside.site.span,
      `port ${from} is advertised as ${called(meant)}, but leads to the listener that advertises ${called(other)}`,
      [
        { span: meant.port.span, message: called(meant) },
        { span: other.port.span, message: called(other) },
      ],
      `Change container port to ${meant.listens.number}`,
      [{ span: inside.written, newText: String(meant.listens.number) }],
    ),
  ];
}
