/** Evidence from the table of well-known images: what an image listens on unless the workspace tells it otherwise. */
import type { Component, Container, ImageStage, Protocol } from '../../model/index.ts';
import type { Store } from '../store.ts';
import type { Variables } from '../values/environment.ts';
import { referenceOf } from '../values/images.ts';
import { UNKNOWN } from '../values/values.ts';
import { type Running, textsOf } from './command-evidence.ts';
import type { Configs } from './config-evidence.ts';
import type { Evidence, Listeners } from './evidence.ts';
import { type WellKnownImage, type WellKnownPort, wellKnownImage } from './well-known-images.ts';

/** A well-known image that a container runs, or that its Dockerfile is built from. */
export interface KnownImage {
  readonly image: WellKnownImage;
  readonly ports: readonly WellKnownPort[];
  readonly owner: Component;
  /** As messages call it: `postgres:16`. */
  readonly name: string;
}

export function knownImageOf(
  store: Store,
  container: Container,
  stages: readonly ImageStage[],
): KnownImage | undefined {
  const owner: Component | undefined = stages.at(-1) ?? (container.build ? undefined : container);
  const reference = owner && referenceOf(store, owner);
  const known = reference ? wellKnownImage(reference) : undefined;
  return owner && known && { owner, name: nameOf(reference!), image: known.image, ports: known.ports };
}

/** `postgres:16`; `postgres` where the tag is not known. */
function nameOf(reference: string): string {
  const name = reference.split('/').at(-1)!;
  return name.includes(UNKNOWN) ? name.split(':', 1)[0]! : name;
}

/** The variables that put the image's listeners elsewhere, each with the protocol and whether it is what it is for. */
export function moversOf(known: KnownImage | undefined): ReadonlyMap<string, { protocol: Protocol; main: boolean }> {
  const found = new Map<string, { protocol: Protocol; main: boolean }>();
  for (const { movedBy = [], protocol, purpose } of known?.ports ?? []) {
    const main = !/metric|health|status|debug|cluster|gossip|ready|manag|admin|agent/.test(purpose ?? '');
    for (const name of movedBy) if (!name.startsWith('-')) found.set(name, { protocol, main });
  }
  return found;
}

/** The image's defaults that nothing moves. `closed` where they are all that listens. */
export function defaultEvidence(
  known: KnownImage | undefined,
  variables: Variables,
  commands: readonly Running[],
  configs: Configs,
): Pick<Listeners, 'evidence' | 'closed' | 'unread'> {
  const nothing = { evidence: [], closed: false };
  if (!known || (known.image.readsConfig && configs.replacesDefault)) return nothing;
  const { owner, image } = known;
  const place = owner.kind === 'image' ? owner.from.span : owner.kind === 'container' ? owner.image?.span : undefined;
  if (!place) return nothing;
  const words = commands.flatMap((command) => textsOf(command.words));
  const unmoved = known.ports.filter((port) => !port.movedBy?.some((name) => isTold(name, variables, words)));
  const configured = configs.touched || namesOtherConfig(image, words);
  const asIs = startsItself(known, commands) && !(configured && image.readsConfig !== false);
  const formerly = formerPorts(image, known.ports);
  const evidence = unmoved.map(
    (port): Evidence => ({
      from: port.port,
      to: port.port,
      protocol: port.protocol,
      weight: 'default',
      label: `${known.name} image`,
      place,
      component: owner,
      main: asIs && (image.complete || owner.kind === 'container'),
      inferred: false,
      ...(asIs && image.complete ? {} : { doubtful: true as const }),
      ...(formerly.length > 0 ? { formerly } : {}),
      ...(port.purpose ? { purpose: port.purpose } : {}),
      ...(port.sensitive ? { sensitive: port.purpose ?? known.name } : {}),
    }),
  );
  const unread = configured && image.readsConfig && !image.complete && configs.evidence.length === 0;
  return {
    evidence,
    closed: image.complete && asIs && unmoved.length === known.ports.length,
    ...(unread ? { unread } : {}),
  };
}

function isTold(name: string, variables: Variables, words: readonly string[]): boolean {
  if (!name.startsWith('-')) return variables.has(name);
  return words.some((word) => word === name || word.startsWith(`${name}=`) || word.startsWith(`${name} `));
}

/** What other tags of the image listen on: who still names such a port has not moved with it. */
function formerPorts(image: WellKnownImage, ports: readonly WellKnownPort[]): readonly number[] {
  const all = [...image.ports, ...(image.tags ?? []).flatMap((tag) => tag.ports)].map((port) => port.port);
  return [...new Set(all)].filter((number) => !ports.some((port) => port.port === number));
}

/** True where what a container runs is the image's own program. */
function startsItself({ image }: KnownImage, commands: readonly Running[]): boolean {
  const last = commands.at(-1);
  return last === undefined || runsItself(image, last);
}

/** True where that program starts, with the config that lies where it looks for it. */
export function takesItsConfig(known: KnownImage | undefined, commands: readonly Running[]): boolean {
  const words = commands.flatMap((command) => textsOf(command.words));
  return known?.image.readsConfig === true && startsItself(known, commands) && !namesOtherConfig(known.image, words);
}

/** True where arguments name a config that is not the one in the image's own folder. */
function namesOtherConfig(image: WellKnownImage, words: readonly string[]): boolean {
  const isOwn = (part: string): boolean => image.names.some((name) => name.split('/').at(-1) === part);
  return words.some((word, index) => {
    const file = CONFIG_FLAG.exec(word)?.[1] ?? (CONFIG_FLAG.test(words[index - 1] ?? '') ? word : undefined);
    return file?.includes('/') && !file.split('/').some(isOwn);
  });
}

const CONFIG_FLAG = /^(?:-c|--?config(?:[-._](?:file|path|dir))?)(?:=(.+))?$/;

/** True where a command starts the image's own program, or hands it no more than flags. */
function runsItself(image: WellKnownImage, { words }: Running): boolean {
  const [first, second] = textsOf(words).filter((word) => !/^\w+=/.test(word));
  const program = first?.split('/').at(-1) ?? '';
  // A launch profile of the project goes before the image's variables (learn.microsoft.com, dotnet run).
  if (program === 'dotnet' && (second === 'run' || second === 'watch')) return false;
  if (!first || first.startsWith('-') || OWN.test(program)) return true;
  return image.names.some((name) => {
    const own = name.split('/').at(-1)!;
    return program.length > 3 && (own.startsWith(program.slice(0, 5)) || program.startsWith(own.slice(0, 5)));
  });
}

/** Programs of official images that do not bear the image's name. */
const OWN =
  /^(?:docker-entrypoint(?:\.sh)?|docker-php-entrypoint|httpd-foreground|apache2-foreground|apachectl|apache2ctl|catalina\.sh|php-fpm|kc\.sh|dotnet|start|start-dev|start-single-node|server|standalone|docker-start)$/;
