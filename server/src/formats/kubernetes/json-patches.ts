/** JSON patches that stand in a kustomization (RFC 6902; kustomize, `patches` and `patchesJson6902`): changed arguments. */
import type { Insertion, Literal, PatchedArguments, Source } from '../../model/index.ts';
import {
  columnOf,
  embeddedSource,
  endOf,
  get,
  items,
  parseYaml,
  scalar,
  spanOf,
  textAt,
  type YamlNode,
} from '../../syntax/yaml.ts';
import type { ManifestObject } from './object.ts';

const ARGUMENTS = /^\/spec\/template\/spec\/containers\/(\d+)\/(?:args|command)$/;

/** The arguments that patches put in place of a container's. */
export function patchedArguments({ source, root }: ManifestObject): readonly PatchedArguments[] {
  const patches = [...items(get(root, 'patches')), ...items(get(root, 'patchesJson6902'))];
  return patches.flatMap((patch) => argumentsIn(source, patch));
}

function argumentsIn(source: Source, patch: YamlNode): readonly PatchedArguments[] {
  const text = scalar(get(patch, 'patch'));
  if (!text) return [];
  const inner = embeddedSource(source, text);
  const [list] = parseYaml(inner).documents;
  return items(list).flatMap((operation): readonly PatchedArguments[] => {
    const container = ARGUMENTS.exec(textAt(operation, 'path') ?? '')?.[1];
    if (container === undefined || !/^(?:replace|add)$/.test(textAt(operation, 'op') ?? '')) return [];
    const words = items(get(operation, 'value')).flatMap((each): Literal[] => {
      const word = scalar(each);
      return word ? [{ text: word.text, span: spanOf(inner, word) }] : [];
    });
    const change = insertion(inner, list);
    return [{ container: Number(container), words, ...(change ? { change } : {}) }];
  });
}

function insertion(source: Source, list: YamlNode | undefined): Insertion | undefined {
  if (list?.kind !== 'list' || list.flow || !source.text.includes('\n')) return undefined;
  const end = endOf(source, list);
  const margin = source.span(list.start, list.start).column - columnOf(source, list.start);
  const indent = ' '.repeat(margin + columnOf(source, list.start));
  const template = `\n${indent}- op: replace\n${indent}  path: {name}\n${indent}  value: {port}`;
  return { at: source.span(end, end), template };
}
