/** Findings that a comment or an annotation of their file silences, and those of these that silence nothing. */
import type { Edit, Finding, Fix, Suppression } from '../model/index.ts';
import { compareSpans, endColumn } from '../model/index.ts';
import { UNUSED, unusedSuppression } from './unused-suppression.ts';

/**
 * What is left of the findings of one file, with what is to say of its suppressions.
 * @param isOn True for the rules that are checked; undefined for ids that no rule has.
 */
export function silence(
  suppressions: readonly Suppression[],
  findings: readonly Finding[],
  isOn: (rule: string) => boolean | undefined,
): readonly Finding[] {
  if (suppressions.length === 0) return findings;
  const loud = findings.filter((finding) => !suppressions.some((s) => silences(s, finding)));
  if (!isOn(UNUSED)) return loud;
  const unused = suppressions.flatMap((s) => unusedOf(s, findings, isOn) ?? []);
  return unused.length === 0 ? loud : [...loud, ...unused].sort((a, b) => compareSpans(a.span, b.span));
}

function silences({ from, to, rules }: Suppression, { rule, span }: Finding): boolean {
  return from <= span.line && span.line <= to && (rules.length === 0 || rules.some((r) => r.text === rule));
}

/** What a suppression names without need. A rule that is off might need it when it is on again. */
function unusedOf(
  suppression: Suppression,
  findings: readonly Finding[],
  isOn: (rule: string) => boolean | undefined,
): Finding | undefined {
  const { span, rules, removal } = suppression;
  const here = findings.filter((finding) => silences(suppression, finding));
  const idle = rules.filter(({ text }) => isOn(text) !== false && !here.some(({ rule }) => rule === text));
  if (rules.length === 0 ? here.length > 0 : idle.length === 0) return undefined;
  const unknown = idle.filter(({ text }) => isOn(text) === undefined);
  const rest = idle.filter((rule) => !unknown.includes(rule));
  const said = [
    ...(unknown.length > 0 ? [`no rule is called ${list(unknown)}`] : []),
    ...(rest.length > 0 ? [`${list(rest)} ${rest.length === 1 ? 'reports' : 'report'} nothing here`] : []),
  ];
  const all = idle.length === rules.length;
  const fix = all ? removal && whole(removal) : part(suppression, idle);
  return {
    rule: UNUSED,
    severity: unusedSuppression.severity,
    span: all ? span : idle[0]!.span,
    message: said.length > 0 ? said.join(', and ') : 'nothing is reported here',
    related: [],
    fixes: fix ? [fix] : [],
  };
}

function list(rules: readonly { readonly text: string }[]): string {
  const names = rules.map(({ text }) => text);
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function whole(removal: Edit): Fix {
  return { title: 'Remove the suppression', edits: [removal] };
}

/** Each name goes with the comma behind it; the last ones with the comma before them. */
function part({ rules }: Suppression, idle: Suppression['rules']): Fix | undefined {
  if (rules.some(({ span }) => span.line !== rules[0]!.span.line)) return undefined;
  const last = rules.findLastIndex((rule) => !idle.includes(rule));
  const edits = rules.flatMap((rule, index): Edit[] => {
    if (!idle.includes(rule)) return [];
    const column = index < last ? rule.span.column : endColumn(rules[index - 1]!.span);
    const end = index < last ? rules[index + 1]!.span.column : endColumn(rule.span);
    return [{ span: { ...rule.span, column, length: end - column }, newText: '' }];
  });
  return { title: `Remove ${list(idle)} from the suppression`, edits };
}
