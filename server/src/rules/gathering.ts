/**
 * The findings of one file, gathered from all who reported there: two components may tell of one mistake, and the
 * environments of a deployment tell of it once each. Each is kept once, and says where it holds.
 */
import type { Environment, Finding, Severity } from '../model/index.ts';
import { compareSpans } from '../model/index.ts';

export interface Reported {
  readonly finding: Finding;
  /** The environment that the component which it was found on belongs to. */
  readonly environment: Environment | undefined;
}

const CERTAINTY: readonly Severity[] = ['info', 'warning', 'error'];

/**
 * @param count How many environments of a deployment are looked at: what holds in all of them says none.
 * @returns in the order of their places; of those that say the same, the surest.
 */
export function gather(reported: readonly Reported[], count: (deployment: string) => number): readonly Finding[] {
  const groups = new Map<string, Reported[]>();
  for (const each of reported) {
    const { span, rule, message } = each.finding;
    const key = `${span.start} ${rule} ${message}`;
    const group = groups.get(key);
    if (group) group.push(each);
    else groups.set(key, [each]);
  }
  return [...groups.values()]
    .map((group) => {
      const [first] = group.toSorted((a, b) => rank(b.finding) - rank(a.finding));
      return located(first!.finding, group, count);
    })
    .sort(
      (a, b) =>
        compareSpans(a.span, b.span) ||
        compareTexts(a.rule, b.rule) ||
        compareTexts(a.message, b.message) ||
        rank(b) - rank(a),
    );
}

function rank({ severity }: Finding): number {
  return CERTAINTY.indexOf(severity);
}

/** `(in values-prod.yaml)`, where it does not hold everywhere. */
function located(finding: Finding, group: readonly Reported[], count: (deployment: string) => number): Finding {
  const environments = new Map<string, Environment>();
  for (const { environment } of group) {
    // Somebody who belongs to no deployment tells of it as well: it holds anyway.
    if (!environment) return finding;
    environments.set(environment.id, environment);
  }
  const found = [...environments.values()];
  const deployments = new Set(found.map(({ deployment }) => deployment));
  const everywhere = [...deployments].every(
    (id) => found.filter(({ deployment }) => deployment === id).length >= count(id),
  );
  const labels = [...new Set(found.map(({ label }) => label))].sort();
  return everywhere ? finding : { ...finding, message: `${finding.message} (in ${labels.join(', ')})` };
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
