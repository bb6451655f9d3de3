/** The record of ports, `ports.lock.yaml`: one line a port, in the order of the keys, so that a change is one line. */
import type { RecordLine } from '../../features/map.ts';

const HEAD = `# Every port of this folder, as portolan map --record wrote it down. Keep it under version control.
# portolan check reports a port that changes, appears or vanishes without it: look at what leads there from outside, such as
# firewalls and dashboards, then take the change over with the quick fix, or by running portolan map --record again.
# A line is: place | component | port/protocol | environment: number
`;

export function recordText(lines: readonly RecordLine[]): string {
  const ports = lines.map(({ key, value }) => `  ${key}: ${value}\n`).join('');
  return `${HEAD}version: 1\nports:${ports === '' ? ' {}' : ''}\n${ports}`;
}
