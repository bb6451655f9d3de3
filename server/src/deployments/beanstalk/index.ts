/**
 * Environments of Elastic Beanstalk whose platform runs the source code itself: what the files in `.ebextensions` set
 * (docs.aws.amazon.com/elasticbeanstalk, Reverse proxy configuration; General options for all environments). The proxy on
 * the same machine sends to PORT, which the process that the Procfile starts must listen on. The load balancer's
 * listeners lead to processes, which are ports of that machine. Where Docker is used, the proxy goes by the image.
 */
import { basename } from 'node:path/posix';
import {
  type CommandLine,
  type Component,
  type Container,
  type Environment,
  partOf,
  type Site,
} from '../../model/index.ts';
import { readText } from '../../syntax/interpolation.ts';
import { fileSource } from '../../syntax/source.ts';
import { hosted } from '../cloud/hosted.ts';
import type { Resource } from '../cloud/resource.ts';
import { boolOf, type Mapping, spanAt, textOf, valueAt } from '../cloud/tree.ts';
import { unitsOf } from '../cloud/units.ts';
import { base, portSite, settingsOf, toResources, type World, worldOf } from '../cloud/world.ts';
import type { DeploymentKind, Files } from '../deployment.ts';
import { optionsOf, PROPERTIES } from './options.ts';

const CONFIG = /^(.+)\/\.ebextensions\/[^/]+\.config$/;
/** What stands at the root where Docker is used. */
const DOCKER = ['Dockerfile', 'Dockerrun.aws.json', 'docker-compose.yml'];

export const beanstalk: DeploymentKind = {
  id: 'beanstalk',
  rootOf: (path) => CONFIG.exec(path)?.[1],
  build(root, files, before) {
    const configs = files.below(`${root}/.ebextensions`).filter((path) => CONFIG.exec(path)?.[1] === root);
    const [file] = configs;
    if (file === undefined) return undefined;
    const id = `beanstalk:${root}`;
    const environment: Environment = { id, name: 'default', label: basename(root), deployment: id, file };
    const world = worldOf(environment, 'beanstalk', []);
    const components = [...optionsOf(files, configs)].flatMap(([namespace, options]): readonly Component[] => {
      const resource = resourceOf(namespace, root, options);
      if (namespace === PROPERTIES) return application(world, resource, files);
      if (PROCESS.test(namespace)) return process(world, resource);
      return LISTENER.test(namespace) ? listener(world, resource) : [];
    });
    if (components.length === 0) return undefined;
    const units = unitsOf(environment, components, before);
    return { id, environments: [environment], units, claims: [], uses: [], problems: [] };
  },
};

const PROCESS = /^aws:elasticbeanstalk:environment:process:(.+)$/;
/** Of a balancer of the second version, or of a classic one. */
const LISTENER = /^aws:elb(?:v2)?:listener:(\d+)$/;

function resourceOf(namespace: string, folder: string, attributes: Mapping): Resource {
  const { source } = attributes.at;
  const name = namespace.slice(namespace.lastIndexOf(':') + 1);
  return { type: '', address: namespace, name, span: spanAt(attributes.at), attributes, source, folder };
}

/** What listens on PORT. */
function application(world: World, resource: Resource, files: Files): readonly Container[] {
  const { attributes, folder } = resource;
  const site = attributes.entries.has('PORT') ? portSite(attributes, 'PORT', { role: 'target' }) : undefined;
  if (site?.value.kind !== 'number' || DOCKER.some((name) => files.text(`${folder}/${name}`) !== undefined)) return [];
  // The proxy stands beside it, so that it need not listen on another address.
  const to: Site['to'] = [{ kind: 'host', host: [{ text: '127.0.0.1', span: site.span }] }];
  const command = started(`${folder}/Procfile`, files);
  const container = hosted(world, { ...resource, name: basename(folder) }, `Elastic Beanstalk ${basename(folder)}`, {
    sites: [{ ...site, to }],
    environment: settingsOf(attributes),
  });
  return [{ ...container, file: site.span.file, folder, ...(command ? { arguments: command } : {}) }];
}

/** The line of a Procfile that requests are answered by. */
function started(path: string, files: Files): CommandLine | undefined {
  const text = files.text(path) ?? '';
  const line = /^web[ \t]*:[ \t]*(\S[^\r\n]*)/dm.exec(text)?.indices?.[1];
  return line && { form: 'shell', words: [readText(fileSource(path, text), ...line, 'shell')] };
}

/** A port of the machine, where the proxy listens or the application itself. */
function process(world: World, resource: Resource): readonly Component[] {
  const site = portSite(resource.attributes, 'Port', { role: 'target' });
  return site ? [{ ...base(world, resource, `process ${resource.name}`), kind: 'pool', sites: [site] }] : [];
}

function listener(world: World, resource: Resource): readonly Component[] {
  const { attributes, name, span, address } = resource;
  if (boolOf(valueAt(attributes, 'ListenerEnabled')) === false) return [];
  const digits = partOf(span, span.length - name.length, span.length);
  const route = {
    role: 'route',
    span: digits,
    value: { kind: 'number', number: Number(name) },
    protocol: 'tcp',
  } as const;
  const inside = portSite(attributes, 'InstancePort', { role: 'target' });
  const named = textOf(valueAt(attributes, 'DefaultProcess')) ?? 'default';
  const to: Site['to'] = inside
    ? [{ kind: 'site', index: 1 }]
    : toResources(world, address.startsWith('aws:elbv2') ? [`aws:elasticbeanstalk:environment:process:${named}`] : []);
  const sites: readonly Site[] = [{ ...route, field: 'listener', to }, ...(inside ? [inside] : [])];
  return [{ ...base(world, resource, `listener ${name}`), kind: 'router', namespace: undefined, sites }];
}
