/** `portolan.dev/ignore: "rule-a, rule-b: reason"`, an annotation that silences findings of an object or a pod template. */
import type { Edit, Source, Span, Suppression } from '../../model/index.ts';
import { seenAt } from '../../model/index.ts';
import { removedLines, ruleList } from '../../syntax/suppressions.ts';
import { embeddedSource, entry, get, type YamlEntry, type YamlMap, type YamlNode } from '../../syntax/yaml.ts';
import type { ManifestObject } from './object.ts';

const ANNOTATION = 'portolan.dev/ignore';
/** Where annotations may stand: at the object, and at the templates within it, down to that of a pod. */
const OWNERS: readonly (readonly string[])[] = [
  [],
  ['template'],
  ['spec', 'template'],
  ['spec', 'jobTemplate'],
  ['spec', 'jobTemplate', 'spec', 'template'],
];

export function suppressionsOf({ source, root }: ManifestObject): readonly Suppression[] {
  return OWNERS.flatMap((path) => suppressionOf(source, get(root, ...path)) ?? []);
}

function suppressionOf(source: Source, owner: YamlNode | undefined): Suppression | undefined {
  const annotations = entry(get(owner, 'metadata'), 'annotations');
  const found = entry(annotations?.value, ANNOTATION);
  if (!owner || !annotations || annotations.value.kind !== 'map' || found?.value.kind !== 'scalar') return undefined;
  const { value } = found;
  const text = embeddedSource(source, value);
  const removal = removalOf(source, annotations, annotations.value, found);
  const span = source.span(value.start, value.end);
  return {
    span,
    ...stretchOf(source, owner, span),
    ...ruleList(text, 0, text.text.length),
    ...(removal ? { removal } : {}),
  };
}

/** The lines of an object in the file of its annotation; of a rendered one, all on which it is seen there. */
function stretchOf(source: Source, { start, end }: YamlNode, { file, line }: Span): { from: number; to: number } {
  if (!source.runs) return { from: source.span(start, start).line, to: source.span(end, end).line };
  let [from, to, at] = [line, line, start];
  for (const { text } of source.runs(start, end)) {
    // A place ends with its line: that of the last character tells where the run does.
    for (const edge of [at, at + text.length - 1]) {
      const seen = seenAt(source.span(edge, edge + 1));
      if (seen.file !== file) continue;
      from = Math.min(from, seen.line);
      to = Math.max(to, seen.line);
    }
    at += text.length;
  }
  return { from, to };
}

/** The annotation's line; with that of `annotations` where it is the only one. None for what is written on one line, or rendered. */
function removalOf(source: Source, parent: YamlEntry, map: YamlMap, { key, value }: YamlEntry): Edit | undefined {
  if (source.runs || map.flow || map.entries.some((e) => e.merged) || value.end < key.end) return undefined;
  return removedLines(source, map.entries.length === 1 ? parent.key.start : key.start, value.end);
}
