import { dirname } from 'node:path/posix';
import type { Graph } from '../graph/graph.ts';
import { type Entry, entriesOf, isGone, recordOf, writtenKey } from '../graph/record.ts';
import type { Component, Finding, Fix, Insertion, PortRecord } from '../model/index.ts';
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
    if (component.kind === 'record') return vanished(graph, component);
    const record = recordOf(graph, component);
    return record ? compared(graph, component, record) : [];
  },
};

function compared(graph: Graph, component: Component, record: PortRecord): readonly Finding[] {
  return entriesOf(graph, component, dirname(record.file)).flatMap((now): Finding[] => {
    const { port, key, value } = now;
    const then = record.entries.find((entry) => entry.key === key);
    if (then?.value === value) return [];
    const subject = `${siteText(port)} of ${component.label}`;
    const finding = { rule: 'recorded-port', severity: 'warning', span: port.site.span } as const;
    if (!then) return [{ ...finding, message: `${subject} is not recorded`, related: [], fixes: [added(record, now)] }];
    const update: Fix = { title: `Record ${value}`, edits: [{ span: then.span, newText: value }], guess: true };
    return [
      {
        ...finding,
        message: `${subject} is recorded as ${then.value}`,
        related: [{ span: then.span, message: `recorded as ${then.value}` }],
        fixes: [update, changeTo(port, then.value)],
      },
    ];
  });
}

/** In the order of the keys, which is that of the file. */
function added(record: PortRecord, { key, value }: Entry): Fix {
  const next = record.entries.find((entry) => entry.key > key);
  const { at, template }: Insertion = next?.before ?? record.append;
  const newText = template.replace('{name}', () => writtenKey(key)).replace('{port}', value);
  return { title: `Record ${value}`, edits: [{ span: at, newText }], guess: true };
}

function vanished(graph: Graph, record: PortRecord): readonly Finding[] {
  return record.entries
    .filter((entry) => isGone(graph, record, entry))
    .map((entry) => {
      const [place, component, port, environment] = entry.key.split(' | ');
      const where = place === '.' ? '' : ` in ${place}`;
      const when = environment === 'default' ? '' : ` (${environment})`;
      return {
        rule: 'recorded-port',
        severity: 'warning',
        span: entry.span,
        message: `${port} ${entry.value} of ${component}${where}${when} is recorded, but no longer there`,
        related: [],
        fixes: [{ title: 'Remove it from the record', edits: [entry.removal], guess: true }],
      };
    });
}
