/** What `check` found, and the ways to write it. Reports are pure: data in, text out. */
import type { Finding, Severity } from '../../model/index.ts';
import type { Skipped } from '../../workspace/discovery.ts';
import type { RuleDoc } from '../parts.ts';
import type { Paint, Terminal } from '../terminal.ts';

export interface Report {
  readonly version: string;
  /** Absolute; paths are shown relative to it. */
  readonly root: string;
  /** The files that were read, absolute and in order. */
  readonly files: readonly string[];
  /** How many port sites stand in them. */
  readonly sites: number;
  /** By file and place. */
  readonly findings: readonly Finding[];
  readonly skipped: readonly Skipped[];
}

export interface Surroundings {
  readonly paint: Paint;
  readonly env: Terminal['env'];
  readonly rules: readonly RuleDoc[];
  /** The text of a file that was read. */
  textOf(file: string): string | undefined;
}

/** @returns the whole report, with a line end at its end. */
export type Reporter = (report: Report, surroundings: Surroundings) => string;

export const SEVERITIES = ['error', 'warning', 'info'] as const satisfies readonly Severity[];

export function count(findings: readonly Finding[], severity: Severity): number {
  return findings.filter((finding) => finding.severity === severity).length;
}

/** `1 file`, `2 files`. */
export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** `1 error, 2 warnings`; severities without findings are not named. */
export function tally(findings: readonly Finding[]): string {
  return SEVERITIES.flatMap((severity) => {
    const number = count(findings, severity);
    return number === 0 ? [] : [severity === 'info' ? `${number} info` : counted(number, severity)];
  }).join(', ');
}
