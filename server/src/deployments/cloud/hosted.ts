/** Containers that a platform of a cloud runs: it sends them requests at one port, which their process must listen on. */
import { dirname } from 'node:path/posix';
import type { Container, Destination, Setting, Site } from '../../model/index.ts';
import { alone, commandOf } from './aws-containers.ts';
import type { Resource } from './resource.ts';
import { entryAt, listOf, modelText, numberOf, placeOf, type Tree, valueAt } from './tree.ts';
import { base, keyOf, portSite, settingsOf, type World } from './world.ts';

/** What the process itself listens on. */
export const OWN: readonly Destination[] = [{ kind: 'own' }];

export interface Hosting {
  /** Tells it from others of the same resource. */
  readonly part?: string;
  readonly sites: readonly Site[];
  /** The block with its image, command, arguments and environment. */
  readonly container?: Tree | undefined;
  readonly image?: Tree | undefined;
  readonly environment?: readonly Setting[];
}

export function hosted(
  world: World,
  resource: Resource,
  label: string,
  { part = '', sites, container, image = valueAt(container, 'image'), environment = [] }: Hosting,
): Container {
  const key = keyOf(world, resource.address);
  const entrypoint = commandOf((entryAt(container, 'command') ?? entryAt(container, 'commands'))?.value);
  const words = commandOf(entryAt(container, 'args')?.value);
  const own = listOf(valueAt(container, 'env')).flatMap((env) =>
    settingsOf({ kind: 'list', items: [env], at: env.at }),
  );
  return {
    ...base(world, resource, label, part),
    kind: 'container',
    sites: [...sites, ...probesOf(container)],
    ...(image?.kind === 'scalar' ? { image: { text: modelText(image), span: placeOf(image) } } : {}),
    environment: [...environment, ...own],
    environmentFrom: [],
    ...(entrypoint ? { entrypoint } : {}),
    ...(words ? { arguments: words } : {}),
    mounts: [],
    pod: { id: key, label, span: resource.span, namespace: undefined, labels: {}, hostNetwork: false },
    network: alone(key),
    folder: dirname(resource.source.file),
  };
}

/**
 * The ports that a platform asks before it sends anything: Google keeps them in a block for each way of asking, Azure in
 * the probe itself (cloud.google.com/run/docs/configuring/healthchecks, learn.microsoft.com/azure/container-apps/health-probes).
 */
function probesOf(container: Tree | undefined): readonly Site[] {
  return ['startup_probe', 'liveness_probe', 'readiness_probe'].flatMap((name) => {
    const probe = valueAt(container, name);
    const blocks = ['http_get', 'tcp_socket', 'grpc'].flatMap((way) => listOf(valueAt(probe, way)));
    const field = name.replace('_', ' ');
    return [...listOf(probe), ...blocks].flatMap(
      (block) => portSite(block, 'port', { role: 'probe', field, to: OWN }) ?? [],
    );
  });
}

/** PORT, as platforms set it to the port that they send to. */
export function toldPort(port: Tree | undefined): readonly Setting[] {
  if (port?.kind !== 'scalar' || numberOf(port) === undefined) return [];
  return [{ name: 'PORT', span: placeOf(port), value: modelText(port) }];
}
