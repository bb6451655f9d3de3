/**
 * Elastic Beanstalk's configuration files. What they set is known only all together, in `deployments/beanstalk/`; alone
 * they have comments.
 */
import type { Format } from '../model/index.ts';

export const ebextensions: Format = {
  id: 'ebextensions',
  comment: '#',
  matches: (path) => /\/\.ebextensions\/[^/]+\.config$/.test(path),
  parse: () => [],
};
