/** The nodes of a Go template (pkg.go.dev/text/template). Offsets are into the text that was parsed. */

export interface Place {
  /** UTF-16 offsets, from 0, the end exclusive. */
  readonly start: number;
  readonly end: number;
}

export interface Template {
  readonly body: readonly TemplateNode[];
  /** `define` and `block`, wherever they stand. */
  readonly defines: readonly Define[];
  readonly problems: readonly Fault[];
}

export interface Fault extends Place {
  readonly message: string;
}

/** The place is that of the whole definition, from its first brace to its last. */
export interface Define extends Place {
  readonly name: string;
  readonly body: readonly TemplateNode[];
}

/** A text's place is what is left of it after trimming; any other node's is its opening action, braces included. */
export type TemplateNode =
  | (Place & { readonly kind: 'text' })
  /** Evaluates a pipeline, and writes it out unless it declares a variable. */
  | (Place & { readonly kind: 'action'; readonly pipe: Pipe })
  /** An action that cannot be read. */
  | (Place & { readonly kind: 'broken' })
  | Branch
  | (Place & { readonly kind: 'template'; readonly name: string; readonly pipe?: Pipe })
  | (Place & { readonly kind: 'break' | 'continue' });

export interface Branch extends Place {
  readonly kind: 'if' | 'with' | 'range';
  /** Absent where it cannot be read. */
  readonly pipe?: Pipe;
  readonly body: readonly TemplateNode[];
  readonly otherwise: readonly TemplateNode[];
}

export interface Pipe extends Place {
  /** `$i, $each :=`, without the dollar. */
  readonly variables: readonly string[];
  /** `=` instead of `:=`. */
  readonly assigns: boolean;
  readonly commands: readonly Command[];
}

/** An operand and what it is applied to. */
export type Command = readonly Operand[];

export type Operand = Place &
  (
    | { readonly kind: 'dot' | 'nil' }
    | { readonly kind: 'bool'; readonly value: boolean }
    | { readonly kind: 'number'; readonly value: number; readonly float: boolean }
    /** `exact`: the characters stand between the quotes letter for letter. */
    | { readonly kind: 'string'; readonly text: string; readonly exact: boolean }
    | { readonly kind: 'function'; readonly name: string }
    /** `.Values.port` */
    | { readonly kind: 'field'; readonly fields: readonly string[] }
    /** `$x.port`; the name is empty for `$` itself. */
    | { readonly kind: 'variable'; readonly name: string; readonly fields: readonly string[] }
    /** `(index .Values 0).port` */
    | { readonly kind: 'group'; readonly pipe: Pipe; readonly fields: readonly string[] }
  );
