/** Evidence from the configs that a container mounts or is built with, and whether these replace its image's own. */
import { basename, dirname, join } from 'node:path/posix';
import type { Component, Container, ImageStage, Proxy } from '../../model/index.ts';
import { flatten } from '../../syntax/text-address.ts';
import { keys } from '../keys.ts';
import type { Store } from '../store.ts';
import { resolvePort, sameNamespace } from '../values/values.ts';
import { isConfigPlace, isMainConfig, isProgramFolder, replacesDefault } from './config-places.ts';
import { type Evidence, portRange } from './evidence.ts';

export interface Configs {
  readonly evidence: readonly Evidence[];
  /** The config is the one that the image would otherwise bring itself, and it could be read. */
  readonly replacesDefault: boolean;
  /** It is the program's main config, and everything that it includes could be read. */
  readonly whole: boolean;
  /** Something lands where configs lie, so that the image's own may be gone or changed. */
  readonly touched: boolean;
}

/** Listeners of the proxies' configs that the container mounts or is built with. */
export function configsOf(
  store: Store,
  container: Container,
  stages: readonly ImageStage[],
  inferred: boolean,
): Configs {
  const found: Evidence[] = [];
  let replaced = false;
  let touched = false;
  let whole = false;
  const take = (candidates: readonly Component[], target: string, guessed: boolean): void => {
    const proxies = candidates.filter(
      (c): c is Proxy => c.kind === 'proxy' && c.sites.some((s) => s.role === 'listen'),
    );
    if (proxies.some(({ partial }) => !partial) && replacesDefault(target)) replaced = true;
    for (const proxy of proxies) {
      const listeners = listening(store, proxy, guessed);
      found.push(...listeners);
      const listens = proxy.sites.filter((site) => site.role === 'listen');
      whole ||= isMainConfig(target) && proxies.length === 1 && namesAll(proxy) && listeners.length === listens.length;
    }
  };
  /** A folder with those below it; an application's own may hold configs of others. */
  const takeFolder = (folder: string, target: string, guessed: boolean): void => {
    take(store.find(keys.folder(folder)), target, guessed);
    const below = new Map<string, Component[]>();
    for (const c of store.find(keys.below(folder))) {
      const place = join(target, dirname(c.file).slice(folder.length));
      if (dirname(c.file) !== folder && isProgramFolder(`${place}/`))
        below.set(place, [...(below.get(place) ?? []), c]);
    }
    for (const [place, configs] of below) take(configs, place, guessed);
  };
  touched ||= container.covers?.some(isConfigPlace) ?? false;
  touched ||= writtenBy(container).some(isConfigPlace);
  for (const mount of container.mounts) {
    touched ||= isConfigPlace(mount.target);
    if (mount.kind === 'path') {
      take(store.find(keys.file(mount.source)), mount.target, false);
      takeFolder(mount.source, mount.target, false);
    } else {
      const namespace = container.pod?.namespace;
      const isCarried = (c: Component): c is Proxy =>
        c.kind === 'proxy' &&
        sameNamespace(c.owner?.namespace, namespace) &&
        (!mount.key || c.owner?.key === mount.key);
      take(store.nearest(keys.carriedBy(mount.name), container, isCarried), mount.target, false);
    }
  }
  for (const stage of stages) {
    const context = container.build?.context ?? dirname(stage.file);
    if (stage.touches.some(replacesDefault)) replaced = true;
    touched ||= stage.touches.some(isConfigPlace);
    for (const { sources, target } of stage.copies) {
      for (const source of sources) {
        touched ||= isConfigPlace(/(?:^|\/)\.?$/.test(target) ? join(target, basename(source)) : target);
        const path = join(context, source).replace(/(.)\/$/, '$1');
        take(store.find(keys.file(path)), target, inferred);
        takeFolder(path, target, inferred);
      }
    }
  }
  const rewritten = stages.some((stage) => stage.touches.some(replacesDefault));
  return { evidence: found, replacesDefault: replaced, whole: whole && !inferred && !rewritten, touched };
}

/** The files that a container's own command writes before it starts its program: `envsubst ... > /etc/nginx/nginx.conf`. */
function writtenBy({ entrypoint, arguments: line }: Container): readonly string[] {
  const script = [...(entrypoint?.words ?? []), ...(line?.words ?? [])].map(flatten).join(' ');
  return [...script.matchAll(WRITES)].map(([, path]) => path!);
}

const WRITES = /(?:>|\btee(?:\s+-a)?\s|\bsed\s[^;|&]*-[a-z]*i[^;|&]*?\s)\s*["']?(\/[\w./-]+)/g;

/** Nothing is included but what holds no listener. */
function namesAll({ partial, includes }: Proxy): boolean {
  return !partial && includes.every((path) => /mime\.types$|_params$|\/modules(?:-enabled)?\//.test(path));
}

/** Listeners that a server has beside those that it is there for. */
const BESIDE = /^HTTP\/3$|health|metric|admin|pprof|zpages|telemetry|stat|debug|profil|manage/i;

function listening(store: Store, proxy: Proxy, inferred: boolean): readonly Evidence[] {
  return proxy.sites.flatMap((site): Evidence[] => {
    if (site.role !== 'listen') return [];
    const { value, written } = resolvePort(store, proxy, site);
    const range = portRange(value);
    if (!range) return [];
    return [
      {
        from: range.from,
        to: range.to,
        protocol: site.protocol,
        weight: 'listens',
        label: `${proxy.format} ${site.field}`,
        place: written,
        component: proxy,
        site,
        ...(site.address ? { address: site.address } : {}),
        main: !proxy.partial && !BESIDE.test(site.field),
        inferred,
      },
    ];
  });
}
