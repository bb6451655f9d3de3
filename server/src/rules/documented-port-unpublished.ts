import { dirname } from 'node:path/posix';
import { portRange } from '../graph/evidence/evidence.ts';
import type { Graph } from '../graph/graph.ts';
import { keys } from '../graph/keys.ts';
import type { PortSite } from '../graph/sites.ts';
import type { Container, Finding } from '../model/index.ts';
import { changeTo } from './fixes.ts';
import type { Rule } from './rule.ts';
import { valueText } from './wording.ts';

export const documentedPortUnpublished: Rule = {
  id: 'documented-port-unpublished',
  severity: 'info',
  summary: 'A README sends its reader to a port that the Compose file beside it does not publish',
  why: `The first thing that a new user tries fails: the browser says that the connection was refused. Reported only where
the README tells to start the project with Compose and in no other way, and where it is clear which published port is
meant.`,
  bad: {
    'README.md': `# Shop

    docker compose up -d

Open http://localhost:8080
`,
    'compose.yaml': `services:
  web:
    image: nginx:1.27
    ports:
      - "8082:80"
`,
  },
  good: {
    'README.md': `# Shop

    docker compose up -d

Open http://localhost:8082
`,
    'compose.yaml': `services:
  web:
    image: nginx:1.27
    ports:
      - "8082:80"
`,
  },
  check(graph, component) {
    if (component.format !== 'readme') return [];
    const containers = graph.store
      .find(keys.folder(dirname(component.file)))
      .filter((c): c is Container => c.kind === 'container' && c.network !== undefined && c.format === 'compose');
    // Without a mapping, every port that is listened on is open on the machine.
    if (containers.some((c) => c.network?.mode?.kind === 'host')) return [];
    const published = containers.flatMap((c) => graph.sites(c).filter(({ site }) => site.role === 'publish'));
    const open = containers.flatMap((c) => graph.sites(c)).some((s) => isChosen(graph, s));
    if (open || published.some(({ value }) => value.kind !== 'number')) return [];
    return graph.sites(component).flatMap((address): Finding[] => {
      const port = portRange(address.value)?.from;
      if (port === undefined || published.some(({ value }) => portRange(value)?.from === port)) return [];
      const meant = meantBy(graph, published, port);
      if (!meant) return [];
      return [
        {
          rule: 'documented-port-unpublished',
          severity: 'info',
          span: address.site.span,
          message: `nothing publishes port ${port}: ${meant.component.label} is published as ${valueText(meant)}`,
          related: [{ span: meant.written, message: `published port ${valueText(meant)}` }],
          fixes: [changeTo(address, valueText(meant))],
        },
      ];
    });
  },
};

/** A container port whose published side is chosen when it starts. */
function isChosen(graph: Graph, site: PortSite): boolean {
  return site.site.role === 'target' && !graph.previous(site).some((p) => p.site.role === 'publish');
}

/** The one port that is published, or the one behind which the container has this port. */
function meantBy(graph: Graph, published: readonly PortSite[], port: number): PortSite | undefined {
  const inside = published.filter((each) => graph.next(each).some(({ value }) => portRange(value)?.from === port));
  const [one, other] = inside.length > 0 ? inside : published;
  return other ? undefined : one;
}
