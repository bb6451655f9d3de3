/** Texts read into trees, kept for the next build: most files are the same after a keystroke. */
import type { Source, Span } from '../../model/index.ts';
import { fileSource } from '../../syntax/source.ts';
import { embeddedSource, parseYaml, type YamlNode } from '../../syntax/yaml.ts';
import type { Files } from '../deployment.ts';
import { entryOf, itemsOf, type ScalarTree, scalarAt, type Tree, textAt, treeOf } from './tree.ts';

/** One clear line about something that was left out. */
export interface Problem {
  readonly file: string;
  readonly message: string;
  readonly span?: Span;
}

export interface Reading {
  readonly source: Source;
  readonly documents: readonly Tree[];
  readonly problems: readonly Problem[];
}

const KEPT = 8192;
const read = new Map<string, Reading>();

/** The documents of a file; undefined where there is no such file. */
export function readFile(files: Files, path: string): Reading | undefined {
  const text = files.text(path);
  if (text === undefined) return undefined;
  const before = read.get(path);
  if (before?.source.text === text) return before;
  const reading = readSource(fileSource(path, text));
  for (const document of reading.documents) sources.set(document, reading.source);
  read.delete(path);
  read.set(path, reading);
  if (read.size > KEPT) read.delete(read.keys().next().value!);
  return reading;
}

/** The file that each document is one of. */
const sources = new WeakMap<Tree, Source>();
const parts = new WeakMap<Tree, Source>();

/** A document as it stands in its file, if nothing in it was changed. */
export function documentSource(tree: Tree): Source | undefined {
  const source = sources.get(tree);
  if (!source || !tree.place) return undefined;
  const known = parts.get(tree);
  if (known) return known;
  const part = documentPart(source, tree.place.node);
  parts.set(tree, part);
  return part;
}

/** From the line behind the marker above a document to the marker below it, comments included. */
function documentPart(source: Source, node: YamlNode): Source {
  const { file, text } = source;
  let start = 0;
  let end = text.length;
  for (const { index, 0: marker } of text.matchAll(/^(?:---(?=[ \t\r\n]|$)[^\n]*\n?|\.\.\.(?=[ \t\r\n]|$))/gm)) {
    if (index + marker.length <= node.start) start = index + marker.length;
    else if (index >= node.end) {
      end = index;
      break;
    }
  }
  if (start === 0 && end === text.length) return source;
  return { file, text: text.slice(start, end), span: (from, to) => source.span(start + from, start + to) };
}

const inline = new WeakMap<object, Reading>();

/** The documents of a text that stands in a scalar. */
export function readInline(scalar: ScalarTree): Reading | undefined {
  const { place } = scalar;
  if (place?.node.kind !== 'scalar') return undefined;
  const before = inline.get(place.node);
  if (before) return before;
  const reading = readSource(embeddedSource(place.source, place.node));
  inline.set(place.node, reading);
  return reading;
}

function readSource(source: Source): Reading {
  const { documents, problems } = parseYaml(source);
  return {
    source,
    documents: documents.map((document) => treeOf(source, document)),
    problems: problems.map(({ message, offset }) => ({
      file: source.file,
      message,
      span: source.span(offset, offset),
    })),
  };
}

/** The objects of a document: itself, or the items of a List. What says no kind is none. */
export function objectsOf(tree: Tree): readonly Tree[] {
  const kind = textAt(tree, 'kind');
  if (kind === undefined) return [];
  const list = entryOf(tree, 'items')?.value;
  if (kind.endsWith('List') && list?.kind === 'list') return itemsOf(list).flatMap(objectsOf);
  return [tree];
}

/** The strings of a list, with those of a lone scalar in its place. */
export function scalarsOf(tree: Tree | undefined): readonly ScalarTree[] {
  if (tree?.kind === 'scalar') return scalarAt(tree) ? [tree] : [];
  return itemsOf(tree).flatMap((item) => scalarAt(item) ?? []);
}
