/**
 * Terraform's files, and the templates and lists of containers that they are made with. What they declare is known only
 * all together, in `deployments/terraform/`; alone they have comments.
 */
import { basename } from 'node:path/posix';
import type { Format } from '../model/index.ts';

const FILE = /\.(?:tf|tfvars)(?:\.json)?$|\.tftpl$/;
const TEMPLATE = /(?:task|container|definition)[^/]*\.json(?:\.tpl|\.tmpl|\.tftpl)?$|\.json\.tpl$/i;

export const terraform: Format = {
  id: 'terraform',
  comment: '#',
  matches: (path) => (FILE.test(path) || TEMPLATE.test(basename(path))) && !path.includes('/.terraform/'),
  parse: () => [],
};
