/** What asks for a chart with values of its own, and what such objects have in common. */
import { fileSource } from '../../syntax/source.ts';
import { parseYaml, type YamlNode } from '../../syntax/yaml.ts';
import { valueOf } from './from-yaml.ts';
import type { Text } from './text.ts';
import type { Dict, Value } from './value.ts';

/** A release of some chart, as one object asks for it. */
export interface Release {
  readonly name: string;
  readonly namespace: string | undefined;
  /** The chart's folder from the root of its repository. */
  readonly path: string;
  /** The highest last. */
  readonly layers: readonly Layer[];
  /** They stand in the place of the chart's own values. */
  readonly replaces?: true;
}

/** Values as they are, or a file: from the chart's folder, or from the root of the repository. */
export type Layer =
  | { readonly values: Dict }
  | { readonly configMap: string; readonly key: string; readonly beside: string }
  | { readonly file: string; readonly from: 'chart' | 'root'; readonly optional: boolean };

/** True where nothing is left to be put into the text. */
export function isLiteral(text: string | undefined): text is string {
  return text !== undefined && !text.includes('{{') && !text.includes('${');
}

export function inlineLayer(value: Value): readonly Layer[] {
  return value.kind === 'dict' && value.entries.size > 0 ? [{ values: value }] : [];
}

/** YAML within YAML. */
export function readText(value: Value): Value {
  if (value.kind !== 'string') return value;
  const [document] = parseYaml(fileSource('', value.text)).documents;
  return valueOf(value, document, '');
}

/** A scalar as a text, whatever YAML takes it for. */
export function textOf(text: Text, node: YamlNode): Text {
  const value = valueOf(text, node.kind === 'scalar' ? { ...node, style: 'quoted' } : node);
  return value as Text;
}
