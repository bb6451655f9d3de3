/** Where a component is written, and where it is seen. */
import type { Component, Span, Text } from '../model/index.ts';

/** Every place of a component's ports, names and settings; those that it is seen through are in their `via`. */
export function* placesWritten(component: Component): Iterable<Span> {
  yield component.span;
  for (const site of component.sites) {
    yield site.span;
    if (site.name) yield site.name.span;
    if (site.value.kind === 'text') yield* placesOf(site.value.text);
  }
  if (component.kind === 'container') {
    for (const line of [component.entrypoint, component.arguments])
      for (const word of line?.words ?? []) yield* placesOf(word);
    for (const { value } of component.environment) yield* placesOf(value);
  }
  if (component.kind === 'settings') for (const { value } of component.settings) yield* placesOf(value);
}

function* placesOf(text: Text | undefined): Iterable<Span> {
  for (const { span } of text ?? []) yield span;
}

/** The files in which a component is written, and those in which people see what it holds. */
export function filesWritten(component: Component): ReadonlySet<string> {
  const files = new Set([component.file]);
  for (const span of placesWritten(component)) {
    files.add(span.file);
    for (const seen of span.via ?? []) files.add(seen.file);
  }
  return files;
}
