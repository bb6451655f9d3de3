/** What a rule is. Its docs page, its row in the README and its setting are generated from this object. */
import type { Graph } from '../graph/graph.ts';
import type { Component, Finding, Severity } from '../model/index.ts';

export interface Rule {
  /** In kebab-case; also the name of its file, its docs page and its setting. */
  readonly id: string;
  /** The severity of its clearest findings; less certain ones are lower. */
  readonly severity: Severity;
  /** Off until the user sets a severity for it. */
  readonly enabled?: false;
  /** Traffic that meets what this reports goes no further. */
  readonly stops?: true;
  /** One line, without a full stop. */
  readonly summary: string;
  /** What happens at run time. Markdown. */
  readonly why: string;
  /** Small workspaces by file name. `bad` reports this rule and nothing else, `good` reports nothing; both are tests. */
  readonly bad: Example;
  readonly good: Example;
  /** Reports on this component alone, but may look at the whole graph. */
  check(graph: Graph, component: Component): readonly Finding[];
}

export type Example = Readonly<Record<string, string>>;
