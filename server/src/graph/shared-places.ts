/** The environments that a place is a part of. */
import type { Component, Environment, Span } from '../model/index.ts';
import { overlap } from '../model/index.ts';
import { keys } from './keys.ts';
import type { Store } from './store.ts';
import { placesWritten } from './written.ts';

/**
 * The environments that change with a place: those in which something is written there. New text changes all that the
 * file is a part of.
 */
export function environmentsAt(store: Store, place: Span): readonly Environment[] {
  const isNew = place.length === 0;
  const found = new Map<string, Environment>();
  for (const component of store.find(keys.writtenIn(place.file))) {
    const { deployedIn } = component;
    if (!deployedIn || found.has(deployedIn.id)) continue;
    if (isNew || holds(component, place)) found.set(deployedIn.id, deployedIn);
  }
  return [...found.values()];
}

function holds(component: Component, place: Span): boolean {
  for (const span of placesWritten(component)) {
    if (overlap(span, place) || span.via?.some((seen) => overlap(seen, place))) return true;
  }
  return false;
}
