/**
 * The report as JUnit XML, which every CI reads: a suite for each file, a case for each rule that reports there, and
 * one case that passes for a file without findings. Errors and warnings fail, the rest is written beside the case.
 */
import type { Finding } from '../../model/index.ts';
import type { Skipped } from '../../workspace/discovery.ts';
import { relativePath } from '../../workspace/paths.ts';
import { placeText } from './place.ts';
import type { Reporter } from './report.ts';

interface Case {
  readonly xml: string;
  readonly outcome: 'passed' | 'failure' | 'skipped';
}

export const junit: Reporter = ({ root, files, findings, skipped }) => {
  const byFile = groupBy(findings, ({ span }) => span.file);
  const skippedByFile = groupBy(skipped, ({ file }) => file);
  const all = [...new Set([...files, ...byFile.keys(), ...skippedByFile.keys()])].sort();
  const suites = all.map((file) => {
    const name = relativePath(root, file);
    const cases = casesOf(name, byFile.get(file) ?? [], skippedByFile.get(file) ?? [], root);
    const attributes = `name=${quoted(name)} ${totals(cases)}`;
    const body = cases.map(({ xml }) => xml).join('');
    return { cases, xml: `  <testsuite ${attributes}>\n${body}  </testsuite>\n` };
  });
  const total = totals(suites.flatMap(({ cases }) => cases));
  const body = suites.map(({ xml }) => xml).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="portolan" ${total}>\n${body}</testsuites>\n`;
};

function casesOf(
  file: string,
  findings: readonly Finding[],
  skipped: readonly Skipped[],
  root: string,
): readonly Case[] {
  const cases = [...groupBy(findings, ({ rule }) => rule)].map(([rule, found]) => ruleCase(file, rule, found, root));
  for (const { reason } of skipped) {
    cases.push({ xml: testcase(file, 'skipped', `      <skipped message=${quoted(reason)}/>\n`), outcome: 'skipped' });
  }
  return cases.length > 0 ? cases : [{ xml: testcase(file, 'no findings', ''), outcome: 'passed' }];
}

function ruleCase(file: string, rule: string, findings: readonly Finding[], root: string): Case {
  const text = findings
    .map(({ severity, span, message }) => `${placeText(span, root)} ${severity} ${message}\n`)
    .join('');
  const worst =
    findings.find(({ severity }) => severity === 'error') ?? findings.find(({ severity }) => severity === 'warning');
  if (!worst)
    return { xml: testcase(file, rule, `      <system-out>${escaped(text)}</system-out>\n`), outcome: 'passed' };
  const attributes = `type=${quoted(worst.severity)} message=${quoted(worst.message)}`;
  return { xml: testcase(file, rule, `      <failure ${attributes}>${escaped(text)}</failure>\n`), outcome: 'failure' };
}

function testcase(file: string, name: string, body: string): string {
  const attributes = `classname=${quoted(file)} name=${quoted(name)} file=${quoted(file)}`;
  return body === '' ? `    <testcase ${attributes}/>\n` : `    <testcase ${attributes}>\n${body}    </testcase>\n`;
}

function totals(cases: readonly Case[]): string {
  const number = (outcome: Case['outcome']) => cases.filter((one) => one.outcome === outcome).length;
  return `tests="${cases.length}" failures="${number('failure')}" errors="0" skipped="${number('skipped')}"`;
}

function groupBy<T>(list: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

/** An attribute's value with its quotes; line ends survive only as character references. */
function quoted(text: string): string {
  return `"${escaped(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;')}"`;
}

function escaped(text: string): string {
  return (
    text
      // XML 1.0 has no way to write them.
      .replace(/[^\P{Cc}\t\r\n]|[\ufffe\uffff]/gu, '\ufffd')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
  );
}
