/**
 * Terraform's JSON syntax (developer.hashicorp.com/terraform/language/syntax/json) as the same blocks as those of the
 * native one. Texts are templates; what is a block within a resource cannot be told from an attribute, and need not.
 */
import type { Source } from '../../model/index.ts';
import { type HclBlock, type HclBody, type HclExpression, parseTemplate } from '../../syntax/hcl.ts';
import { entries, type YamlEntry, type YamlNode } from '../../syntax/yaml.ts';

/** How many names stand before the body of a block. */
const LABELS: Readonly<Record<string, number>> = {
  resource: 2,
  data: 2,
  variable: 1,
  output: 1,
  module: 1,
  locals: 0,
};

/** @param plain The text holds values alone, no blocks: a tfvars file. */
export function bodyOfJson(source: Source, root: YamlNode, plain: boolean): HclBody {
  if (plain) return bodyOf(source, root);
  const blocks = entries(root).flatMap((entry) => {
    const labels = LABELS[entry.key.text];
    return labels === undefined ? [] : blocksOf(source, entry.key.text, entry.value, labels, []);
  });
  return { attributes: [], blocks };
}

function blocksOf(
  source: Source,
  type: string,
  node: YamlNode,
  names: number,
  labels: HclBlock['labels'],
): readonly HclBlock[] {
  if (node.kind === 'list') return node.items.flatMap((item) => blocksOf(source, type, item, names, labels));
  if (node.kind !== 'map') return [];
  if (names === 0) {
    const { start, end } = node;
    return [{ type, labels, body: bodyOf(source, node), start, end }];
  }
  return node.entries.flatMap(({ key, value }) =>
    blocksOf(source, type, value, names - 1, [...labels, { text: key.text, start: key.start, end: key.end }]),
  );
}

function bodyOf(source: Source, node: YamlNode): HclBody {
  const attributes = entries(node).map(({ key, value }) => ({
    name: key.text,
    value: expressionOf(source, value),
    start: key.start,
    end: value.end,
  }));
  return { attributes, blocks: [] };
}

function expressionOf(source: Source, node: YamlNode): HclExpression {
  const { start, end } = node;
  if (node.kind === 'list') {
    return { kind: 'tuple', items: node.items.map((item) => expressionOf(source, item)), start, end };
  }
  if (node.kind === 'map') {
    const entryOf = ({ key, value }: YamlEntry) => ({
      key: textOf(source, key.text, key.start, key.end),
      value: expressionOf(source, value),
    });
    return { kind: 'object', entries: node.entries.map(entryOf), start, end };
  }
  if (node.style === 'plain') {
    const type = node.text === 'null' ? 'null' : /^(?:true|false)$/.test(node.text) ? 'bool' : 'number';
    if (type !== 'number' || /^-?\d/.test(node.text)) return { kind: 'literal', type, text: node.text, start, end };
    return { kind: 'missing', start, end };
  }
  return textOf(source, node.text, start, end);
}

/** A template; where characters are escaped, as it would be without its expressions. */
function textOf(source: Source, text: string, start: number, end: number): HclExpression {
  if (end - start === text.length) return parseTemplate(source.text, start, end);
  return text.includes('${')
    ? { kind: 'missing', start, end }
    : { kind: 'template', parts: [{ kind: 'text', text, start, end }], start, end };
}
