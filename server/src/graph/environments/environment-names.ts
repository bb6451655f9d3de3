/** What people call environments, and which of these names mean the same one. */
import { dirname } from 'node:path/posix';

/** Each by the name under which it is compared. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  prod: ['prod', 'production', 'prd', 'live'],
  staging: ['staging', 'stage', 'stg'],
  dev: ['dev', 'develop', 'development', 'local'],
  test: ['test', 'tests', 'testing', 'tst'],
  qa: ['qa'],
  uat: ['uat', 'acceptance'],
  preprod: ['preprod', 'preproduction'],
  integration: ['integration', 'int'],
  ci: ['ci'],
  demo: ['demo'],
  preview: ['preview'],
  sandbox: ['sandbox', 'sbx'],
  perf: ['perf', 'performance', 'loadtest'],
};

const CANONICAL = new Map(Object.entries(NAMES).flatMap(([name, all]) => all.map((other) => [other, name] as const)));

/** One name for all that people call one environment: `prod-eu` for `production_EU`. Other names are their own. */
export function canonicalName(name: string): string {
  const whole = name.toLowerCase().replace(/^pre[-_.]prod/, 'preprod');
  return whole
    .split(/[-_.]/)
    .map((word) => CANONICAL.get(word) ?? word)
    .join('-');
}

/** True for a name that says an environment wherever it stands: `prod`, `prod-eu`, `us_staging`. */
export function isEnvironmentName(name: string): boolean {
  return name
    .toLowerCase()
    .split(/[-_.]/)
    .some((word) => CANONICAL.has(word));
}

/** Up to the innermost folder whose name begins with an environment's. Every component is asked, so it is one pattern. */
const FOLDER = new RegExp(`^(.*/)((?:${[...CANONICAL.keys()].join('|')})(?:[-_.][^/]*)?)(?=/)`, 'i');

/**
 * The innermost folder of a path that is called like an environment. Its pattern has a star in place of the name, so that
 * the same place below `prod` and `dev` has the same.
 */
export function environmentFolder(file: string): EnvironmentFolder | undefined {
  const [path, above, name] = FOLDER.exec(file) ?? [];
  if (path === undefined || above === undefined || name === undefined) return undefined;
  return { name, path, pattern: `${above}*${dirname(file).slice(path.length)}` };
}

export interface EnvironmentFolder {
  readonly name: string;
  /** Absolute: `/repo/k8s/prod`. */
  readonly path: string;
  readonly pattern: string;
}
