/** What the light bulb offers. Every edit is one that a finding already carries, or a comment; nothing is resolved here. */
import type { Engine } from '../engine.ts';
import type { Edit, Finding } from '../model/index.ts';
import { comparePositions, endOf, isSamePlace, pointBefore } from '../model/index.ts';
import { UNUSED } from '../rules/unused-suppression.ts';
import { fileSource } from '../syntax/source.ts';
import { SUPPRESSION, suppressingComment } from '../syntax/suppressions.ts';

export type Action =
  /** Mends the finding. */
  | { readonly kind: 'fix'; readonly title: string; readonly edits: readonly Edit[]; readonly preferred: boolean }
  /** Silences this finding by a comment. */
  | { readonly kind: 'ignore'; readonly title: string; readonly edits: readonly Edit[] }
  /** Silences the rule; how is the caller's business. */
  | { readonly kind: 'ignore-rule'; readonly title: string; readonly rule: string };

/**
 * The actions for one finding, the likeliest first.
 * @param text The text of the finding's file, for the comment; without it, none is offered.
 * @returns edits whose new lines end in `\n`, whatever the file's own end in.
 */
export function codeActions(engine: Engine, finding: Finding, text: string | undefined): readonly Action[] {
  const actions: Action[] = finding.fixes.map(({ title, edits }, index) => ({
    kind: 'fix',
    title,
    edits,
    preferred: index === 0 && isSure(finding),
  }));
  const comment = text === undefined ? undefined : ignoreHere(engine, finding, text);
  if (comment) actions.push({ kind: 'ignore', title: `Ignore ${finding.rule} here`, edits: [comment] });
  actions.push({ kind: 'ignore-rule', title: `Ignore ${finding.rule} in this workspace`, rule: finding.rule });
  return actions;
}

/**
 * True where the first fix may be applied unasked: no other is as likely, and the fault is more than a maybe. What
 * looks unused may be needed by whoever reads more of the workspace.
 */
export function isSure({ rule, severity, fixes: [first] }: Finding): boolean {
  return first !== undefined && !first.guess && severity !== 'info' && rule !== UNUSED;
}

/**
 * The preferred fixes of a file taken together, as one list of edits. Where two would change the same text, the one
 * whose finding stands first is taken and the other left for a second run.
 */
export function fixAll(findings: readonly Finding[]): readonly Edit[] {
  const taken: Edit[] = [];
  for (const finding of findings) {
    if (!isSure(finding)) continue;
    const edits = (finding.fixes[0]?.edits ?? []).filter((edit) => !taken.some((other) => sameEdit(edit, other)));
    if (!edits.some((edit) => taken.some((other) => collide(edit, other)))) taken.push(...edits);
  }
  return taken;
}

function sameEdit(a: Edit, b: Edit): boolean {
  return a.newText === b.newText && isSamePlace(a.span, b.span);
}

/** Two edits that touch collide: which comes first would be a guess. */
function collide(a: Edit, b: Edit): boolean {
  return (
    a.span.file === b.span.file && comparePositions(a.span, endOf(b)) <= 0 && comparePositions(b.span, endOf(a)) <= 0
  );
}

/** A comment on a line of its own above the finding, or one more rule in the comment that stands there. */
function ignoreHere(engine: Engine, { rule, span }: Finding, text: string): Edit | undefined {
  const format = engine.format(span.file);
  if (!format || rule === UNUSED) return undefined;
  const known = engine.facts(span.file)?.suppressions ?? [];
  const present = known.find(({ span: comment, from, to, rules: [first] }) => {
    const listed = first !== undefined && engine.textAt(comment).startsWith(SUPPRESSION);
    return listed && from <= span.line && span.line <= to;
  })?.rules[0]?.span;
  if (present) return { span: pointBefore(present), newText: `${rule}, ` };
  return suppressingComment(fileSource(span.file, text), format, span, rule);
}
