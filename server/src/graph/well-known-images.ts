/**
 * Looks up what a well-known image listens on by default: evidence for images whose Dockerfile is not in the
 * workspace. The facts stand in well-known/, one file a field; this file owns how a reference finds its entry.
 */

import { UNKNOWN } from './values.ts';
import { applications } from './well-known/applications.ts';
import { databases } from './well-known/databases.ts';
import { development } from './well-known/development.ts';
import type { TagVariant, WellKnownImage, WellKnownPort } from './well-known/entry.ts';
import { exporters } from './well-known/exporters.ts';
import { identity } from './well-known/identity.ts';
import { messaging } from './well-known/messaging.ts';
import { observability } from './well-known/observability.ts';
import { proxies } from './well-known/proxies.ts';
import { runtimes } from './well-known/runtimes.ts';
import { testServers } from './well-known/test-servers.ts';

export type { TagVariant, WellKnownImage, WellKnownPort };

/** Every entry. */
export const wellKnownImages: readonly WellKnownImage[] = [
  ...databases,
  ...messaging,
  ...proxies,
  ...observability,
  ...exporters,
  ...runtimes,
  ...applications,
  ...development,
  ...identity,
  ...testServers,
];

const byName = new Map(wellKnownImages.flatMap((image) => image.names.map((name) => [name, image] as const)));

/**
 * The entry for an image reference such as `postgres`, `docker.io/library/postgres:16-alpine` or
 * `public.ecr.aws/bitnami/redis@sha256:...`, and the ports that its tag listens on. A tag that differs in
 * completeness gives an entry that says so. Undefined for an image that is not in the table, or whose name is not
 * resolved.
 */
export function wellKnownImage(
  reference: string,
): { readonly image: WellKnownImage; readonly ports: readonly WellKnownPort[] } | undefined {
  const { repository, tag } = parseReference(reference);
  const image = byName.get(canonical(repository));
  if (!image) return undefined;
  if (tag.includes(UNKNOWN) && image.tags) return { image: { ...image, complete: false }, ports: sharedPorts(image) };
  const variant = image.tags?.find((candidate) => fits(candidate, tag));
  if (!variant) return { image, ports: image.ports };
  const complete = variant.complete ?? image.complete;
  return { image: complete === image.complete ? image : { ...image, complete }, ports: variant.ports };
}

/** What an image listens on whatever its tag. */
function sharedPorts({ ports, tags = [] }: WellKnownImage): readonly WellKnownPort[] {
  return ports.filter(({ port }) => tags.every((tag) => tag.ports.some((other) => other.port === port)));
}

/** Splits off the digest, and the tag: what follows the last colon, unless that belongs to a registry's port. */
function parseReference(reference: string): { readonly repository: string; readonly tag: string } {
  const name = reference.trim().split('@', 1)[0]!;
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  return colon < 0 ? { repository: name, tag: '' } : { repository: name.slice(0, colon), tag: name.slice(colon + 1) };
}

/** Names by which registries offer the same images, the longest first, and what the table calls them. */
const prefixes: readonly (readonly [string, string])[] = [
  ['index.docker.io/', ''],
  ['registry-1.docker.io/', ''],
  ['registry.hub.docker.com/', ''],
  ['docker.io/', ''],
  ['mirror.gcr.io/', ''],
  ['public.ecr.aws/docker/', ''],
  ['public.ecr.aws/bitnami/', 'bitnami/'],
  ['lscr.io/linuxserver/', 'linuxserver/'],
  ['ghcr.io/linuxserver/', 'linuxserver/'],
  ['ghcr.io/valkey-io/', 'valkey/'],
];

/** Organisations of Docker Hub that hold the same images as another: by processor, or under a later name. */
const organisations: readonly (readonly [string, string])[] = [
  ['library/', ''],
  ['amd64/', ''],
  ['arm64v8/', ''],
  ['arm32v7/', ''],
  ['bitnamilegacy/', 'bitnami/'],
  ['bitnamisecure/', 'bitnami/'],
];

function canonical(repository: string): string {
  return rename(rename(repository.toLowerCase(), prefixes), organisations);
}

function rename(name: string, table: readonly (readonly [string, string])[]): string {
  const row = table.find(([prefix]) => name.startsWith(prefix));
  return row ? row[1] + name.slice(row[0].length) : name;
}

function fits(variant: TagVariant, tag: string): boolean {
  return (!variant.test || variant.test.test(tag)) && (!variant.below || isBelow(tag, variant.below));
}

/** Compares as many numbers as both have: `1` is not below 1.24, since it moves on with the newest 1. */
function isBelow(tag: string, bound: readonly number[]): boolean {
  const version = /^v?(\d+(?:\.\d+)*)/.exec(tag)?.[1]?.split('.').map(Number) ?? [];
  for (const [index, limit] of bound.entries()) {
    const part = version[index];
    if (part === undefined || part !== limit) return part !== undefined && part < limit;
  }
  return false;
}
