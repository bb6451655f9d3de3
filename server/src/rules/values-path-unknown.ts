import type { Finding, Fix, MissingValue } from '../model/index.ts';
import { partOf } from '../model/index.ts';
import type { Rule } from './rule.ts';

export const valuesPathUnknown: Rule = {
  id: 'values-path-unknown',
  severity: 'warning',
  summary: "A chart's template takes a port from a value that no values file sets, beside one of nearly that name",
  why: `Helm renders a value that is nowhere set as nothing, without a word. A port that is empty is left out or refused,
and a Service without a \`targetPort\` passes its own port on. Reported where a port is taken from a path of which the
values files hold one that differs by a slip of the finger. A value that is meant to be given when the chart is installed
has no such neighbour.`,
  bad: {
    'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'values.yaml': 'service:\n  port: 80\n',
    'templates/service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports:
    - port: {{ .Values.sevice.port }}
`,
  },
  good: {
    'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'values.yaml': 'service:\n  port: 80\n',
    'templates/service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports:
    - port: {{ .Values.service.port }}
`,
  },
  check(_graph, component) {
    if (component.kind !== 'chart') return [];
    return component.missing.filter(isPort).flatMap((value) => {
      const { nearest } = value;
      return nearest === undefined || isPlural(value.path, nearest) ? [] : [report(value, nearest)];
    });
  },
};

function isPort({ field, path }: MissingValue): boolean {
  return field !== undefined && (/port$/i.test(field) || (field === 'number' && /port$/i.test(path)));
}

/** `port` beside `ports`: often both are meant. */
function isPlural(a: string, b: string): boolean {
  return `${a}s` === b || `${b}s` === a;
}

function report(value: MissingValue, nearest: string): Finding {
  const { span, path } = value;
  return {
    rule: 'values-path-unknown',
    severity: 'warning',
    span,
    message: `no values file sets ${path}; there is ${nearest}`,
    related: [],
    fixes: fixesOf(value, nearest),
  };
}

/** Only where the expression is the whole path: `.Values.a.b`, `$.Values.a.b`. */
function fixesOf({ span, path }: MissingValue, nearest: string): readonly Fix[] {
  const before = span.length - path.length;
  const isWhole = before === '.Values.'.length || before === '$.Values.'.length;
  if (!isWhole) return [];
  const place = partOf(span, before, span.length);
  return [{ title: `Change to ${nearest}`, edits: [{ span: place, newText: nearest }] }];
}
