/** Findings that a comment of their file silences. */
import type { Facts, Finding } from '../model/index.ts';

export function silence(facts: Facts | undefined, findings: readonly Finding[]): readonly Finding[] {
  const suppressions = facts?.suppressions ?? [];
  if (suppressions.length === 0) return findings;
  return findings.filter(
    ({ rule, span }) =>
      !suppressions.some((s) => s.line === span.line && (s.rules.length === 0 || s.rules.includes(rule))),
  );
}
