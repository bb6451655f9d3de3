/** Where the project's pages stand. The one place that holds an address of it. */

const DOCUMENTS = 'https://github.com/portolan/portolan/blob/main/docs';

/** The page of a rule, by its id: `target-port-unmatched`. */
export function ruleUrl(id: string): string {
  return `${DOCUMENTS}/rules/${id}.md`;
}
