/**
 * `ports.lock.yaml`, which `portolan map --record` writes: one line for each port, its place, component, name and
 * environment for a key, its number for a value.
 */
import { basename } from 'node:path/posix';
import type { Edit, Format, PortRecord, RecordedPort, Source } from '../model/index.ts';
import { PORTS_LOCK } from '../model/index.ts';
import { entry, parseYaml, scalar, spanOf, type YamlEntry } from '../syntax/yaml.ts';

const COLUMNS = 4;

export const portsLock: Format = {
  id: 'ports-lock',
  comment: '#',
  matches: (path) => basename(path) === PORTS_LOCK,
  parse(source, problem) {
    const { documents, problems } = parseYaml(source);
    for (const { message, offset } of problems) problem(message, source.span(offset, offset));
    const list = documents.map((document) => entry(document, 'ports')).find((found) => found !== undefined);
    if (!list) return [];
    const { file, text } = source;
    const own = list.value.kind === 'map' ? list.value.entries : [];
    const found: PortRecord = {
      kind: 'record',
      id: `${file}#0`,
      file,
      format: 'ports-lock',
      label: PORTS_LOCK,
      name: PORTS_LOCK,
      span: spanOf(source, list.key),
      sites: [],
      entries: own.flatMap((line): RecordedPort[] => {
        const read = entryOf(source, line);
        if (!read)
          problem('takes a place, a component, a port and an environment, and a number', spanOf(source, line.key));
        return read ? [read] : [];
      }),
      append: lastLine(source, lineEnd(text, own.at(-1)?.value.end ?? list.key.end)),
    };
    return [found];
  },
};

function entryOf(source: Source, { key, value }: YamlEntry): RecordedPort | undefined {
  const number = scalar(value);
  if (!number || !/^\d+(?:-\d+)?$/.test(number.text) || key.text.split(' | ').length !== COLUMNS) return undefined;
  const start = source.text.lastIndexOf('\n', key.start - 1) + 1;
  const end = lineEnd(source.text, value.end);
  return {
    key: key.text,
    value: number.text,
    span: spanOf(source, number),
    before: { at: source.span(start, start), template: '  {name}: {port}\n' },
    removal: lineRemoval(source, start, end),
  };
}

function lineRemoval(source: Source, start: number, end: number): Edit {
  const span = source.span(start, start);
  const after = source.span(end, end);
  return { span, end: { line: after.line, column: after.column }, newText: '' };
}

function lastLine(source: Source, end: number): PortRecord['append'] {
  const isClosed = source.text[end - 1] === '\n';
  return { at: source.span(end, end), template: isClosed ? '  {name}: {port}\n' : '\n  {name}: {port}' };
}

/** Behind the line's end, if it has one. */
function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline + 1;
}
