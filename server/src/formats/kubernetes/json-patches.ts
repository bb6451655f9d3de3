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

/** The arguments that patches replace, but for workloads whose ports some patch here may change as well. */
export function patchedArguments({ source, root }: ManifestObject): readonly PatchedArguments[] {
  const patches = [...items(get(root, 'patches')), ...items(get(root, 'patchesJson6902'))];
  const found = patches.flatMap((patch) => argumentsIn(source, patch));
  return found.filter(({ name }) => !patches.some((patch) => mayChangePorts(patch, name)));
}

function mayChangePorts(patch: YamlNode, name: string): boolean {
  const target = textAt(patch, 'target', 'name');
  if (target !== undefined && target !== name) return false;
  const text = textAt(patch, 'patch');
  // What a file says is not known here, nor what is no JSON patch.
  return (
    text === undefined ||
    target === undefined ||
    /ports|\/containers\/\d+["']?\s*[,}\n]|\/(?:spec|template)["']?\s*[,}\n]/i.test(text)
  );
}

function argumentsIn(source: Source, patch: YamlNode): readonly PatchedArguments[] {
  const name = textAt(patch, 'target', 'name');
  const kind = textAt(patch, 'target', 'kind')?.toLowerCase();
  const text = scalar(get(patch, 'patch'));
  if (!name || !/^[\w.-]+$/.test(name) || !text) return [];
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
    return [{ name, container: Number(container), words, ...(kind ? { kind } : {}), ...(change ? { change } : {}) }];
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
