/**
 * Evidence: what in the workspace says that a container's process listens on a port, each piece a place with a weight.
 * Declarations are no locks, so a finding weighs what speaks for a port and what speaks against it.
 */
import { dirname, join } from 'node:path/posix';
import type {
  CommandLine,
  Component,
  Container,
  ImageStage,
  Named,
  Protocol,
  Proxy,
  Site,
  Span,
} from '../model/index.ts';
import { PORT_NAME } from '../syntax/settings.ts';
import { splitShell, unwrapCommand } from '../syntax/shell.ts';
import { argumentPorts } from './arguments.ts';
import { referenceOf, stageRun, stagesOf } from './images.ts';
import { keys } from './keys.ts';
import type { Store } from './store.ts';
import { environmentOf, placeOf, resolvePort, resolveText, sameNamespace } from './values.ts';
import { type WellKnownPort, wellKnownImage } from './well-known-images.ts';

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
  readonly address?: Named;
  /** The port that the process is there for, as far as its spelling tells. */
  readonly main: boolean;
  /** Only a folder's name ties the place to the container. */
  readonly inferred: boolean;
}

export interface Listeners {
  readonly evidence: readonly Evidence[];
  /** True where the evidence names every listener: a config that was read whole, an image with fixed ports. */
  readonly closed: boolean;
}

/** What is known of the ports that one container's own process listens on. */
export function listenersOf(store: Store, container: Container): Listeners {
  return store.known(`listeners:${container.id}:${container.format}`, () => findListeners(store, container));
}

function findListeners(store: Store, container: Container): Listeners {
  const run = stageRun(store, container);
  const stages = stagesOf(store, container);
  const inferred = run?.inferred ?? false;
  const commands = commandsOf(container, stages);
  const configs = configsOf(store, container, stages, inferred);
  const environment = environmentPorts(store, container, inferred);
  const found: Evidence[] = [
    ...declared(store, container, container, false),
    ...stages.flatMap((stage) => declared(store, container, stage, inferred)),
    ...commands.flatMap(({ line, owner }) => argumentEvidence(store, line, owner, inferred && owner !== container)),
    ...environment,
    ...configs.evidence,
  ];
  const known = knownImage(store, container, stages, configs.replacesDefault);
  return { evidence: [...found, ...known.evidence], closed: known.closed || configs.closed };
}

/** Evidence of every container of a pod: they share one network namespace. */
export function podListeners(store: Store, container: Container): Listeners {
  const all = podContainers(store, container).map((c) => listenersOf(store, c));
  if (all.length === 1) return all[0]!;
  return { evidence: all.flatMap((l) => l.evidence), closed: all.every((l) => l.closed) };
}

/** The containers that share a container's network namespace, itself included. */
export function podContainers(store: Store, container: Container): readonly Container[] {
  if (container.pod)
    return store.find(keys.pod(container.pod.id)).filter((c): c is Container => c.kind === 'container');
  const mode = container.network?.mode;
  const shared = mode?.kind === 'service' ? mode.service : container.name;
  const members = store
    .find(keys.file(container.file))
    .filter((c): c is Container => c.kind === 'container' && (c.name === shared || sharesWith(c, shared)));
  return members.length > 0 ? members : [container];
}

