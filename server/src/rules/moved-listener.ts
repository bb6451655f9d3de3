/**
 * A containerPort that a Service or a probe uses is usually meant, and an argument beside it may be another port. Here
 * is told where it cannot be: the only listener of the only container of a pod has surely moved away from it.
 */
import { portsNamed } from '../graph/evidence/environment-evidence.ts';
import { type Evidence, listenersOf } from '../graph/evidence/evidence.ts';
import type { Graph } from '../graph/graph.ts';
import { podContainers } from '../graph/namespaces.ts';
import { servicesPicking } from '../graph/pods.ts';
import type { PortSite } from '../graph/sites.ts';
import { environmentOf } from '../graph/values/environment.ts';
import { resolveText } from '../graph/values/values.ts';
import type { Container } from '../model/index.ts';

/** Variables that as often name the port of another program. */
const VAGUE = /^(?:API|WEB|SERVICE)_?PORTS?$/i;

/**
 * True where all that is known of a container's listeners is one number beside the one port that it declares.
 * @param judges the evidence on the container, its own declarations left out.
 */
export function hasMoved(graph: Graph, container: Container, from: PortSite, judges: readonly Evidence[]): boolean {
  const { store } = graph;
  const declared = container.sites.filter(({ role }) => role === 'declare');
  if (declared.length !== 1 || podContainers(store, container).length > 1 || from.value.kind !== 'number') return false;
  const main = judges.filter((e) => e.main && (e.weight === 'listens' || e.weight === 'set'));
  const numbers = new Set(main.map((e) => e.from));
  const [number] = numbers;
  if (number === undefined || numbers.size > 1 || main.some((e) => e.from !== e.to || VAGUE.test(e.label)))
    return false;
  // A variable may say what a Service calls the port: `SERVICE_PORT: 80`.
  const isOutside = servicesPicking(store, container).some((service) =>
    graph
      .sites(service)
      .some(({ site, value }) => site.role === 'route' && value.kind === 'number' && value.number === number),
  );
  if (isOutside || portsNamed(store, container).includes(number) || listenersOf(store, container).hidden.length > 0)
    return false;
  // A config that nobody has read may open any port.
  const isConfigured = container.mounts.length > 0 && judges.every((e) => e.weight !== 'listens');
  return !isConfigured && !mentions(graph, container, from.value.number);
}

/** True where the command lines or the environment hold a number, whatever for. */
export function mentions({ store }: Graph, container: Container, number: number): boolean {
  const words = [container.entrypoint, container.arguments].flatMap((line) => line?.words ?? []);
  const values = [...environmentOf(store, container).entries()].flatMap(([, { setting, owner }]) =>
    setting.value ? [resolveText(store, owner, setting.value)] : [],
  );
  const texts = [...words.map((word) => resolveText(store, container, word)), ...values];
  const held = new RegExp(`(?<!\\d)${number}(?!\\d)`);
  return texts.some(({ text }) => held.test(text));
}
