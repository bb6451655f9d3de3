/**
 * The report as GitHub Actions workflow commands, which become annotations of the lines in a pull request.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
import type { Severity } from '../../model/index.ts';
import { isWithin } from '../../workspace/paths.ts';
import { placeOf, placeText } from './place.ts';
import type { Reporter } from './report.ts';

const COMMANDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

export const github: Reporter = ({ root, findings }, { env }) => {
  // Annotations name files as the checkout has them, whichever of its folders was checked.
  const checkout = env.GITHUB_WORKSPACE;
  const base = checkout && isWithin(checkout, root) ? checkout : root;
  return findings
    .map(({ rule, severity, message, span, related }) => {
      const { file, line, column, endLine, endColumn } = placeOf(span, base);
      const properties = { file, line, endLine, col: column, endColumn, title: rule };
      const written = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
      const places = related.map((other) => `${placeText(other.span, base)}  ${other.message}`);
      return `::${COMMANDS[severity]} ${written.join(',')}::${escapeData([message, ...places].join('\n'))}\n`;
    })
    .join('');
};

/** As the toolkit does it: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
