/**
 * Proxies in a pod that forward to `localhost`, where each container of the pod says what it listens on and none says
 * that port: oauth2-proxy's `--upstream=http://localhost:8080`.
 */
import { isLoopback } from '../graph/evidence/arguments.ts';
import { runningCommands } from '../graph/evidence/command-evidence.ts';
import { type Evidence, listenersOf } from '../graph/evidence/evidence.ts';
import type { Graph } from '../graph/graph.ts';
import { podContainers } from '../graph/namespaces.ts';
import { environmentOf } from '../graph/values/environment.ts';
import { stagesOf } from '../graph/values/images.ts';
import { type Known, placeOf, resolveText } from '../graph/values/values.ts';
import type { Container, Span } from '../model/index.ts';
import { findEndpoints } from '../syntax/endpoint.ts';
import { mentions } from './moved-listener.ts';

/** Options and variables by which a process is told where to send on what it takes. */
const UPSTREAM = /upstream|backend|proxy[-_]?(?:pass|to)|forward[-_]?to/i;

export interface Unanswered {
  readonly field: string;
  readonly port: number;
  readonly digits: Span;
  /** What the other containers of the pod listen on, one piece of evidence a port. */
  readonly instead: readonly Evidence[];
}

/** Empty where any container of the pod may listen on more than is known. */
export function unansweredUpstreams(graph: Graph, container: Container): readonly Unanswered[] {
  const { pod } = container;
  // An init container runs before the others do.
  if (!pod || pod.hostNetwork || pod.name === undefined) return [];
  const members = podContainers(graph.store, container);
  const asked = members.length < 2 ? [] : upstreamsOf(graph, container);
  if (asked.length === 0) return [];
  const main = members.map((member) => mainListeners(graph, member));
  if (main.some((listeners) => listeners.length === 0)) return [];
  const all = members.flatMap((member) => listenersOf(graph.store, member).evidence);
  const others = members.filter((member) => member !== container);
  return asked.flatMap(({ field, port, digits }): readonly Unanswered[] => {
    if (all.some((e) => e.from <= port && port <= e.to)) return [];
    if (others.some((member) => mentions(graph, member, port))) return [];
    const instead = main.flat().filter((e) => e.component.id !== container.id);
    return instead.length > 0 ? [{ field, port, digits, instead: onePerPort(instead) }] : [];
  });
}

/** What a container is there for; none where a config that nobody has read, or a hidden port, may be more of it. */
function mainListeners({ store }: Graph, container: Container): readonly Evidence[] {
  const { evidence, hidden } = listenersOf(store, container);
  if (hidden.length > 0 || container.mounts.length > 0) return [];
  return evidence.filter((e) => e.main && !e.doubtful && e.weight !== 'declared');
}

function onePerPort(evidence: readonly Evidence[]): readonly Evidence[] {
  return evidence.filter((e, index) => evidence.findIndex(({ from }) => from === e.from) === index);
}

function upstreamsOf({ store }: Graph, container: Container): readonly Omit<Unanswered, 'instead'>[] {
  const words = runningCommands(store, container, stagesOf(store, container)).flatMap((command) => command.words);
  const texts = words.map(({ known }, index) => {
    const flag = /^--?([\w.-]+)=/.exec(known.text)?.[1] ?? words[index - 1]?.known.text ?? '';
    return [flag, known] as const;
  });
  const settings = [...environmentOf(store, container).entries()].flatMap(([name, { setting, owner }]) =>
    setting.value ? [[name, resolveText(store, owner, setting.value)] as const] : [],
  );
  return [...texts, ...settings].flatMap(([name, known]) => (UPSTREAM.test(name) ? loopbackPorts(name, known) : []));
}

function loopbackPorts(field: string, known: Known): readonly Omit<Unanswered, 'instead'>[] {
  return findEndpoints(known.text).flatMap(({ scheme, host, port }) => {
    if (!host || !port || !isLoopback(host.text) || !/^https?$/.test(scheme ?? '') || !/^\d+$/.test(port.text))
      return [];
    const digits = placeOf(known, port.start, port.end);
    return digits ? [{ field: field.replace(/^-+/, ''), port: Number(port.text), digits: digits.written }] : [];
  });
}
