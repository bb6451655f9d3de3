/**
 * The findings of one file, gathered from all who reported there: two components may tell of one mistake, and the
 * environments of a deployment tell of it once each. Each is kept once, and says where it holds.
 */
import type { Environment, Finding, Severity, Span } from '../model/index.ts';
import { compareSpans, placeKey, startsTogether } from '../model/index.ts';

export interface Reported {
  readonly finding: Finding;
  /** The environment that the component which it was found on belongs to. */
  readonly environment: Environment | undefined;
}

const CERTAINTY: readonly Severity[] = ['info', 'warning', 'error'];

/** What is known of the environments that are looked at. */
export interface Environments {
  /** How many there are of a deployment: what holds in all of them says none. */
  count(deployment: string): number;
  /** Those that change with a place. */
  at(place: Span): readonly Environment[];
}

/**
 * @returns in the order of their places; of those that say the same, the surest. `isLocal` where one of them does not
 * hold everywhere.
 */
export function gather(
  reported: readonly Reported[],
  environments: Environments,
): { readonly findings: readonly Finding[]; readonly isLocal: boolean } {
  const groups = new Map<string, Reported[]>();
  for (const each of reported) {
    const { span, rule, message } = each.finding;
    const key = `${placeKey(span)} ${rule} ${message}`;
    const group = groups.get(key);
    if (group) group.push(each);
    else groups.set(key, [each]);
  }
  let isLocal = false;
  const findings = joined([...groups.values()])
    .map((group) => {
      const first = surest(group);
      const finding = located(first, group, environments);
      isLocal ||= finding !== first;
      return finding;
    })
    .sort(
      (a, b) =>
        compareSpans(a.span, b.span) ||
        compareTexts(a.rule, b.rule) ||
        compareTexts(a.message, b.message) ||
        rank(b) - rank(a),
    );
  return { findings, isLocal };
}

/**
 * One mistake reads otherwise where the other end is another in each environment. What is told of one place by one rule,
 * once in each of several environments, is one finding.
 */
function joined(groups: readonly (readonly Reported[])[]): readonly (readonly Reported[])[] {
  const found: Reported[][] = [];
  for (const group of groups) {
    const [{ finding, environment }] = group as [Reported, ...Reported[]];
    const same = found.find(
      (other) =>
        environment !== undefined &&
        other[0]!.finding.rule === finding.rule &&
        startsTogether(other[0]!.finding.span, finding.span) &&
        other.every((o) => o.environment?.deployment === environment.deployment) &&
        !other.some((o) => group.some((each) => each.environment?.id === o.environment?.id)),
    );
    if (same) same.push(...group);
    else found.push([...group]);
  }
  return found;
}

/** The first of the surest, the default's before others; with the fixes that all agree on, or else as guesses. */
function surest(group: readonly Reported[]): Finding {
  const byDefault = ({ environment }: Reported): number => Number(environment?.name === 'default');
  const [first] = group
    .toSorted((a, b) => rank(b.finding) - rank(a.finding) || byDefault(b) - byDefault(a))
    .map(({ finding }) => finding);
  const others = group.map(({ finding }) => finding).filter(({ message }) => message !== first!.message);
  if (others.length === 0) return first!;
  const agrees = (edits: string, { fixes }: Finding): boolean =>
    fixes.some((fix) => JSON.stringify(fix.edits) === edits);
  const common = first!.fixes.filter(({ edits }) => others.every((other) => agrees(JSON.stringify(edits), other)));
  return { ...first!, fixes: common.length > 0 ? common : first!.fixes.map((fix) => ({ ...fix, guess: true })) };
}

function rank({ severity }: Finding): number {
  return CERTAINTY.indexOf(severity);
}

/** `(in values-prod.yaml)`, where it does not hold everywhere. */
function located(finding: Finding, group: readonly Reported[], { count, at }: Environments): Finding {
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
  if (everywhere) return finding;
  // A fix must leave alone those that are in order.
  const isOwn = ({ id, deployment }: Environment): boolean => environments.has(id) || !deployments.has(deployment);
  const fixes = finding.fixes.filter(({ edits }) => edits.every(({ span }) => at(span).every(isOwn)));
  return { ...finding, message: `${finding.message} (in ${labels.join(', ')})`, fixes };
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
