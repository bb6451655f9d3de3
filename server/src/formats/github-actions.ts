/**
 * GitHub Actions workflows, and those of Gitea and Forgejo: service containers and what a job's steps connect to.
 * Semantics after docs.github.com/actions, "Communicating with Docker service containers": a job on the runner itself
 * reaches services on the published side of `ports` at localhost, and by no name; a job in a container reaches them by
 * their labels on the ports that they listen on, and localhost is its own container.
 *
 * Each service and the job are containers of a network of their own. A job whose steps may start servers of their own
 * connects to localhost for reasons that cannot be told, so that is left out.
 */
import { basename } from 'node:path/posix';
import type { CommandLine, Component, Container, Format, Network, Site, Source } from '../model/index.ts';
import { flagValue } from '../syntax/clients.ts';
import { healthSites } from '../syntax/health.ts';
import { splitShell } from '../syntax/shell.ts';
import {
  entries,
  get,
  items,
  parseYaml,
  scalar,
  spanOf,
  textAt,
  type YamlEntry,
  type YamlNode,
  type YamlScalar,
} from '../syntax/yaml.ts';
import { literalsOf } from '../syntax/yaml-literals.ts';
import { portSites } from './compose/ports.ts';
import { connections } from './github-steps.ts';

export const githubActions: Format = {
  id: 'github-actions',
  comment: '#',
  matches: (path) => /\/\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/i.test(path),
  parse(source, problem) {
    const { documents, problems } = parseYaml(source);
    for (const { message, offset } of problems) problem(message, source.span(offset, offset));
    const [document] = documents;
    return entries(get(document, 'jobs')).flatMap((job) => jobOf(source, document!, job));
  },
};

function jobOf(source: Source, document: YamlNode, { key, value }: YamlEntry): readonly Component[] {
  const services = entries(get(value, 'services'));
  // Other hosts than the runner: a network of the job's own making.
  const unclear = /--net(?:work)?\b/.test(textAt(value, 'container', 'options') ?? '');
  if (services.length === 0 || unclear) return [];
  const project = `${source.file}#${key.text}`;
  const nameOf = (label: string): string => `${key.text}/${label}`;
  const base = {
    file: source.file,
    format: 'github-actions',
    environmentFrom: [],
    mounts: [],
    environment: [],
  } as const;
  const network = {
    project,
    joined: [{ network: 'default', aliases: [] }],
    profiles: [key.text],
    replicas: 1,
  } as const;
  const containers = services.map((service): Container => {
    const label = service.key.text;
    return {
      ...base,
      kind: 'container',
      id: `${project}/${label}`,
      label: `service ${label}`,
      name: label,
      span: spanOf(source, service.key),
      sites: [
        ...portSites(source, get(service.value, 'ports')).map(({ misread: _, ...site }) => site),
        ...healthSites(healthCommand(source, scalar(get(service.value, 'options'))), 'health-cmd'),
      ],
      environment: entries(get(service.value, 'env')).flatMap((each) => {
        const text = scalar(each.value);
        if (!text || text.text.includes('${{')) return [];
        const literal = { text: text.text, span: spanOf(source, text) };
        return [{ name: each.key.text, span: spanOf(source, each.key), value: [literal] }];
      }),
      ...imageOf(source, get(service.value, 'image')),
      network: { ...network, names: [nameOf(label)], links: [] },
    };
  });
  const container = get(value, 'container');
  const inside = scalar(container) ?? scalar(get(container, 'image'));
  const labels = services.map((service) => service.key.text);
  const own: Network = {
    ...network,
    names: [],
    links: inside ? labels.map((alias) => ({ service: nameOf(alias), alias })) : [],
    ...(inside ? {} : { mode: { kind: 'host', span: spanOf(source, key) } }),
  };
  const job: Container = {
    ...base,
    kind: 'container',
    id: project,
    label: `job ${key.text}`,
    name: key.text,
    span: spanOf(source, key),
    sites: clientSites(source, document, value, labels),
    ...imageOf(source, inside),
    network: own,
  };
  return [...containers, job];
}

function imageOf(source: Source, node: YamlNode | undefined): Pick<Container, 'image'> {
  const text = scalar(node);
  if (!text || text.text.includes('${{')) return {};
  return { image: { text: [{ text: text.text, span: spanOf(source, text) }], span: spanOf(source, text) } };
}

/** `--health-cmd "pg_isready -p 5432"` among the options of `docker create`: it runs within the service's container. */
function healthCommand(source: Source, options: YamlScalar | undefined): CommandLine | undefined {
  const [words] = options ? splitShell(literalsOf(source, options)) : [];
  const command = words && flagValue(words, ['--health-cmd']);
  return command ? { form: 'shell', words: [command] } : undefined;
}

/** What starts servers, here or elsewhere, and what gives names to addresses. */
const STARTS =
  /\b(?:docker(?:-compose)?\s+(?:run|start|compose|up|exec)|podman|kubectl|minikube|systemctl|service\s+\S+\s+(?:re)?start|brew\s+services|pg_ctl\w*|initdb|\w+-server|mongod|mysqld|nohup|socat|ssh|port-forward|\w+_proxy)\b|\/etc\/hosts|&\s*(?:$|\n)/;
const STARTING_ACTIONS =
  /^\.\/|^docker:|postgres|mysql|maria|redis|mongo|kafka|rabbit|elastic|opensearch|minio|localstack|compose|kind|k3s|minikube|tunnel|proxy|supabase|container|server/i;

function clientSites(source: Source, document: YamlNode, job: YamlNode, labels: readonly string[]): readonly Site[] {
  const steps = items(get(job, 'steps'));
  const starts = steps.some(
    (step) => STARTS.test(textAt(step, 'run') ?? '') || STARTING_ACTIONS.test(basenameOf(textAt(step, 'uses'))),
  );
  const hosted = /self-hosted/.test(JSON.stringify(runsOn(get(job, 'runs-on'))));
  const common = [get(document, 'env'), get(job, 'env'), get(job, 'container', 'env')].flatMap((node) => entries(node));
  return connections(
    source,
    common,
    steps.map((step) => ({ env: entries(get(step, 'env')), run: scalar(get(step, 'run')) })),
    (host) => (labels.includes(host) ? !starts : isLoopbackName(host) && !starts && !hosted),
  );
}

function basenameOf(uses: string | undefined): string {
  const path = (uses ?? '').replace(/@.*$/, '');
  return /^(?:\.\/|docker:)/.test(path) ? path : basename(path);
}

function runsOn(node: YamlNode | undefined): readonly string[] {
  return [node, ...items(node), ...items(get(node, 'labels')), get(node, 'labels')].flatMap(
    (n) => scalar(n)?.text ?? [],
  );
}

function isLoopbackName(host: string): boolean {
  return host === 'localhost' || host === '127.0.0.1';
}
