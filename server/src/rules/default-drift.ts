import { isComposeService, isOverride } from '../graph/environments/projects.ts';
import type { Graph } from '../graph/graph.ts';
import { keys } from '../graph/keys.ts';
import { filesWith } from '../graph/values/layers.ts';
import { type NumericDefault, numericDefault, textsOf, variablesOf } from '../graph/values/texts.ts';
import { resolveText } from '../graph/values/values.ts';
import type { Component, Finding, Fix, Severity } from '../model/index.ts';
import { comparePositions, startsTogether } from '../model/index.ts';
import { PORT_NAME } from '../syntax/settings.ts';
import type { Rule } from './rule.ts';

export const defaultDrift: Rule = {
  id: 'default-drift',
  severity: 'warning',
  summary: 'One variable has two defaults for a port',
  why: `Where nothing sets the variable, each place goes by its own default: \`\${PORT:-3000}\` here and \`\${PORT:-8080}\` there
are two ports. It is a warning where one process is told both, and information where two services of a project share the
variable, or where one of the two is the port of the host: that works until somebody sets the variable, which then changes
both. A variable that the \`.env\` file sets has no use for its defaults.`,
  bad: {
    'compose.yaml': `services:
  web:
    image: example.com/web:1
    environment:
      METRICS_PORT: \${METRICS_PORT:-9100}
    command: serve --metrics-port \${METRICS_PORT:-9200}
`,
  },
  good: {
    'compose.yaml': `services:
  web:
    image: example.com/web:1
    environment:
      METRICS_PORT: \${METRICS_PORT:-9100}
    command: serve --metrics-port \${METRICS_PORT:-9100}
`,
  },
  check(graph, component) {
    const own = defaultsOf(graph, component);
    if (own.length === 0) return [];
    const others = [...own, ...beside(graph, component).flatMap((c) => defaultsOf(graph, c))];
    const told = new Set<string>();
    return own.flatMap((use): Finding[] => {
      const { name } = use;
      const other = others.find((o) => o.name === name && o.number !== use.number && isBefore(o, use));
      if (!other || told.has(name) || [use, other].some((each) => isBroken(graph, each))) return [];
      told.add(name);
      return [finding(use, other, others)];
    });
  },
};

interface Use extends NumericDefault {
  readonly name: string;
  readonly component: Component;
  readonly outside: boolean;
}

/** The defaults that count: of variables that are called after a port and that nothing sets. */
function defaultsOf(graph: Graph, component: Component): readonly Use[] {
  return graph.store.known('defaults', component, () => findDefaults(graph, component));
}

function findDefaults(graph: Graph, component: Component): readonly Use[] {
  return textsOf(component).flatMap(({ text, outside }) =>
    variablesOf(text).flatMap((variable): Use[] => {
      const found = numericDefault(variable);
      if (!found || !PORT_NAME.test(variable.variable) || isSet(graph, component, found)) return [];
      return [{ ...found, name: `${variable.scope.kind} ${variable.variable}`, component, outside }];
    }),
  );
}

function isSet({ store }: Graph, component: Component, { variable }: NumericDefault): boolean {
  const { variable: name, span, scope } = variable;
  return resolveText(store, component, [{ variable: name, span, scope }]).complete;
}

/** The services that always start with a Compose service. A variant may have defaults of its own: that is what it is for. */
function beside({ store }: Graph, component: Component): readonly Component[] {
  if (!isComposeService(component)) return [];
  const files = [...(isOverride(component.file) ? filesWith(store, component) : []), component.file];
  return files.flatMap((file) => store.find(keys.file(file))).filter((c) => isComposeService(c) && c !== component);
}

/** It leads somewhere and reaches nothing, which is told by itself. */
function isBroken(graph: Graph, { component, variable: { span } }: Use): boolean {
  return graph
    .resolutions(component)
    .some(
      ({ from, ends }) =>
        [from.site.span, ...from.through].some((place) => startsTogether(place, span)) &&
        ends.some((end) => end.offers.length > 0 && end.reached.length === 0),
    );
}

/** Each pair is told once, on the later of the two. */
function isBefore(a: Use, b: Use): boolean {
  return a.span.file !== b.span.file || comparePositions(a.span, b.span) < 0;
}

function finding(use: Use, other: Use, all: readonly Use[]): Finding {
  const { variable, number, component, span } = use;
  const isOne = other.component.name === component.name && !use.outside && !other.outside;
  const together = all.filter((each) => each.name === use.name && each.component.name === component.name);
  const severity: Severity = isOne ? 'warning' : 'info';
  const whose = other.component.name === component.name ? '' : ` for ${other.component.label}`;
  return {
    rule: 'default-drift',
    severity,
    span,
    message: `${variable.variable} defaults to ${number} here, but to ${other.number}${whose}`,
    related: [{ span: other.span, message: `defaults to ${other.number}` }],
    fixes: isOne ? [settle(together, other.number), settle(together, number)] : [],
  };
}

/** One default in all places of a service that the process inside goes by. */
function settle(uses: readonly Use[], number: number): Fix {
  const others = uses.filter((use) => !use.outside && use.number !== number);
  const edits = others.map(({ span }) => ({ span, newText: String(number) }));
  return { title: `Let ${uses[0]!.variable.variable} default to ${number}`, edits };
}
