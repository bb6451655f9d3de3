import { DEFAULT } from '../graph/environments/environments.ts';
import { columnsOf, compareWith, type Entry, goneFrom, recordOf, writtenKey } from '../graph/environments/record.ts';
import type { Graph } from '../graph/graph.ts';
import type { PortSite } from '../graph/sites.ts';
import type { Component, Finding, Fix, PortRecord, RecordedPort } from '../model/index.ts';
import { changeTo } from './fixes.ts';
import type { Rule } from './rule.ts';
import { siteText } from './wording.ts';

export const recordedPort: Rule = {
  id: 'recorded-port',
  severity: 'warning',
  summary: 'A port changed, appeared or vanished without the record of ports, ports.lock.yaml',
  why: `\`portolan map --record\` writes down every port of a folder in \`ports.lock.yaml\`. Whoever keeps that file under
version control wants to see a port that changes: firewalls, dashboards, clients and other teams go by it, and none of them
is in this workspace. Nothing need be broken, so it is no error; but it was asked for, so it is more than information.
Without the file nothing is reported.`,
  bad: {
    'compose.yaml': `services:
  web:
    image: example.com/web:1
    ports:
      - "8081:80"
`,
    'ports.lock.yaml': `version: 1
ports:
  . | service web | container port/tcp | default: 80
  . | service web | published port/tcp | default: 8080
`,
  },
  good: {
    'compose.yaml': `services:
  web:
    image: example.com/web:1
    ports:
      - "8081:80"
`,
    'ports.lock.yaml': `version: 1
ports:
  . | service web | container port/tcp | default: 80
  . | service web | published port/tcp | default: 8081
`,
  },
  check(graph, component) {
    if (component.kind === 'record') return goneFrom(graph, component).map(vanished);
    const record = recordOf(graph, component);
    return record ? differences(graph, component, record) : [];
  },
};

function differences(graph: Graph, component: Component, record: PortRecord): readonly Finding[] {
  const { changed, added } = compareWith(graph, record, component);
  const isOwn = ({ port }: { readonly port: PortSite }): boolean => port.component === component;
  return [
    ...changed.filter(isOwn).map(({ port, value, then }) => ({
      ...about(port, `is recorded as ${then.value}`),
      related: [{ span: then.span, message: `recorded as ${then.value}` }],
      fixes: [
        { title: `Record ${value}`, edits: [{ span: then.span, newText: value }], guess: true as const },
        changeTo(port, then.value),
      ],
    })),
    ...added.filter(isOwn).map((entry) => ({
      ...about(entry.port, 'is not recorded'),
      related: [],
      fixes: [addTo(record, entry)],
    })),
  ];
}

function about(port: PortSite, message: string): Pick<Finding, 'rule' | 'severity' | 'span' | 'message'> {
  const { label } = port.component;
  return {
    rule: 'recorded-port',
    severity: 'warning',
    span: port.site.span,
    message: `${siteText(port)} of ${label} ${message}`,
  };
}

/** In the order of the keys, which is that of the file. */
function addTo(record: PortRecord, { key, value }: Entry): Fix {
  const next = record.entries.find((entry) => entry.key > key);
  const { at, template } = next?.before ?? record.append;
  const newText = template.replace('{name}', () => writtenKey(key)).replace('{port}', value);
  return { title: `Record ${value}`, edits: [{ span: at, newText }], guess: true };
}

function vanished({ key, value, span, removal }: RecordedPort): Finding {
  const { place, component, port, environment } = columnsOf(key);
  const [, name = port, protocol = ''] = /^(.*)\/(\w+)(?:#\d+)?$/.exec(port) ?? [];
  const where = `${place === '.' ? '' : ` in ${place}`}${environment === DEFAULT ? '' : ` (${environment})`}`;
  return {
    rule: 'recorded-port',
    severity: 'warning',
    span,
    message: `${name} ${value}/${protocol} of ${component}${where} is recorded, but no longer there`,
    related: [],
    fixes: [{ title: 'Remove it from the record', edits: [removal], guess: true }],
  };
}
