/** The report as JSON, for other programs. Its shape is a promise. */

import { relativePath } from '../../workspace/paths.ts';
import { placeOf, placeOfEdit } from './place.ts';
import { count, type Reporter } from './report.ts';

export const json: Reporter = ({ version, root, files, sites, findings, skipped }) =>
  toJson({
    version,
    root,
    summary: {
      files: files.length,
      sites,
      errors: count(findings, 'error'),
      warnings: count(findings, 'warning'),
      infos: count(findings, 'info'),
      skipped: skipped.map(({ file, reason }) => ({ file: relativePath(root, file), reason })),
    },
    findings: findings.map(({ rule, severity, message, span, related, fixes }) => ({
      rule,
      severity,
      message,
      ...placeOf(span, root),
      related: related.map((other) => ({ ...placeOf(other.span, root), message: other.message })),
      fixes: fixes.map(({ title, edits }) => ({
        title,
        edits: edits.map((edit) => ({ ...placeOfEdit(edit, root), newText: edit.newText })),
      })),
    })),
  });

export function toJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
