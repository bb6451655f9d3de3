/**
 * Evidence: what in the workspace says that a container's process listens on a port, each piece a place with a weight.
 * Declarations are no locks, so a finding weighs what speaks for a port and what speaks against it.
 */
import type { Component, Container, Edit, ImageStage, Named, Protocol, Site, Span } from '../../model/index.ts';
import { placeKey } from '../../model/index.ts';
import { podContainers } from '../namespaces.ts';
import type { Store } from '../store.ts';
import { environmentOf } from '../values/environment.ts';
import { stageRun, stagesOf } from '../values/images.ts';
import { overridesOf, partsOf, wholeOf } from '../values/layers.ts';
import { resolvePort } from '../values/values.ts';
import { mayOpen } from './address-files.ts';
import { commandEvidence, optionEvidence, type Running, runningCommands } from './command-evidence.ts';
import { configsOf } from './config-evidence.ts';
import { dotnetListeners } from './dotnet.ts';
import { environmentEvidence } from './environment-evidence.ts';
import { defaultEvidence, type KnownImage, knownImageOf, moversOf, takesItsConfig } from './image-defaults.ts';
import { programVariables } from './program-ports.ts';
import { sourceListeners } from './source-listeners.ts';
import { withSpring } from './spring.ts';

export type Weight =
  /** The listener itself: a proxy's `listen`, an argument. */
  | 'listens'
  /** A variable that usually moves the listener. */
  | 'set'
  /** containerPort, EXPOSE, `expose`. */
  | 'declared'
  /** What the image is known to listen on unless told otherwise. */
  | 'default';

/** A place that stands for a port or several. */
export interface Offer {
  readonly from: number;
  readonly to: number;
  readonly protocol: Protocol;
  /** As the hover names it: `EXPOSE`, `args`, `PORT`, `nginx listen`, `postgres image`. */
  readonly label: string;
  readonly place: Span;
  readonly component: Component;
  /** The name declared with it. */
  readonly name?: Named;
}

export interface Evidence extends Offer {
  readonly weight: Weight;
  /** The site that it is, where it is one. */
  readonly site?: Site;
  /** The address it binds; `assumed` where that is its program's default, and the span the program's name. */
  readonly address?: Named & { readonly assumed?: boolean };
  /** How it is opened to all addresses, where none is written. */
  readonly open?: Edit;
  /** The port that the process is there for, as far as its spelling tells; of a default, that nothing puts it in doubt. */
  readonly main: boolean;
  /** It refutes nothing: a default of an image that may do something else, or a variable that another may be meant by. */
  readonly doubtful?: true;
  /** What other tags of the image listen on. */
  readonly formerly?: readonly number[];
  /** The values of less weight that it takes the place of, the weightiest first. */
  readonly over?: readonly Span[];
  /** Only a folder's name ties the place to the container. */
  readonly inferred: boolean;
  /** What the image is known to serve there: `amqp`, `management`. */
  readonly purpose?: string;
  /** It gives away data or control to whoever reaches it: what it serves, `postgresql`. */
  readonly sensitive?: string;
}

export interface Listeners {
  readonly evidence: readonly Evidence[];
  /** True where the evidence names every listener: a config that was read whole, an image with fixed ports. */
  readonly closed: boolean;
  /** Ports that are declared and cannot be known, by their number or their name. */
  readonly hidden: readonly Hidden[];
  /** It is told to listen by a config that could not be read, on ports that its image does not have by itself. */
  readonly unread?: true;
  /** The listeners of the config that its program reads, where that names them all. */
  readonly configured?: readonly Evidence[];
  /** What is published on it may be for others, who share its network. */
  readonly lends?: boolean;
}

/** A port of which the number is not known, 0 to 0, or the name. */
export interface Hidden extends Offer {
  readonly site: Site;
}

/** What is known of the ports that one container's own process listens on. */
export function listenersOf(store: Store, container: Container): Listeners {
  return store.known('listeners', container, () => {
    const own = findListeners(store, wholeOf(store, container), partsOf(store, container));
    const all = [own, ...overridesOf(store, container).map((c) => listenersOf(store, c))];
    if (all.length === 1) return own;
    const places = new Set<string>();
    const evidence = all
      .flatMap((listeners) => listeners.evidence)
      .filter(({ place, from }) => {
        const key = `${placeKey(place)}:${from}`;
        return !places.has(key) && places.add(key);
      });
    return {
      evidence,
      closed: all.every(({ closed }) => closed),
      hidden: all.flatMap(({ hidden }) => hidden),
      lends: all.some(({ lends }) => lends),
    };
  });
}

const DOTNET = /^(?:ASPNETCORE|DOTNET)_(?:URLS|HTTPS?_PORTS)$/;
const NO_DEFAULTS: Listeners = { evidence: [], closed: false, hidden: [] };

