/**
 * Nomad's jobs: what tasks of the docker driver publish (developer.hashicorp.com/nomad, `network` and the driver's `ports`).
 * A port of the group's `network` is mapped to the container's port `to`, or else to one of its own number, for the tasks
 * that name it. Services and their checks name ports by the same labels (`service`, `check`). Variables and what a task is
 * told by a template are not known.
 */
import { basename } from 'node:path/posix';
import type { CommandLine, Container, Format, Member, Named, Setting, Site, Source, Text } from '../model/index.ts';
import { type HclAttribute, type HclBlock, type HclBody, type HclExpression, parseHcl } from '../syntax/hcl.ts';

export const nomad: Format = {
  id: 'nomad',
  comment: '#',
  matches: (path) => /\.nomad(?:\.hcl)?$/i.test(path),
  parse(source) {
    const jobs = blocksOf(parseHcl(source.text), 'job');
    return jobs.flatMap((job) =>
      blocksOf(job.body, 'group').flatMap((group) => {
        const tasks = blocksOf(group.body, 'task');
        return [
          ...tasks.flatMap((task) => taskOf(source, job, group, task, tasks.length) ?? []),
          ...servicesOf(source, job, group, tasks),
        ];
      }),
    );
  },
};

function blocksOf(body: HclBody | undefined, type: string): readonly HclBlock[] {
  return body?.blocks.filter((block) => block.type === type) ?? [];
}

function attribute(body: HclBody | undefined, name: string): HclAttribute | undefined {
  return body?.attributes.find((each) => each.name === name);
}

function taskOf(source: Source, job: HclBlock, group: HclBlock, task: HclBlock, beside: number): Container | undefined {
  const driver = plain(source, attribute(task.body, 'driver')?.value);
  const config = blocksOf(task.body, 'config')[0]?.body;
  if (!config || !/^(?:docker|podman)$/.test(driver?.text ?? '')) return undefined;
  const told = blocksOf(task.body, 'template').some((template) => attribute(template.body, 'env') !== undefined);
  const networks = blocksOf(group.body, 'network');
  const bridged = networks.some((network) => {
    const mode = attribute(network.body, 'mode');
    return mode !== undefined && plain(source, mode.value)?.text !== 'host';
  });
  // In one network namespace another task may be the one that listens.
  if (told || attribute(config, 'network_mode') || (bridged && beside > 1)) return undefined;
  const names = tupleOf(attribute(config, 'ports')?.value).flatMap((item) => plain(source, item)?.text ?? []);
  const ports = networks.flatMap((network) => blocksOf(network.body, 'port'));
  const sites: Site[] = [];
  for (const port of ports) {
    if (names.includes(port.labels[0]?.text ?? '')) sites.push(...portSites(source, port, sites.length));
  }
  if (sites.length === 0) return undefined;
  const [name, groupName, jobName] = [task, group, job].map((block) => block.labels[0]?.text ?? '');
  const label = `task ${name || basename(source.file)}`;
  const at = task.labels[0] ?? task;
  const span = source.span(at.start, at.end);
  const id = `${source.file}#${jobName}/${groupName}/${name}`;
  const image = plain(source, attribute(config, 'image')?.value);
  const command = [attribute(config, 'command')?.value, ...tupleOf(attribute(config, 'args')?.value)].flatMap(
    (each) => each ?? [],
  );
  const entrypoint = tupleOf(attribute(config, 'entrypoint')?.value);
  return {
    kind: 'container',
    id,
    file: source.file,
    format: 'nomad',
    label,
    name: name ?? '',
    span,
    sites,
    ...(image ? { image: { text: [image], span: image.span } } : {}),
    environment: blocksOf(task.body, 'env').flatMap((env) =>
      env.body.attributes.map((each) => settingOf(source, each)),
    ),
    environmentFrom: [],
    ...(entrypoint.length > 0 ? { entrypoint: exec(source, entrypoint) } : {}),
    ...(command.length > 0 ? { arguments: exec(source, command) } : {}),
    mounts: [],
    covers: coversOf(source, config),
    network: { project: id, names: [], joined: [], links: [], profiles: [], replicas: 1 },
    pod: { id, label, span, namespace: undefined, labels: {}, hostNetwork: false },
  };
}

