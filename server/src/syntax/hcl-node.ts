/**
 * The nodes of HCL's native syntax (github.com/hashicorp/hcl, hclsyntax/spec.md). Offsets count into the text that was
 * read, from 0, the end exclusive. What a name or a function means is not known here.
 */

export interface HclBody {
  readonly attributes: readonly HclAttribute[];
  readonly blocks: readonly HclBlock[];
}

interface Base {
  readonly start: number;
  readonly end: number;
}

/** `port = 80`. */
export interface HclAttribute extends Base {
  readonly name: string;
  readonly value: HclExpression;
}

/** `resource "aws_lb" "web" { ... }`; from its type to the closing brace. */
export interface HclBlock extends Base {
  readonly type: string;
  /** Offsets inside any quotes. */
  readonly labels: readonly (Base & { readonly text: string })[];
  readonly body: HclBody;
}

export type HclExpression =
  | HclLiteral
  | HclTemplate
  | HclTuple
  | HclObject
  | HclName
  | HclAccess
  | HclIndex
  | HclSplat
  | HclCall
  | HclConditional
  | HclOperation
  | HclFor
  | HclMissing;

/** A number, `true`, `false` or `null`, as written. */
export interface HclLiteral extends Base {
  readonly kind: 'literal';
  readonly type: 'number' | 'bool' | 'null';
  readonly text: string;
}

/** A quoted text or a heredoc; offsets are those of its characters, inside quotes and marks. */
export interface HclTemplate extends Base {
  readonly kind: 'template';
  readonly parts: readonly HclPart[];
}

export type HclPart =
  /** Characters; where they are escaped, `text` is shorter than the place. */
  | (Base & { readonly kind: 'text'; readonly text: string })
  /** `${ ... }`. */
  | (Base & { readonly kind: 'interpolation'; readonly value: HclExpression })
  /** `%{ if c }...%{ else }...%{ endif }`. */
  | (Base & {
      readonly kind: 'if';
      readonly condition: HclExpression;
      readonly then: readonly HclPart[];
      readonly otherwise: readonly HclPart[];
    })
  /** `%{ for k, v in c }...%{ endfor }`. */
  | (Base & {
      readonly kind: 'for';
      readonly key?: string;
      readonly value: string;
      readonly collection: HclExpression;
      readonly parts: readonly HclPart[];
    });

export interface HclTuple extends Base {
  readonly kind: 'tuple';
  readonly items: readonly HclExpression[];
}

export interface HclObject extends Base {
  readonly kind: 'object';
  /** A key that is a bare word is a template of it; one in parentheses is computed. */
  readonly entries: readonly { readonly key: HclExpression; readonly value: HclExpression }[];
}

/** A name that stands first: `var` in `var.port`. */
export interface HclName extends Base {
  readonly kind: 'name';
  readonly name: string;
}

/** `of.name`. */
export interface HclAccess extends Base {
  readonly kind: 'access';
  readonly of: HclExpression;
  readonly name: string;
}

/** `of[index]`. */
export interface HclIndex extends Base {
  readonly kind: 'index';
  readonly of: HclExpression;
  readonly index: HclExpression;
}

/** `of[*]` or `of.*` and the names behind it. */
export interface HclSplat extends Base {
  readonly kind: 'splat';
  readonly of: HclExpression;
  readonly names: readonly string[];
}

export interface HclCall extends Base {
  readonly kind: 'call';
  readonly name: string;
  readonly arguments: readonly HclExpression[];
  /** `f(list...)`: the last argument stands for several. */
  readonly spread: boolean;
}

export interface HclConditional extends Base {
  readonly kind: 'conditional';
  readonly condition: HclExpression;
  readonly then: HclExpression;
  readonly otherwise: HclExpression;
}

export interface HclOperation extends Base {
  readonly kind: 'operation';
  /** With one operand `-` or `!`. */
  readonly operator: string;
  readonly operands: readonly HclExpression[];
}

/** `[for k, v in c : value if condition]`, or with braces and `key => value`. */
export interface HclFor extends Base {
  readonly kind: 'for';
  readonly keyName?: string;
  readonly valueName: string;
  readonly collection: HclExpression;
  readonly key?: HclExpression;
  readonly value: HclExpression;
  readonly condition?: HclExpression;
  /** `value...`: values of equal keys are gathered. */
  readonly grouped: boolean;
}

/** Nothing is written yet, or nothing that can be read. */
export interface HclMissing extends Base {
  readonly kind: 'missing';
}
