/** Renders the templates of a chart, and takes over what an earlier build rendered and is still the same. */
import type { Source, Span } from '../../model/index.ts';
import { Rendered } from '../../syntax/rendered.ts';
import type { TemplateFile } from './chart.ts';
import { contextOf, type SharedContext } from './context.ts';
import { Evaluation, type World } from './evaluate.ts';
import { copied } from './functions/collections.ts';
import { ChangesValues, Stop } from './limits.ts';
import { isSamePlace, type Moves, movedSpan, movedText } from './moves.ts';
import { Reads, touches } from './reads.ts';
import type { NamedTemplate } from './script.ts';
import { EMPTY, type Text } from './text.ts';
import { withUnknownBlocks } from './unknown-blocks.ts';
import type { Path, Value } from './value.ts';

/** What a template gave in an environment. */
export interface Render {
  readonly template: TemplateFile;
  readonly output: Text;
  readonly reads: Reads;
  /** To be read like a file; the same object as long as nothing in it changes. */
  readonly source: Source;
  /** The last line of each file, from 0, that it has a place on: an edit below moves nothing. */
  readonly reach: ReadonlyMap<string, number>;
}

export interface Stage {
  readonly world: World;
  readonly shared: SharedContext;
  /** As Helm names the template's folder: `web/charts/db/`. */
  readonly folder: string;
}

/** Never throws: what a template cannot be rendered to is empty, with a problem. */
export function render(template: TemplateFile, stage: Stage): Render {
  try {
    return renderedWith(template, stage, false);
  } catch (error) {
    if (error instanceof ChangesValues) return renderedWith(template, stage, true);
    throw error;
  }
}

/** @throws ChangesValues where it has to be alone with its values and is not. */
function renderedWith(template: TemplateFile, { world, shared, folder }: Stage, isAlone: boolean): Render {
  const name = `${folder}${template.path}`;
  const script = template.file.script(name);
  const own = isAlone ? { ...shared, Values: copied(shared.Values!) } : shared;
  const evaluation = new Evaluation(world, contextOf(own, name), isAlone);
  let output = EMPTY;
  try {
    output = withUnknownBlocks(evaluation.render(script));
  } catch (error) {
    if (error instanceof ChangesValues) throw error;
    // The stack may end before the limit is reached.
    const message =
      error instanceof Stop
        ? error.message
        : error instanceof RangeError
          ? 'recurses without end'
          : `cannot be rendered: ${error instanceof Error ? error.message : String(error)}`;
    evaluation.reads.problems.push({ message: `this template ${message}`, span: template.file.source.span(0, 0) });
  }
  return rendered(template, output, evaluation.reads);
}

function rendered(template: TemplateFile, output: Text, reads: Reads): Render {
  return { template, output, reads, source: sourceOf(template.file.path, output), reach: reachOf(output, reads) };
}

function reachOf({ runs }: Text, { absent, problems }: Reads): ReadonlyMap<string, number> {
  const reach = new Map<string, number>();
  const note = ({ file, line }: Span): void => {
    if (line > (reach.get(file) ?? -1)) reach.set(file, line);
  };
  const ends = new Map<Source, number>();
  for (const { origin } of runs) {
    if (origin.end > (ends.get(origin.source) ?? -1)) ends.set(origin.source, origin.end);
    for (const span of origin.via ?? []) note(span);
  }
  for (const [source, end] of ends) note(source.span(end, end));
  for (const { span } of [...absent, ...problems]) note(span);
  return reach;
}

function isBeyond({ reach }: Render, moves: Moves): boolean {
  for (const [file, { start }] of moves) if ((reach.get(file) ?? -1) >= start.line) return false;
  return true;
}

/** The text is at hand, its places are put together when the first is asked for. */
function sourceOf(file: string, output: Text): Source {
  let made: Source | undefined;
  const source = (): Source => {
    if (made) return made;
    const text = new Rendered();
    let at = 0;
    for (const { length, origin } of output.runs) {
      text.add(output.text.slice(at, at + length), origin);
      at += length;
    }
    made = text.source(file);
    return made;
  };
  return {
    file,
    text: output.text,
    span: (start, end) => source().span(start, end),
    runs: (start, end) => source().runs?.(start, end) ?? [],
  };
}

/** What has changed since a render was made. */
export interface Since {
  readonly changes: readonly Path[];
  readonly moves: Moves;
  /** Absent where they are the same. */
  readonly templates?: ReadonlyMap<string, NamedTemplate> | undefined;
  /** Files besides values and templates. */
  readonly isFileChanged: (path: string) => boolean;
}

/** An earlier render as it is now; undefined where it is to be made anew. */
export function renewed(before: Render, template: TemplateFile, since: Since): Render | undefined {
  const { reads, output } = before;
  if (before.template.file !== template.file || touches(reads, since.changes)) return undefined;
  if (since.templates) {
    for (const [name, used] of reads.templates) if (!isSameTemplate(since.templates.get(name), used)) return undefined;
  }
  for (const path of reads.files) if (since.isFileChanged(path)) return undefined;
  if (isBeyond(before, since.moves)) return before;
  const moved = movedText(output, since.moves);
  if (!moved) return undefined;
  const places = movedReads(reads, since);
  if (!places) return undefined;
  if (moved.now === output) return places === reads ? before : { ...before, reads: places };
  // On the lines where it stood, it is what was read of it.
  return moved.isElsewhere ? rendered(template, moved.now, places) : { ...before, output: moved.now, reads: places };
}

/** Of the same text, and in the same file: its places are in there. */
function isSameTemplate(a: NamedTemplate | undefined, b: NamedTemplate | undefined): boolean {
  return a?.text === b?.text && a?.script.name === b?.script.name;
}

/** With what it tells at its places as they are now. */
function movedReads(reads: Reads, { moves }: Since): Reads | undefined {
  const told = [...reads.absent, ...reads.problems];
  if (told.every(({ span }) => movedSpan(span, moves) === span)) return reads;
  const now = new Reads();
  for (const each of reads.absent) {
    const span = movedSpan(each.span, moves);
    if (!span) return undefined;
    now.absent.push({ ...each, span });
  }
  for (const each of reads.problems) {
    const span = movedSpan(each.span, moves);
    if (!span) return undefined;
    now.problems.push({ ...each, span });
  }
  now.addLooks(reads);
  return now;
}

/** True where two values are the same, and are written at the same places but for what moved. */
export function isSameAsWritten(a: Value, b: Value, moves: Moves): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case 'string':
      return b.kind === 'string' && a.text === b.text && isSamePlace(a, b, moves);
    case 'bool':
    case 'number':
      if (b.kind !== a.kind || a.value !== b.value || a.written?.text !== b.written?.text) return false;
      return !a.written || !b.written || isSamePlace(a.written, b.written, moves);
    case 'list':
      return (
        b.kind === 'list' &&
        a.items.length === b.items.length &&
        a.items.every((item, index) => isSameAsWritten(item, b.items[index]!, moves))
      );
    case 'dict':
      return (
        b.kind === 'dict' &&
        a.entries.size === b.entries.size &&
        [...a.entries].every(([key, entry]) => {
          const other = b.entries.get(key);
          return other && isSamePlace(entry.key, other.key, moves) && isSameAsWritten(entry.value, other.value, moves);
        })
      );
    default:
      return a.kind === b.kind;
  }
}