/** What names ports of a group that it does not have, in each of its services. */
function servicesOf(source: Source, job: HclBlock, group: HclBlock, tasks: readonly HclBlock[]): readonly Member[] {
  const names = portNames(group, tasks);
  if (!names) return [];
  const groupName = group.labels[0]?.text ?? '';
  const reason = `names no port of group ${groupName}, which has ${names.join(', ')}`;
  const instead = names.length === 1 ? { instead: names[0]! } : {};
  const services = [group, ...tasks].flatMap(({ body }) => blocksOf(body, 'service'));
  return services.flatMap((service, index): Member[] => {
    const checks = blocksOf(service.body, 'check').map((check) => ({ block: check, field: 'check port' }));
    const sites = [{ block: service, field: 'service port' }, ...checks].flatMap(({ block, field }): Site[] => {
      const port = plain(source, attribute(block.body, 'port')?.value);
      if (!port || isNamed(port.text, names)) return [];
      return [
        { role: 'target', field, protocol: 'unknown', span: port.span, value: { kind: 'invalid', reason, ...instead } },
      ];
    });
    if (sites.length === 0) return [];
    const named = plain(source, attribute(service.body, 'name')?.value);
    const name = named?.text ?? groupName;
    const id = `${source.file}#${job.labels[0]?.text ?? ''}/${groupName}/service${index}`;
    const span = named?.span ?? source.span(service.start, service.start + service.type.length);
    return [{ kind: 'member', id, file: source.file, format: 'nomad', label: `service ${name}`, name, span, sites }];
  });
}

/** The labels of a group's ports; undefined where there are none, or more than can be told. */
function portNames(group: HclBlock, tasks: readonly HclBlock[]): readonly string[] | undefined {
  // Jobs of old have networks among the resources of their tasks.
  const resources = tasks.flatMap((task) => blocksOf(task.body, 'resources'));
  const networks = [group, ...resources].flatMap(({ body }) => blocksOf(body, 'network'));
  if ([group, ...resources, ...networks].some(({ body }) => blocksOf(body, 'dynamic').length > 0)) return undefined;
  const names = networks.flatMap(({ body }) => blocksOf(body, 'port')).flatMap(({ labels }) => labels[0]?.text ?? []);
  return names.length > 0 ? [...new Set(names)] : undefined;
}

/** True for a number, too, and for what Nomad makes itself for Consul's mesh. */
function isNamed(label: string, names: readonly string[]): boolean {
  return label === '' || names.includes(label) || /^(?:\d+|connect-.*)$/.test(label);
}

/** `port "http" { static = 80, to = 8080 }`. */
function portSites(source: Source, port: HclBlock, index: number): readonly Site[] {
  const site = (name: string, role: 'publish' | 'target'): Site | undefined => {
    const value = attribute(port.body, name)?.value;
    if (value?.kind !== 'literal' || value.type !== 'number' || !/^\d+$/.test(value.text)) return undefined;
    const number = Number(value.text);
    const span = source.span(value.start, value.end);
    return number === 0
      ? undefined
      : { role, field: name, protocol: 'unknown', span, value: { kind: 'number', number } };
  };
  const written = attribute(port.body, 'to') !== undefined;
  const target = site(written ? 'to' : 'static', 'target');
  if (!target) return [];
  const label = port.labels[0];
  const name: Named | undefined = label && { text: label.text, span: source.span(label.start, label.end) };
  const inside: Site = { ...target, ...(name ? { name } : {}), to: [{ kind: 'own' }] };
  const outside = written ? site('static', 'publish') : undefined;
  return outside ? [{ ...outside, to: [{ kind: 'site', index: index + 1 }] }, inside] : [inside];
}

function tupleOf(value: HclExpression | undefined): readonly HclExpression[] {
  return value?.kind === 'tuple' ? value.items : [];
}

/** A text without anything to evaluate in it, or a number. */
function plain(source: Source, value: HclExpression | undefined): Named | undefined {
  if (value?.kind === 'literal') return { text: value.text, span: source.span(value.start, value.end) };
  const [part, ...more] = value?.kind === 'template' ? value.parts : [];
  return part?.kind === 'text' && more.length === 0
    ? { text: part.text, span: source.span(part.start, part.end) }
    : undefined;
}

function textOf(source: Source, value: HclExpression): Text {
  const known = plain(source, value);
  return [known ?? { variable: '', span: source.span(value.start, value.end), scope: { kind: 'unknown' } }];
}

function settingOf(source: Source, { name, start, value }: HclAttribute): Setting {
  return { name, span: source.span(start, start + name.length), value: textOf(source, value) };
}

function exec(source: Source, words: readonly HclExpression[]): CommandLine {
  return { form: 'exec', words: words.map((word) => textOf(source, word)) };
}

/** `volumes = ["local/x.conf:/etc/x.conf"]` and `mount { target = "/etc/x" }`. */
function coversOf(source: Source, config: HclBody): readonly string[] {
  const volumes = tupleOf(attribute(config, 'volumes')?.value).flatMap(
    (item) => plain(source, item)?.text.split(':')[1] ?? [],
  );
  const mounts = blocksOf(config, 'mount').flatMap(
    (mount) => plain(source, attribute(mount.body, 'target')?.value)?.text ?? [],
  );
  return [...volumes, ...mounts];
}
