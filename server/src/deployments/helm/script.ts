/** Templates with the way back to where they are written: a file of the chart, or a value that `tpl` renders. */
import type { Source, Span } from '../../model/index.ts';
import { type Define, type Place, parseTemplate, type Template } from '../../syntax/go-template/parse.ts';
import type { Origin } from '../../syntax/rendered.ts';
import { made, NOWHERE, slice, type Text, written } from './text.ts';

export interface Script {
  /** As `.Template.Name` and messages call it. */
  readonly name: string;
  readonly template: Template;
  readonly whole: string;
  /** What stands between two offsets. */
  literal(place: Place): Text;
  /** The same object for the same node, as `span`. */
  origin(place: Place): Origin;
  /** The same object for the same node. */
  span(place: Place): Span;
}

/** What `include` names. */
export interface NamedTemplate {
  readonly name: string;
  readonly script: Script;
  readonly body: Template['body'];
  /** Its whole definition. */
  readonly text: string;
}

/** The template of a file. */
export function fileScript(name: string, source: Source): Script {
  const { text } = source;
  return script(
    name,
    text,
    ({ start, end }) => written(text.slice(start, end), { source, start, end }),
    ({ start, end }) => ({ source, start, end }),
  );
}

/** The template that a text is. */
export function textScript(name: string, text: Text, fallback: Origin): Script {
  return script(
    name,
    text.text,
    ({ start, end }) => slice(text, start, end),
    (place) => {
      const runs = slice(text, place.start, place.end).runs;
      const [first, last] = [runs[0], runs.at(-1)];
      if (!first || !last || first.origin === NOWHERE) return fallback;
      const joined = first.origin.source === last.origin.source && last.origin.end >= first.origin.start;
      return joined ? { ...first.origin, end: last.origin.end } : first.origin;
    },
  );
}

function script(
  name: string,
  whole: string,
  literal: (place: Place) => Text,
  origin: (place: Place) => Origin,
): Script {
  const template = parseTemplate(whole);
  const literals = new Map<Place, Text>();
  const spans = new Map<Place, Span>();
  const origins = new Map<Place, Origin>();
  const originOf = (place: Place): Origin => {
    let known = origins.get(place);
    if (!known) {
      known = origin(place);
      origins.set(place, known);
    }
    return known;
  };
  return {
    name,
    template,
    whole,
    literal(place) {
      let text = literals.get(place);
      if (!text) {
        text = literal(place);
        literals.set(place, text);
      }
      return text;
    },
    origin: originOf,
    span(place) {
      let span = spans.get(place);
      if (!span) {
        const { source, start, end } = originOf(place);
        span = source.span(start, end);
        spans.set(place, span);
      }
      return span;
    },
  };
}

export function namedTemplate(script: Script, { name, body, start, end }: Define): NamedTemplate {
  return { name, script, body, text: script.whole.slice(start, end) };
}

/** A text that an expression makes. */
export function madeBy(script: Script, place: Place, text: string): Text {
  return made(text, script.origin(place));
}