function findListeners(store: Store, container: Container, parts: readonly Container[]): Listeners {
  const run = stageRun(store, container);
  const stages = stagesOf(store, container);
  const inferred = run?.inferred ?? false;
  const isInferred = (owner: Component): boolean => inferred && owner.kind === 'image';
  const variables = environmentOf(store, container);
  const commands = runningCommands(store, container, stages);
  const configs = configsOf(store, container, stages, inferred);
  const image = knownImageOf(store, container, stages);
  const opening = mayOpen(store, container, stages, image);
  const words = commands.map((command) => command.words.map((word) => word.known.text));
  const sources = sourceListeners(store, container, stages, words, inferred);
  const project = dotnetListeners(store, container, stages, variables, words);
  const environment = environmentEvidence(
    store,
    container,
    inferred,
    [...parts, ...overridesOf(store, container)],
    new Map([...moversOf(image), ...programMovers(commands)]),
  );
  const found: Evidence[] = [
    ...parts
      .flatMap((part, level) =>
        declared(store, part, part, false).filter((e) => !isReplaced(e, parts.slice(level + 1))),
      )
      .map((e) => (servesBoth(image) ? { ...e, protocol: 'unknown' as const } : e)),
    ...stages.flatMap((stage) => declared(store, container, stage, inferred)),
    ...commands
      .flatMap((command) => commandEvidence(command, variables, isInferred, opening))
      // A config that a server finds by itself leaves nothing of its default.
      .filter((e) => !sources.replaced?.test(e.label)),
    ...optionEvidence(store, variables),
    // A program whose port its source gives takes no notice of a variable that it does not read.
    ...environment.filter(
      (e) => !(e.main && sources.reads && !sources.reads.has(e.label)) && !(project.alone && DOTNET.test(e.label)),
    ),
    ...project.evidence,
    ...sources.evidence,
    ...withSpring(store, container, stages, variables, words.flat(), configs.evidence),
  ];
  const known = project.alone ? NO_DEFAULTS : defaultEvidence(image, variables, commands, configs);
  return {
    evidence: [...found, ...known.evidence],
    closed: known.closed || configs.replacesDefault,
    ...(known.unread ? { unread: known.unread } : {}),
    hidden: [...parts, ...stages].flatMap((owner) => hiddenPorts(store, container, owner)),
    lends: image?.image.lends ?? false,
    ...(configs.whole && takesItsConfig(image, commands) ? { configured: configs.evidence } : {}),
  };
}

/** True for a port that a layer above does away with. */
function isReplaced({ site }: Evidence, above: readonly Container[]): boolean {
  const field = site?.role === 'target' ? 'ports' : 'expose';
  return above.some((part) => part.replaces?.includes(field));
}

/** A name server answers by TCP and UDP alike on each of its ports, whichever of the two is declared. */
function servesBoth(image: KnownImage | undefined): boolean {
  const dns = image?.ports.filter((port) => port.purpose === 'dns') ?? [];
  return dns.some((port) => port.protocol === 'udp') && dns.some((port) => port.protocol === 'tcp');
}

/** The variables that the programs of the commands take their port from. */
function programMovers(commands: readonly Running[]): ReadonlyMap<string, { protocol: Protocol; main: boolean }> {
  const names = commands.flatMap(({ words }) => programVariables(words.map((word) => word.known.text)));
  return new Map(names.map((name) => [name, { protocol: 'unknown', main: true }]));
}

/** Evidence of every container of a pod: they share one network namespace. */
export function podListeners(store: Store, container: Container): Listeners {
  return store.known('pod-listeners', container, () => gatherPod(store, container));
}

function gatherPod(store: Store, container: Container): Listeners {
  const all = podContainers(store, container).map((c) => listenersOf(store, c));
  if (all.length === 1) return all[0]!;
  return {
    evidence: all.flatMap((l) => l.evidence),
    closed: all.every((l) => l.closed),
    hidden: all.flatMap((l) => l.hidden),
  };
}

/** True where a piece of evidence says that a port is listened on. */
export function speaksFor(evidence: Evidence, port: number, protocol: Protocol): boolean {
  return evidence.from <= port && port <= evidence.to && sameProtocol(evidence.protocol, protocol);
}

export function sameProtocol(a: Protocol, b: Protocol): boolean {
  return a === 'unknown' || b === 'unknown' || a === b;
}

function declared(
  store: Store,
  container: Container,
  owner: Container | ImageStage,
  inferred: boolean,
): readonly Evidence[] {
  return owner.sites.flatMap((site): Evidence[] => {
    // The container side of a Compose mapping is evidence of what its author believes, weighed like a declaration.
    const listens = site.role === 'listen';
    if (!listens && site.role !== 'declare' && !(site.role === 'target' && owner === container)) return [];
    const { value, written } = resolvePort(store, owner.kind === 'image' ? owner : container, site);
    const range = portRange(value);
    if (!range) return [];
    return [
      {
        from: range.from,
        to: range.to,
        protocol: site.protocol,
        weight: listens ? 'listens' : 'declared',
        label: site.field,
        place: written,
        component: owner,
        site,
        ...(site.name ? { name: site.name } : {}),
        ...(listens && site.address ? { address: site.address } : {}),
        main: listens,
        inferred,
      },
    ];
  });
}

function hiddenPorts(store: Store, container: Container, owner: Container | ImageStage): readonly Hidden[] {
  return owner.sites.flatMap((site): Hidden[] => {
    if (site.role !== 'declare') return [];
    const { value, written } = resolvePort(store, owner.kind === 'image' ? owner : container, site);
    const range = portRange(value);
    if (value.kind === 'invalid' || (range && !site.hiddenName)) return [];
    const { protocol, field, name } = site;
    const known = range ?? { from: 0, to: 0 };
    return [{ ...known, protocol, label: field, place: written, component: owner, site, ...(name ? { name } : {}) }];
  });
}

export function portRange(value: {
  kind: string;
  number?: number;
  from?: number;
  to?: number;
}): { from: number; to: number } | undefined {
  if (value.kind === 'number') return { from: value.number!, to: value.number! };
  return value.kind === 'range' ? { from: value.from!, to: value.to! } : undefined;
}
