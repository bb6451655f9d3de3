/** The port mappings of a `docker run` command line, as far as they can be told from it alone. */
import type { Site, Text } from '../model/index.ts';
import { type CommandLine, optionsOf } from './docker-options.ts';
import { mappingSites } from './port-mapping.ts';
import { cutText, flatten, textSpan } from './text-address.ts';

/** What cannot be told from the script: a variable, a substitution, a positional argument, what no template says. */
export const OPEN = /[$`\uFFFC]/;

/**
 * The ports of the host that a container takes, as `publish` sites without what is behind them; undefined where they
 * cannot all be told.
 */
export function publishedBy(line: CommandLine): readonly Site[] | undefined {
  const sharing = optionsOf(line, 'network', 'net').some((word) =>
    /^(?:host$|container:)|[$`\uFFFC]/.test(flatten(word)),
  );
  const all = optionsOf(line, 'publish').map((word) => (OPEN.test(flatten(word)) ? [] : publishedSites(word, 0)));
  const hosts = all.map((sites) => sites.filter(({ role }) => role === 'publish'));
  return sharing || line.rest.length === 0 || hosts.some((sites) => sites.length === 0) ? undefined : hosts.flat();
}

/** Of a mapping whose host side is not known, the container's. */
export function publishedSites(word: Text, index: number): readonly Site[] {
  const text = flatten(word);
  const from = OPEN.test(text) ? text.lastIndexOf(':') + 1 : 0;
  // Put together from several, it stands nowhere.
  if (cutText(word, from, text.length).length !== 1) return [];
  return mappingSites(text.slice(from), {
    place: (start, end) => textSpan(cutText(word, from + start, from + end)),
    index,
    field: 'container port',
    to: [{ kind: 'own' }],
  });
}
