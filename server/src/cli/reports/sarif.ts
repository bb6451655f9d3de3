/**
 * The report as SARIF 2.1.0, which code scanning reads.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { ruleUrl } from '../../homepage.ts';
import type { Finding, Severity, Span } from '../../model/index.ts';
import { relativePath } from '../../workspace/paths.ts';
import type { RuleDoc } from '../parts.ts';
import { toJson } from './json.ts';
import { type Place, placeOf, placeOfEdit } from './place.ts';
import type { Reporter } from './report.ts';

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };
const BASE = 'SRCROOT';

export const sarif: Reporter = ({ version, root, findings, skipped }, { rules }) => {
  const fingerprint = fingerprints(root);
  const { href } = pathToFileURL(root);
  return toJson({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'portolan', version, semanticVersion: version, rules: rules.map(descriptor) } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [BASE]: { uri: href.endsWith('/') ? href : `${href}/` } },
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: skipped.map(({ file, reason }) => ({
              level: 'warning',
              message: { text: `skipped: ${reason}` },
              locations: [{ physicalLocation: { artifactLocation: artifact(file, root) } }],
            })),
          },
        ],
        results: findings.map((finding) => {
          const { rule, severity, message, span, related, fixes } = finding;
          return {
            ruleId: rule,
            ruleIndex: rules.findIndex(({ id }) => id === rule),
            level: LEVELS[severity],
            message: { text: message },
            locations: [{ physicalLocation: location(span, root) }],
            relatedLocations: related.map((other, id) => ({
              id,
              physicalLocation: location(other.span, root),
              message: { text: other.message },
            })),
            fixes: fixes.map((fix) => ({
              description: { text: fix.title },
              artifactChanges: changes(fix, root),
            })),
            partialFingerprints: { 'portolanFinding/v1': fingerprint(finding) },
          };
        }),
      },
    ],
  });
};

function descriptor({ id, severity, summary, why }: RuleDoc) {
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: why.trim(), markdown: why.trim() },
    helpUri: ruleUrl(id),
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function artifact(file: string, root: string) {
  const uri = relativePath(root, file).split('/').map(encodeURIComponent).join('/');
  return { uri, uriBaseId: BASE };
}

/** SARIF counts lines and columns from 1, with an exclusive end column (3.30.8). */
function region({ line, column, endLine, endColumn }: Place) {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

function location(span: Span, root: string) {
  return { artifactLocation: artifact(span.file, root), region: region(placeOf(span, root)) };
}

function changes({ edits }: Finding['fixes'][number], root: string) {
  return [...new Set(edits.map(({ span }) => span.file))].map((file) => ({
    artifactLocation: artifact(file, root),
    replacements: edits
      .filter(({ span }) => span.file === file)
      .map((edit) => ({ deletedRegion: region(placeOfEdit(edit, root)), insertedContent: { text: edit.newText } })),
  }));
}

/** Names a finding by what it says, not by its line, so that it stays the same when lines are added above it. */
function fingerprints(root: string): (finding: Finding) => string {
  const seen = new Map<string, number>();
  return ({ rule, span, message }) => {
    const key = [rule, relativePath(root, span.file), message].join('\0');
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    return createHash('sha256').update(`${key}\0${nth}`).digest('hex').slice(0, 32);
  };
}
