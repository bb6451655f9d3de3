/** Turns measurements into the Markdown table of docs/performance.md. */
import { availableParallelism, cpus } from 'node:os';
import { type Measurement, percentile } from './measure.ts';

interface Row {
  readonly name: string;
  readonly aim: string;
  readonly cell: (measurement: Measurement) => string;
}

const rows: readonly Row[] = [
  { name: 'files', aim: '', cell: ({ files }) => whole(files) },
  { name: 'size', aim: '', cell: ({ bytes }) => megabytes(bytes) },
  { name: 'floor: read, and parse the YAML into events', aim: '', cell: ({ floor }) => milliseconds(floor) },
  { name: 'cold index, language server', aim: '', cell: ({ coldIndex }) => milliseconds(coldIndex) },
  { name: '… against the floor', aim: '≤ 3 ×', cell: ({ coldIndex, floor }) => times(coldIndex / floor) },
  { name: 'cold `portolan check`, whole process', aim: '', cell: ({ check }) => milliseconds(check) },
  { name: '… against the floor', aim: '≤ 3 ×', cell: ({ check, floor }) => times(check / floor) },
  {
    name: 'keystroke to diagnostics, p50',
    aim: '',
    cell: ({ keystrokes }) => milliseconds(percentile(keystrokes, 0.5)),
  },
  { name: '… p95', aim: '< 30 ms', cell: ({ keystrokes }) => milliseconds(percentile(keystrokes, 0.95)) },
  { name: '… max', aim: '', cell: ({ keystrokes }) => milliseconds(percentile(keystrokes, 1)) },
  { name: 'hover, p50', aim: '', cell: ({ hovers }) => milliseconds(percentile(hovers, 0.5)) },
  { name: '… p95', aim: '', cell: ({ hovers }) => milliseconds(percentile(hovers, 0.95)) },
  { name: 'memory at rest', aim: '', cell: ({ memory }) => megabytes(memory) },
  { name: 'unexpected or missing findings', aim: '0', cell: ({ surprises }) => whole(surprises.length) },
];

/** The table, the growth between its first and last column, and the machine. */
export function report(measurements: readonly Measurement[]): string {
  const head = ['', ...measurements.map(({ services }) => `${whole(services)} services`), 'aim'];
  const lines = [
    row(head),
    row(head.map((_, column) => (column === 0 ? '---' : '---:'))),
    ...rows.map(({ name, aim, cell }) => row([name, ...measurements.map(cell), aim])),
  ];
  const growth = growthLine(measurements);
  return [...lines, '', ...(growth ? [growth, ''] : []), machine()].join('\n');
}

/** Puts a table between the two comments of a page that bear its name. Throws where the page lacks them. */
export function replaceTable(page: string, table: string, name = 'bench'): string {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the page lacks ${begin} and ${end}`);
  return `${page.slice(0, from + begin.length)}\n${table}\n${page.slice(to)}`;
}

function growthLine(measurements: readonly Measurement[]): string | undefined {
  const first = measurements[0];
  const last = measurements.at(-1);
  if (!first || !last || first === last) return undefined;
  const factor = last.services / first.services;
  const [index, check, floor] = [last.coldIndex / first.coldIndex, last.check / first.check, last.floor / first.floor];
  const aim = factor === 10 ? ' (aim: ≤ 12 ×)' : '';
  return `From ${whole(first.services)} to ${whole(last.services)} services (${times(factor)}) the cold index takes ${times(index)} as long${aim}, \`check\` ${times(check)}, the floor ${times(floor)}.`;
}

function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `Node ${process.version}, ${availableParallelism()} cores (${model}), ${process.platform} ${process.arch}.`;
}

export function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

export function whole(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

export function milliseconds(value: number): string {
  return `${value < 100 ? value.toFixed(1) : whole(value)} ms`;
}

export function megabytes(value: number): string {
  return `${(value / 1_000_000).toFixed(1)} MB`;
}

export function times(value: number): string {
  return `${value.toFixed(1)} ×`;
}
