/** A YAML scalar as a Text: its literal runs and variables, each with its place in the file. */
import type { Source, Text } from '../model/index.ts';
import { type Interpolation, interpolate } from './interpolation.ts';
import { cutText } from './text-address.ts';
import type { YamlScalar } from './yaml.ts';
import { literalsOf } from './yaml-literals.ts';

/** The whole scalar, or the part of its decoded text from `start` to `end`. */
export function scalarText(
  source: Source,
  node: YamlScalar,
  syntax: Interpolation,
  start = 0,
  end = node.text.length,
): Text {
  const literals = literalsOf(source, node);
  const isWhole = start === 0 && end === node.text.length;
  return interpolate(isWhole ? literals : cutText(literals, start, end), syntax);
}
