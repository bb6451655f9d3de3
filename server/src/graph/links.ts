/** Links: what each site leads to, found or missing. */
import type { Component, Destination, ImageStage, Service } from '../model/index.ts';
import {
  containerEnd,
  type End,
  end,
  gatewayEnd,
  groupEnd,
  hostEnd,
  nodeEnd,
  nodePortEnds,
  resourceEnd,
  routeEnd,
  serviceEnd,
} from './ends.ts';
import { listenersOf } from './evidence/evidence.ts';
import { groupsMeant } from './groups.ts';
import {
  gatewaysNamed,
  isDockerHost,
  resolveHost,
  resolveSeenBy,
  routesAttached,
  servicesChecked,
  servicesFronting,
  servicesLabelled,
  servicesNamed,
  servicesPinned,
} from './hosts.ts';
import { isNodePort, keys } from './keys.ts';
import { podsBehind, podsOf, podsPicked } from './pods.ts';
import { runAlone } from './run-alone.ts';
import { inheritsChecks, type PortSite, portSites } from './sites.ts';
import type { Store } from './store.ts';
import { buildersOf } from './values/builds.ts';
import { stagesOf } from './values/images.ts';
import { resolveText } from './values/values.ts';

export interface Resolution {
  readonly from: PortSite;
  readonly destination: Destination;
  /** Empty: nobody in the workspace is meant, so nothing is known. */
  readonly ends: readonly End[];
  readonly inferred: boolean;
}

/** Looks up what a component's sites lead to. Links within the component are not looked up here. */
export function resolve(
  store: Store,
  component: Component,
): { sites: readonly PortSite[]; resolutions: readonly Resolution[] } {
  const sites = portSites(store, component);
  const resolutions = sites.flatMap((from) =>
    [...(from.site.to ?? []), ...nodesMeant(from)].flatMap((destination): Resolution[] => {
      if (destination.kind === 'site') return [];
      const { ends, inferred } = endsOf(store, from, destination);
      return ends.length > 0 ? [{ from, destination, ends, inferred }] : [];
    }),
  );
  return { sites, resolutions };
}

/** What a cloud's balancer sends to a number of the node ports' range is for a cluster's Service, if one has it. */
function nodesMeant({ component, site, value }: PortSite): readonly Destination[] {
  const isPort = value.kind === 'number' && isNodePort(value.number);
  return isPort && site.role === 'target' && component.address !== undefined ? [{ kind: 'nodes' }] : [];
}

/** What a site leads to where another looks its host names up: of a config that several carry, one of them. */
export function endsFor(store: Store, from: PortSite, asker: Component): readonly End[] {
  return (from.site.to ?? []).flatMap((to) => (to.kind === 'site' ? [] : endsOf(store, from, to, asker).ends));
}

function endsOf(
  store: Store,
  from: PortSite,
  to: Exclude<Destination, { kind: 'site' }>,
  asker = from.component,
): { ends: readonly End[]; inferred: boolean } {
  const { component } = from;
  switch (to.kind) {
    case 'own':
      return { ends: ownEnd(store, from), inferred: false };
    case 'pods':
      return { ends: podsPicked(store, component, to).map((c) => containerEnd(store, from, c)), inferred: false };
    case 'service': {
      const services = servicesNamed(store, component, to.name, to.namespace);
      const { by } = to;
      const ends = by === 'pods' ? podEnds(store, from, services) : services.map((s) => serviceEnd(store, from, s, by));
      return { ends, inferred: false };
    }
    case 'services': {
      const services = servicesLabelled(store, component, to.labels, to.namespaces);
      const ends = to.at === 'pods' ? podEnds(store, from, services) : services.map((s) => serviceEnd(store, from, s));
      return { ends, inferred: false };
    }
    case 'checked':
      return {
        ends: podEnds(store, from, servicesChecked(store, component, to.config, to.namespace)),
        inferred: false,
      };
    case 'workload':
      return { ends: podsOf(store, component, to).map((c) => containerEnd(store, from, c)), inferred: false };
    case 'fronts': {
      const services = servicesFronting(store, component, to.selector);
      return { ends: services.map((s) => serviceEnd(store, from, s, 'either')), inferred: false };
    }
    case 'node-port':
      return { ends: nodePortEnds(store, from), inferred: false };
    case 'gateway':
      return {
        ends: gatewaysNamed(store, component, to.name, to.namespace).map((g) => gatewayEnd(store, from, g)),
        inferred: false,
      };
    case 'routes': {
      const routes = routesAttached(store, component, to.gateway, to.namespace);
      return { ends: routes.flatMap((route) => routeEnd(store, from, route) ?? []), inferred: false };
    }
    case 'nodes': {
      const services = from.value.kind === 'number' ? servicesPinned(store, component, from.value.number) : [];
      return { ends: services.map((s) => nodeEnd(store, from, s)), inferred: false };
    }
    case 'resource':
      return {
        ends: store.find(keys.resource(to.address)).flatMap((c) => resourceEnd(store, from, c) ?? []),
        inferred: false,
      };
    case 'host': {
      const groups = groupsMeant(store, component, [to]);
      if (groups.length > 0) return { ends: groups.map((group) => groupEnd(store, group)), inferred: false };
      const host = to.group === 'only' ? undefined : resolveText(store, component, to.host);
      if (!host) return { ends: [], inferred: false };
      if (!host.complete || isDockerHost(host.text)) return { ends: [], inferred: false };
      if (to.seenBy) {
        const found = resolveSeenBy(store, to.seenBy, host.text);
        return { ends: found.map((c) => containerEnd(store, from, c)), inferred: false };
      }
      if (component.kind === 'image') return { ends: isOwnHost(host.text) ? ownEnd(store, from) : [], inferred: false };
      const { found, inferred } = resolveHost(store, asker, host.text);
      return {
        ends: found.map((c) => (c.kind === 'service' ? hostEnd(store, from, c) : containerEnd(store, from, c))),
        inferred,
      };
    }
  }
}

/** The pods behind Services, each once. */
function podEnds(store: Store, from: PortSite, services: readonly Service[]): readonly End[] {
  const pods = services.flatMap((s) => podsBehind(store, s));
  return [...new Set(pods)].map((c) => containerEnd(store, from, c));
}

function isOwnHost(host: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|::1|0\.0\.0\.0)$/.test(host);
}

function ownEnd(store: Store, from: PortSite): readonly End[] {
  const { component } = from;
  if (component.kind === 'container') return [containerEnd(store, from, component)];
  // A health check is judged in the containers that run it, where there are any.
  if (component.kind === 'image' && !isRun(store, component)) {
    return [end(from, component, listenersOf(store, runAlone(component)))];
  }
  return [];
}

/** True where containers of the workspace run a stage, or one that is built on it, with its health check. */
function isRun(store: Store, stage: ImageStage): boolean {
  return buildersOf(store, stage.file).some(
    (c) => inheritsChecks(c) && stagesOf(store, c).some((s) => s.id === stage.id),
  );
}
