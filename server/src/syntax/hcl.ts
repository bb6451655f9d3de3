/**
 * HCL's native syntax (hclsyntax/spec.md): attributes and blocks. What is half typed gives what can be read of it: an
 * attribute that cannot be read ends with its line, a block that is not closed with the text.
 */
import { HclReader } from './hcl-expression.ts';
import type { HclAttribute, HclBlock, HclBody } from './hcl-node.ts';

export type * from './hcl-node.ts';
export { parseTemplate } from './hcl-template.ts';

const DEEPEST = 50;

/** Reads a whole text. */
export function parseHcl(text: string): HclBody {
  const reader = new HclReader(text, text.startsWith('\uFEFF') ? 1 : 0);
  const attributes: HclAttribute[] = [];
  const blocks: HclBlock[] = [];
  // A closing brace too many is skipped.
  for (;;) {
    const body = readBody(reader, 0);
    attributes.push(...body.attributes);
    blocks.push(...body.blocks);
    if (reader.at >= reader.end) return { attributes, blocks };
    reader.at++;
  }
}

function readBody(reader: HclReader, depth: number): HclBody {
  const attributes: HclAttribute[] = [];
  const blocks: HclBlock[] = [];
  for (;;) {
    reader.skip(true);
    if (reader.at >= reader.end || reader.char === '}') return { attributes, blocks };
    const start = reader.at;
    const name = reader.word();
    if (name === undefined) {
      skipLine(reader);
      continue;
    }
    reader.skip();
    if (reader.char === '=' && reader.text[reader.at + 1] !== '=') {
      reader.at++;
      const value = reader.expression();
      attributes.push({ name, value, start, end: Math.max(value.end, start + name.length) });
      skipLine(reader);
      continue;
    }
    const block = readBlock(reader, name, start, depth);
    if (block) blocks.push(block);
    else skipLine(reader);
  }
}

function readBlock(reader: HclReader, type: string, start: number, depth: number): HclBlock | undefined {
  const labels: { text: string; start: number; end: number }[] = [];
  while (reader.char !== '{') {
    const label = readLabel(reader);
    if (!label) return undefined;
    labels.push(label);
    reader.skip();
  }
  if (depth >= DEEPEST) return undefined;
  reader.at++;
  const body = readBody(reader, depth + 1);
  reader.take('}');
  return { type, labels, body, start, end: reader.at };
}

function readLabel(reader: HclReader): { text: string; start: number; end: number } | undefined {
  if (reader.take('"')) {
    const start = reader.at;
    while (reader.at < reader.end && reader.char !== '"' && reader.char !== '\n') reader.at++;
    const end = reader.at;
    return reader.take('"') ? { text: reader.text.slice(start, end), start, end } : undefined;
  }
  const start = reader.at;
  const text = reader.word();
  return text === undefined ? undefined : { text, start, end: reader.at };
}

/** Goes to the end of the line, or before a brace that closes the body. */
function skipLine(reader: HclReader): void {
  while (reader.at < reader.end && reader.char !== '\n' && reader.char !== '}') reader.at++;
}
