/** The report for people: each finding with its line, the places that belong to it, and its first fix. */
import { isSure } from '../../features/codeAction.ts';
import type { Finding, Severity } from '../../model/index.ts';
import { type Paint, printable } from '../terminal.ts';
import { frame } from './frame.ts';
import { placeText } from './place.ts';
import { counted, type Report, type Reporter, tally } from './report.ts';

const COLOURS: Readonly<Record<Severity, keyof Paint>> = { error: 'red', warning: 'yellow', info: 'blue' };

export const pretty: Reporter = (report, { paint, textOf }) => {
  const blocks = report.findings.map((finding) => findingBlock(finding, report.root, textOf, paint));
  return [...blocks, `${summary(report, paint)}\n`].join('\n');
};

/** Several lines, with a line end at the end. */
export function findingBlock(
  { rule, severity, span, message, related, fixes }: Finding,
  root: string,
  textOf: (file: string) => string | undefined,
  paint: Paint,
): string {
  const colour = paint[COLOURS[severity]];
  const lines = [
    `${paint.bold(printable(placeText(span, root)))}  ${colour(severity)}  ${paint.dim(rule)}`,
    `  ${paint.bold(printable(message))}`,
    ...frame(span, textOf(span.file) ?? '', colour, paint).map((line) => `    ${line}`),
    ...related.map((other) => `  ${paint.cyan(printable(placeText(other.span, root)))}  ${printable(other.message)}`),
    ...fixes.slice(0, 1).map(({ title }) => `  ${paint.green('fix:')} ${printable(title)}`),
  ];
  return `${lines.join('\n')}\n`;
}

function summary({ files, sites, findings, skipped }: Report, paint: Paint): string {
  const fixable = findings.filter(isSure).length;
  const extent = `in ${counted(files.length, 'file')} (${counted(sites, 'port')})`;
  const left = skipped.length > 0 ? `, ${counted(skipped.length, 'file')} skipped` : '';
  if (findings.length === 0) return `${paint.green('No findings')} ${extent}${left}`;
  const mend = fixable > 0 ? `; --fix mends ${fixable}` : '';
  return `${paint.bold(tally(findings))} ${extent}${left}${mend}`;
}
