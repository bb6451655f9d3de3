/**
 * Templates of CloudFormation by the ending that is theirs alone; others are YAML or JSON like any. What they declare is
 * known only together with the stacks that they nest, in `deployments/cloudformation/`.
 */
import type { Format } from '../model/index.ts';

export const cloudformation: Format = {
  id: 'cloudformation',
  comment: '#',
  matches: (path) => /\.template$/.test(path),
  parse: () => [],
};
