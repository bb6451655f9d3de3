/** Comments that silence findings: `# portolan-ignore target-port-unmatched, invalid-port: the mesh rewrites it`. */
import type { Source, Suppression } from '../model/index.ts';

export const SUPPRESSION = 'portolan-ignore';
const FORM = /portolan-ignore(?:[ \t]+([a-z][a-z-]*(?:[ \t]*,[ \t]*[a-z][a-z-]*)*))?[ \t]*(?::[ \t]*(.*?))?[ \t]*\r?$/;

/** The suppressions of a file whose comments start with `comment` and run to the end of the line. */
export function findSuppressions(source: Source, comment: string): readonly Suppression[] {
  const { text } = source;
  const found: Suppression[] = [];
  for (let at = text.indexOf(SUPPRESSION); at >= 0; at = text.indexOf(SUPPRESSION, at + 1)) {
    const start = Math.max(text.lastIndexOf('\n', at), text.lastIndexOf('\r', at)) + 1;
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    const before = text.slice(start, at);
    const mark = before.lastIndexOf(comment);
    if (mark < 0 || before.slice(mark + comment.length).trim() !== '') continue;
    const form = FORM.exec(text.slice(at, end));
    if (!form) continue;
    const span = source.span(at, end);
    found.push({
      span,
      line: before.slice(0, mark).trim() === '' ? span.line + 1 : span.line,
      rules: form[1] ? form[1].split(',').map((rule) => rule.trim()) : [],
      ...(form[2] ? { reason: form[2] } : {}),
    });
  }
  return found;
}
