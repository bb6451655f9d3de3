/** A YAML scalar as a Text: its literal runs and variables, each with its place in the file. */
import type { Source, Text } from '../model/index.ts';
import { type Interpolation, readText } from './interpolation.ts';
import { embeddedSource, type YamlScalar } from './yaml.ts';

/** The whole scalar, or the part of its decoded text from `start` to `end`. */
export function scalarText(
  source: Source,
  node: YamlScalar,
  syntax: Interpolation,
  start = 0,
  end = node.text.length,
): Text {
  const inner = embeddedSource(source, node);
  const whole = start === 0 && end === node.text.length;
  if (whole && !node.text.includes('$') && !node.text.includes('\n')) {
    return [{ text: node.text, span: inner.span(0, node.text.length) }];
  }
  return readText(inner, start, Math.min(end, inner.text.length), syntax);
}
