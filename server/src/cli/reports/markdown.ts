/** The report as Markdown, for a pull request's comment or a job's summary. */
import { ruleUrl } from '../../homepage.ts';
import { relativePath } from '../../workspace/paths.ts';
import { placeText } from './place.ts';
import { counted, type Reporter, tally } from './report.ts';
import { escapeMarkdown, markdownTable } from './table.ts';

export const markdown: Reporter = ({ root, files, sites, findings, skipped }) => {
  const parts = [
    `## Portolan: ${tally(findings) || 'no findings'}\n`,
    `${counted(files.length, 'file')}, ${counted(sites, 'port')}.\n`,
  ];
  if (findings.length > 0) {
    const rows = findings.map(({ severity, span, message, rule }) => [
      severity,
      escapeMarkdown(placeText(span, root)),
      escapeMarkdown(message),
      `[${rule}](${ruleUrl(rule)})`,
    ]);
    parts.push(markdownTable(['Severity', 'Place', 'Finding', 'Rule'], rows));
  }
  if (skipped.length > 0) {
    const rows = skipped.map(({ file, reason }) => [escapeMarkdown(relativePath(root, file)), escapeMarkdown(reason)]);
    parts.push(markdownTable(['Skipped', 'Why'], rows));
  }
  return parts.join('\n');
};
