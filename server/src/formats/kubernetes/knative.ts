/** Knative and Cloud Run services: what their one port means, and which ports their API refuses. */
import { dirname } from 'node:path/posix';
import type { Container, Setting, Site } from '../../model/index.ts';

/** The only names of a port, which say what is spoken (Knative runtime contract, Inbound network connectivity). */
const NAMES = ['http1', 'h2c'];

/** The containers of a service, in order: one of them has the port. */
export function knativeContainers(containers: readonly Container[]): readonly Container[] {
  const [first, ...rest] = containers;
  let taken = false;
  const checked = containers.map((container) => ({
    ...container,
    sites: container.sites.map((site): Site => {
      // An init container's pod has no name: its ports are nobody's.
      if (site.role !== 'declare' || site.value.kind !== 'number' || container.pod?.name === undefined) return site;
      const value = taken
        ? ({ kind: 'invalid', reason: 'is one too many: Knative takes a single port' } as const)
        : site.value;
      taken = true;
      return { ...site, value, names: NAMES };
    }),
  }));
  return first && rest.length === 0 ? checked.map(served) : checked;
}

/**
 * The container of a Knative or Cloud Run service, which is sent its requests at `containerPort` and told so by PORT
 * (knative.dev/docs, runtime contract). Its image is often built from the folder of the manifest.
 */
function served(container: Container): Container {
  const port = container.sites.find((site) => site.role === 'declare');
  const text = port?.value.kind === 'number' ? String(port.value.number) : undefined;
  const told: readonly Setting[] =
    port && text !== undefined ? [{ name: 'PORT', span: port.span, value: [{ text, span: port.span }] }] : [];
  return {
    ...container,
    environment: [...told, ...container.environment],
    folder: dirname(container.file),
  };
}
