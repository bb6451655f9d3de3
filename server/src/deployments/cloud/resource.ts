/** Resources: what cloud files declare, the same whatever language they are written in. */
import type { Source, Span } from '../../model/index.ts';
import type { Origin } from '../../syntax/rendered.ts';
import type { Mapping } from './tree.ts';

export interface Resource {
  /** Terraform's name of the type: `aws_lb_target_group`. */
  readonly type: string;
  /** Unique in what is deployed together: `module.web.aws_lb_target_group.this["http"]`. */
  readonly address: string;
  /** As its file calls it: `this`. */
  readonly name: string;
  readonly span: Span;
  /** The same place in the text, where it is written as a block of its own. */
  readonly label?: Origin;
  readonly attributes: Mapping;
  readonly source: Source;
  /** All of what declares it, from its first character to its last, where that is one stretch of its file. */
  readonly block?: Origin;
  /** The folder that it is deployed from: what belongs together. */
  readonly folder: string;
  /** Not the default provider makes it: in which cluster, or on which host, is not known. */
  readonly isElsewhere?: true;
}
