import { type Evidence, listenersOf, speaksFor } from '../graph/evidence/evidence.ts';
import type { Graph } from '../graph/graph.ts';
import { meet } from '../graph/hosts.ts';
import { keys } from '../graph/keys.ts';
import type { PortSite } from '../graph/sites.ts';
import type { Container, Finding } from '../model/index.ts';
import type { Rule } from './rule.ts';

/** Ports that only a database or broker has, and those that belong to one of them. */
const DATABASES: Readonly<Record<number, number>> = {
  1433: 1433,
  1521: 1521,
  3306: 3306,
  33060: 3306,
  5432: 5432,
  5672: 5672,
  6379: 6379,
  9042: 9042,
  11211: 11211,
  27017: 27017,
};

export const exposeMisplaced: Rule = {
  id: 'expose-misplaced',
  severity: 'warning',
  summary: "A Compose service exposes another service's database port",
  why: `\`expose\` says which ports a service itself listens on. A database's port under a service that is known to listen on
others, beside the database itself, was meant for that one: most often its lines slipped below the wrong service. Tools
that pick a port from \`expose\` pick one where nothing listens.`,
  bad: {
    'compose.yaml': `services:
  db:
    image: mariadb:11
  frontend:
    image: example.com/frontend:1
    ports:
      - "3000:3000"
    expose:
      - "3306"
`,
  },
  good: {
    'compose.yaml': `services:
  db:
    image: mariadb:11
    expose:
      - "3306"
  frontend:
    image: example.com/frontend:1
    ports:
      - "3000:3000"
`,
  },
  check(graph, component) {
    if (component.kind !== 'container' || !component.network) return [];
    const exposed = graph.sites(component).filter(({ site }) => site.role === 'declare' && site.field === 'expose');
    if (exposed.length === 0) return [];
    const { evidence } = listenersOf(graph.store, component);
    const own = evidence.filter((e) => !exposed.some(({ site }) => site === e.site));
    if (own.length === 0) return [];
    const misplaced = exposed.flatMap((from) => {
      const owner = ownerOf(graph, component, own, from);
      return owner ? [{ from, owner }] : [];
    });
    const all = misplaced.length === exposed.length;
    return misplaced.map(({ from, owner }) => report(from, component, owner, all));
  },
};

/** The database whose port a site names; undefined where the service may have it itself. */
function ownerOf(
  graph: Graph,
  component: Container,
  own: readonly Evidence[],
  { value }: PortSite,
): Container | undefined {
  const main = value.kind === 'number' ? DATABASES[value.number] : undefined;
  if (value.kind !== 'number' || main === undefined) return undefined;
  if (own.some((e) => speaksFor(e, value.number, 'tcp') || speaksFor(e, main, 'tcp'))) return undefined;
  const [owner] = graph.store
    .find(keys.file(component.file))
    .filter(
      (c): c is Container =>
        c.kind === 'container' &&
        c !== component &&
        c.network !== undefined &&
        listenersOf(graph.store, c).evidence.some((e) => e.weight === 'default' && speaksFor(e, main, 'tcp')),
    )
    .toSorted((a, b) => Number(meet(graph.store, component, b)) - Number(meet(graph.store, component, a)));
  return owner;
}

function report({ site, value }: PortSite, component: Container, owner: Container, all: boolean): Finding {
  const number = value.kind === 'number' ? value.number : 0;
  const { removal } = site;
  const edit = removal && (all ? removal.all : removal.own);
  return {
    rule: 'expose-misplaced',
    severity: 'warning',
    span: site.span,
    message: `${component.label} exposes ${number}, the port of ${owner.label}`,
    related: [{ span: owner.span, message: owner.label }],
    fixes: edit ? [{ title: all ? 'Remove expose' : `Remove ${number} from expose`, edits: [edit] }] : [],
  };
}
