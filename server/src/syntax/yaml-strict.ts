/**
 * YAML at rest: a tree from js-yaml's events, which know every offset and come at many megabytes a second. They come
 * from its build for browsers, which needs no browser: the one for Node spreads an object for each text, and Node 20
 * then gives every text's state a hidden class of its own, so that no access to it is fast.
 */
import { EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE, type ScalarEvent } from 'js-yaml/browser';
import {
  DEEPEST,
  merge,
  type OpenList,
  type OpenMap,
  type OpenScalar,
  type YamlNode,
  type YamlScalar,
} from './yaml-node.ts';

const STYLES = {
  [SCALAR_STYLE.PLAIN]: 'plain',
  [SCALAR_STYLE.SINGLE_QUOTED]: 'quoted',
  [SCALAR_STYLE.DOUBLE_QUOTED]: 'quoted',
  [SCALAR_STYLE.LITERAL_BLOCK]: 'literal',
  [SCALAR_STYLE.FOLDED_BLOCK]: 'folded',
} as const;

/**
 * The documents of a text that is whole.
 * @param shift is added to every offset.
 * @throws where the text is not YAML.
 */
export function readStrict(text: string, shift: number): YamlNode[] {
  const documents: YamlNode[] = [];
  const stack: { node: OpenMap | OpenList; key: YamlScalar | undefined; waiting: boolean }[] = [];
  let anchors = new Map<string, YamlNode>();
  let end = shift;

  const place = (node: YamlNode): void => {
    const top = stack.at(-1);
    if (!top) {
      documents.push(node);
    } else if (top.node.kind === 'list') {
      top.node.items.push(node);
    } else if (!top.waiting) {
      top.key = node.kind === 'scalar' ? node : undefined;
      top.waiting = true;
    } else {
      top.waiting = false;
      if (top.key) top.node.entries.push({ key: top.key, value: node, merged: false });
    }
  };
  const name = (event: { anchorStart: number; anchorEnd: number }, node: YamlNode): void => {
    if (event.anchorStart >= 0) anchors.set(text.slice(event.anchorStart, event.anchorEnd), node);
  };

  for (const event of parseEvents(text, { maxDepth: DEEPEST }) as readonly Event[]) {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        anchors = new Map();
        stack.length = 0;
        break;
      case EVENT_ID.MAPPING:
      case EVENT_ID.SEQUENCE: {
        const start = event.start + shift;
        const flow = event.style === 2;
        const node: OpenMap | OpenList =
          event.type === EVENT_ID.MAPPING
            ? { kind: 'map', start, end: start, flow, entries: [] }
            : { kind: 'list', start, end: start, flow, items: [] };
        const tag = tagOf(text, event);
        if (tag !== undefined) node.tag = tag;
        name(event, node);
        place(node);
        stack.push({ node, key: undefined, waiting: false });
        break;
      }
      case EVENT_ID.SCALAR: {
        const node = scalarNode(text, event, shift, end);
        end = node.end;
        name(event, node);
        place(node);
        break;
      }
      case EVENT_ID.ALIAS: {
        const node = anchors.get(text.slice(event.anchorStart, event.anchorEnd));
        end = event.anchorEnd + shift;
        place(node ?? { kind: 'scalar', start: end, end, text: '', style: 'plain', indent: -1 });
        break;
      }
      case EVENT_ID.POP: {
        const top = stack.pop();
        if (!top) break; // the end of a document
        top.node.end = Math.max(end, top.node.start);
        end = top.node.end;
        if (top.node.kind === 'map') merge(top.node);
        break;
      }
    }
  }
  return documents;
}

function scalarNode(text: string, event: ScalarEvent, shift: number, previous: number): YamlScalar {
  // An empty value has no place of its own: it stands right behind what came before.
  const start = event.valueStart < 0 ? previous : event.valueStart + shift;
  const end = event.valueStart < 0 ? previous : event.valueEnd + shift;
  const node: OpenScalar = {
    kind: 'scalar',
    start,
    end,
    text: event.fast ? text.slice(event.valueStart, event.valueEnd) : getScalarValue(text, event),
    style: STYLES[event.style],
    indent: event.indent,
  };
  const tag = tagOf(text, event);
  if (tag !== undefined) node.tag = tag;
  return node;
}

/** `!!str` and its kind say what YAML would guess anyway. */
function tagOf(text: string, { tagStart, tagEnd }: { tagStart: number; tagEnd: number }): string | undefined {
  return tagStart < 0 || text.startsWith('!!', tagStart) ? undefined : text.slice(tagStart, tagEnd);
}
