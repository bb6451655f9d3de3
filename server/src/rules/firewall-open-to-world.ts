import { portRange } from '../graph/evidence/evidence.ts';
import type { PortSite } from '../graph/sites.ts';
import type { Finding, Severity } from '../model/index.ts';
import type { Rule } from './rule.ts';
import { USUAL } from './sensitive-port-exposed.ts';
import { siteText } from './wording.ts';

export const firewallOpenToWorld: Rule = {
  id: 'firewall-open-to-world',
  severity: 'warning',
  summary: 'A firewall opens a database, a broker or an administration port to everybody',
  why: `A rule for \`0.0.0.0/0\` or \`::/0\` lets in whoever finds the address. Databases, brokers and debuggers are found
within hours and often ask for no password. Remote shells and rules for all ports are told of as information: they may
be meant, for a while.`,
  bad: {
    'main.tf': `resource "aws_security_group" "db" {
  ingress {
    from_port   = 5432
    to_port     = 5432
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
`,
  },
  good: {
    'main.tf': `resource "aws_security_group" "db" {
  ingress {
    from_port   = 5432
    to_port     = 5432
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/16"]
  }
}
`,
  },
  check(graph, component) {
    if (component.kind !== 'policy' || !component.firewall) return [];
    const sites = graph.sites(component);
    // Lists in order say what is open only together.
    if (sites.some(({ site }) => site.permit?.order !== undefined)) return [];
    return sites.flatMap((rule): Finding[] => {
      const world = worldOf(rule);
      const opened = world && openedBy(rule);
      if (!world || !opened) return [];
      const [what, severity] = opened;
      return [
        {
          rule: 'firewall-open-to-world',
          severity,
          span: rule.site.span,
          message: `${what === ALL ? '' : `${siteText(rule)} of `}${component.label} opens ${what} to everybody (${world})`,
          related: [],
          fixes: [],
        },
      ];
    });
  },
};

function worldOf({ site }: PortSite): string | undefined {
  if (site.permit?.way !== 'in' || site.permit.denies) return undefined;
  const peer = site.permit.peers.find((p) => p.kind === 'network' && /^(?:0\.0\.0\.0|::)\/0$/.test(p.range));
  return peer?.kind === 'network' ? peer.range : undefined;
}

const SHELLS: Readonly<Record<number, string>> = { 22: 'ssh', 3389: 'remote desktop', 23: 'telnet' };
/** Said without a number: no port may be written at all. */
const ALL = 'all ports';
/** A range of more ports is there for something else. */
const NARROW = 20;

function openedBy({ value, site }: PortSite): readonly [string, Severity] | undefined {
  const range = portRange(value);
  if (!range || site.protocol === 'udp') return undefined;
  if (range.to - range.from > 60000) return [ALL, 'info'];
  if (range.to - range.from > NARROW) return undefined;
  const covered = (port: string): boolean => range.from <= Number(port) && Number(port) <= range.to;
  const known = Object.keys(USUAL).find(covered);
  if (known) return [USUAL[Number(known)]!, 'warning'];
  const shell = Object.keys(SHELLS).find(covered);
  return shell ? [SHELLS[Number(shell)]!, 'info'] : undefined;
}