function sharesWith(container: Container, service: string): boolean {
  const mode = container.network?.mode;
  return mode?.kind === 'service' && mode.service === service;
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
    if (site.role !== 'declare' && !(site.role === 'target' && owner === container)) return [];
    const { value, written } = resolvePort(store, owner.kind === 'image' ? owner : container, site);
    const range = portRange(value);
    if (!range) return [];
    return [
      {
        ...range,
        protocol: site.protocol,
        weight: 'declared',
        label: site.field,
        place: written,
        component: owner,
        site,
        ...(site.name ? { name: site.name } : {}),
        main: false,
        inferred,
      },
    ];
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

/** The command lines that run: the container's own words replace the image's (docker run reference, CMD). */
function commandsOf(
  container: Container,
  stages: readonly ImageStage[],
): readonly { line: CommandLine; owner: Component }[] {
  const found: { line: CommandLine; owner: Component }[] = [];
  const entry = stages.find((s) => s.entrypoint);
  if (container.entrypoint) found.push({ line: container.entrypoint, owner: container });
  else if (entry?.entrypoint) found.push({ line: entry.entrypoint, owner: entry });
  const command = stages.find((s) => s.command);
  if (container.arguments) found.push({ line: container.arguments, owner: container });
  else if (command?.command && !container.entrypoint) found.push({ line: command.command, owner: command });
  return found;
}

function argumentEvidence(store: Store, line: CommandLine, owner: Component, inferred: boolean): readonly Evidence[] {
  const commands = line.form === 'shell' ? line.words.flatMap((word) => splitShell(word)) : [line.words];
  return commands.flatMap(unwrapCommand).flatMap((words) => {
    const known = words.map((word) => resolveText(store, owner, word));
    return argumentPorts(known.map((k) => k.text)).flatMap((found): Evidence[] => {
      const text = known[found.word]!;
      const place = placeOf(text, found.start, found.end);
      const address = found.address && placeOf(text, found.address.start, found.address.end);
      if (!place) return [];
      return [
        {
          from: found.port,
          to: found.port,
          protocol: 'unknown',
          weight: 'listens',
          label: owner.kind === 'image' ? 'CMD' : owner.format === 'compose' ? 'command' : 'args',
          place: place.written,
          component: owner,
          ...(found.address && address ? { address: { text: found.address.text, span: address.written } } : {}),
          main: found.main,
          inferred,
        },
      ];
    });
  });
}

/** Variables that name somebody else's port. */
const OTHERS =
  /(?:^|_)(?:DB|DATABASE|REDIS|MYSQL|POSTGRES|POSTGRESQL|PG|MONGO|MONGODB|KAFKA|AMQP|RABBIT|RABBITMQ|SMTP|MAIL|UPSTREAM|REMOTE|TARGET|BACKEND|PROXY|BROKER|STATSD|JAEGER|ZIPKIN|EXTERNAL|PUBLIC|HOST|NODE)_(?:\w+_)?PORTS?$|^VIRTUAL_PORT$/i;
const MAIN = /^(?:PORT|(?:SERVER|HTTP|LISTEN|LISTENING|APP|WEB|SERVICE|API|ASPNETCORE_HTTP)_?PORTS?)$/i;

function environmentPorts(store: Store, container: Container, inferred: boolean): readonly Evidence[] {
  const found: Evidence[] = [];
  const variables = environmentOf(store, container);
  const names = new Set<string>();
  for (const [name] of variables.entries()) names.add(name);
  for (const [name, { setting, owner }] of variables.entries()) {
    const urls = /^(?:ASPNETCORE_)?URLS$|_LISTENERS$/.test(name);
    if (!setting.value || (!urls && !PORT_NAME.test(name)) || OTHERS.test(name) || hasHost(name, names)) continue;
    const known = resolveText(store, owner, setting.value);
    for (const match of known.text.matchAll(urls ? /(?<=:)\d{1,5}(?=[/;,]|$)/g : /(?<![\w.:-])\d{1,5}(?![\w.:-])/g)) {
      const place = placeOf(known, match.index, match.index + match[0].length);
      if (!place) continue;
      const port = Number(match[0]);
      found.push({
        from: port,
        to: port,
        protocol: 'unknown',
        weight: 'set',
        label: name,
        place: place.written,
        component: owner,
        main: urls || MAIN.test(name),
        inferred: inferred && owner.kind === 'image',
      });
    }
  }
  return found;
}

/** `DB_PORT` beside `DB_HOST` is the other end's. */
function hasHost(name: string, names: ReadonlySet<string>): boolean {
  const stem = name.replace(/_?PORTS?$/i, '');
  return stem !== '' && hostNames(stem).some((host) => names.has(host));
}

/** The names under which the host beside a `STEM_PORT` is kept. */
export function hostNames(stem: string): readonly string[] {
  return ['HOST', 'HOSTNAME', 'ADDR', 'ADDRESS', 'SERVER', 'HOST_NAME', 'SERVICE_HOST', 'ENDPOINT'].map(
    (end) => `${stem}_${end}`,
  );
}

interface Configs {
  readonly evidence: readonly Evidence[];
  /** The config is the one that the image would otherwise bring itself. */
  readonly replacesDefault: boolean;
  readonly closed: boolean;
}

/** Listeners of the proxies' configs that the container mounts or is built with. */
function configsOf(store: Store, container: Container, stages: readonly ImageStage[], inferred: boolean): Configs {
  const found: Evidence[] = [];
  let replacesDefault = false;
  const take = (candidates: readonly Component[], target: string, guessed: boolean): void => {
    const proxies = candidates.filter(
      (c): c is Proxy => c.kind === 'proxy' && c.sites.some((s) => s.role === 'listen'),
    );
    if (proxies.length > 0 && replaces(target)) replacesDefault = true;
    for (const proxy of proxies) found.push(...listening(store, proxy, guessed));
  };
  for (const mount of container.mounts) {
    if (mount.kind === 'path') {
      take(store.find(keys.file(mount.source)), mount.target, false);
      take(store.find(keys.folder(mount.source)), mount.target, false);
    } else {
      const namespace = container.pod?.namespace;
      const isCarried = (c: Component): c is Proxy =>
        c.kind === 'proxy' &&
        sameNamespace(c.owner?.namespace, namespace) &&
        (!mount.key || c.owner?.key === mount.key);
      take(store.nearest(keys.carriedBy(mount.name), container.file, isCarried), mount.target, false);
    }
  }
  for (const stage of stages) {
    const context = container.build?.context ?? dirname(stage.file);
    if (stage.touches.some(replaces)) replacesDefault = true;
    for (const { sources, target } of stage.copies) {
      for (const source of sources) {
        const path = join(context, source).replace(/(.)\/$/, '$1');
        take(store.find(keys.file(path)), target, inferred);
        take(store.find(keys.folder(path)), target, inferred);
      }
    }
  }
  return { evidence: found, replacesDefault, closed: replacesDefault };
}

/** Places where an image's own default config lies. */
function replaces(target: string): boolean {
  return /nginx\.conf$|default\.conf(?:\.template)?$|conf\.d\/?$|templates\/?$|haproxy\.cfg$|etc\/nginx\/?$|etc\/haproxy\/?$|sites-(?:enabled|available)/.test(
    target,
  );
}

function listening(store: Store, proxy: Proxy, inferred: boolean): readonly Evidence[] {
  return proxy.sites.flatMap((site): Evidence[] => {
    if (site.role !== 'listen') return [];
    const { value, written } = resolvePort(store, proxy, site);
    const range = portRange(value);
    if (!range) return [];
    return [
      {
        ...range,
        protocol: site.protocol,
        weight: 'listens',
        label: `${proxy.format} ${site.field}`,
        place: written,
        component: proxy,
        site,
        ...(site.address ? { address: site.address } : {}),
        main: true,
        inferred,
      },
    ];
  });
}

function knownImage(
  store: Store,
  container: Container,
  stages: readonly ImageStage[],
  replaced: boolean,
): { evidence: readonly Evidence[]; closed: boolean } {
  const last = stages.at(-1);
  const owner: Component | undefined = last ?? (container.build ? undefined : container);
  const reference = owner && referenceOf(owner);
  const known = reference ? wellKnownImage(reference) : undefined;
  if (!owner || !known) return { evidence: [], closed: false };
  const place = owner.kind === 'image' ? owner.from.span : owner.kind === 'container' ? owner.image?.span : undefined;
  if (!place || (known.image.readsConfig && replaced)) return { evidence: [], closed: false };
  const variables = environmentOf(store, container);
  const unmoved = known.ports.filter((port) => !isMoved(port, (name) => variables.get(name) !== undefined));
  const evidence = unmoved.map(
    (port): Evidence => ({
      from: port.port,
      to: port.port,
      protocol: port.protocol,
      weight: 'default',
      label: `${reference!.split('/').at(-1)} image`,
      place,
      component: owner,
      main: false,
      inferred: false,
    }),
  );
  const ownWords =
    container.arguments !== undefined ||
    container.entrypoint !== undefined ||
    stages.some((s) => s.command ?? s.entrypoint);
  const own =
    known.image.readsConfig === true && (container.mounts.length > 0 || stages.some((s) => s.copies.length > 0));
  return { evidence, closed: known.image.complete && !ownWords && !own && unmoved.length === known.ports.length };
}

function isMoved(port: WellKnownPort, isSet: (name: string) => boolean): boolean {
  return port.movedBy?.some(isSet) ?? false;
}
