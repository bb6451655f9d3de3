/**
 * .helmignore: which files of a folder are no part of its chart (helm.sh/docs/chart_template_guide/helm_ignore_file). The
 * first pattern that fits counts. A file with a negation, which Helm reads the other way round, or with `**`, which it
 * refuses, leaves nothing out here.
 */

/** True for a path, relative to the chart's folder, that is left out. */
export type Ignored = (path: string) => boolean;

interface Rule {
  readonly pattern: RegExp;
  /** Only the name of a file or folder is compared. */
  readonly isName: boolean;
  readonly isFolder: boolean;
}

/** Whatever a chart says, names that begin with a dot are no templates. */
const HIDDEN = /^templates\/\.[^/]/;

export function ignoredBy(text: string | undefined): Ignored {
  const lines = (text ?? '').split('\n').flatMap((line) => line.trim() || []);
  const patterns = lines.filter((line) => !line.startsWith('#'));
  const isOdd = patterns.some((pattern) => pattern.startsWith('!') || pattern.includes('**'));
  const rules = isOdd ? [] : patterns.map(ruleOf);
  return (path) => {
    if (HIDDEN.test(path)) return true;
    // A folder that is left out takes along what it holds.
    for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
      if (fits(rules, path.slice(0, end), true)) return true;
    }
    return fits(rules, path, false);
  };
}

function fits(rules: readonly Rule[], path: string, isFolder: boolean): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return rules.some((rule) => (isFolder || !rule.isFolder) && rule.pattern.test(rule.isName ? name : path));
}

function ruleOf(line: string): Rule {
  const isFolder = line.endsWith('/');
  const pattern = isFolder ? line.slice(0, -1) : line;
  return { pattern: matcher(pattern.replace(/^\//, '')), isName: !pattern.includes('/'), isFolder };
}

/** A pattern of Go's `filepath.Match`; one that is malformed fits nothing. */
function matcher(pattern: string): RegExp {
  const source = pattern.replace(/\\.|\[\^?(?:\\.|[^\]\\])+\]|[*?]|[^\w*?]/g, (part) => {
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    if (part.length > 1) return part;
    return part === '/' ? '/' : `\\${part}`;
  });
  try {
    return new RegExp(`^${source}$`);
  } catch {
    return /(?!)/;
  }
}
