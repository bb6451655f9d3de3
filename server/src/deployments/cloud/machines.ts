/** Machines of clouds: what is known of their listeners is what the script that they run when they start says of them. */

import type { Container, Site, Text } from '../../model/index.ts';
import { dockerCommand } from '../../syntax/docker-options.ts';
import { publishedBy } from '../../syntax/docker-ports.ts';
import { readLiterals } from '../../syntax/interpolation.ts';
import { type Command, splitShell, unwrapCommand } from '../../syntax/shell.ts';
import { flatten } from '../../syntax/text-address.ts';
import { alone } from './aws-containers.ts';
import type { Resource } from './resource.ts';
import { OPAQUE, renderedSource, type Tree } from './tree.ts';
import { base, keyOf, type World } from './world.ts';

/** A machine as a process with an address of its own, without anything that it is known to listen on. */
export function bareMachine(world: World, resource: Resource, label: string): Container {
  const key = keyOf(world, resource.address);
  return {
    ...base(world, resource, label),
    kind: 'container',
    sites: [],
    environment: [],
    environmentFrom: [],
    mounts: [],
    pod: { id: key, label, span: resource.span, namespace: undefined, labels: {}, hostNetwork: false },
    network: alone(key),
  };
}

/** A machine with what its script starts. */
export function machine(world: World, resource: Resource, script: Tree | undefined): Container {
  return { ...bareMachine(world, resource, `machine ${resource.name}`), ...startedBy(script) };
}

/**
 * What a script starts but for what prepares it: containers whose ports are the machine's, or one command. Of a script
 * with more, what listens in the end cannot be told.
 */
function startedBy(script: Tree | undefined): Partial<Pick<Container, 'sites' | 'arguments'>> {
  if (script?.kind !== 'scalar') return {};
  const source = renderedSource(script);
  // Formats of cloud-init that are no script.
  if (/^\s*(?:#cloud-|Content-Type:|MIME-Version:)/i.test(source.text)) return {};
  const commands = splitShell(readLiterals(source, 0, source.text.length))
    .flatMap((command) => unwrapCommand(command))
    .filter((command) => !PREPARES.test(textOf(command)));
  const [only, ...others] = commands;
  if (!only) return {};
  const published = commands.map((command) => hostPorts(command));
  const known = published.filter((sites) => sites !== undefined);
  if (known.length === commands.length) return { sites: known.flat() };
  return others.length > 0 || dockerCommand(only)
    ? {}
    : { arguments: { form: 'exec', words: only.map(withoutUnknown) } };
}

function textOf(command: Command): string {
  return command.map((word) => flatten(word)).join(' ');
}

/** The ports of the machine that a container takes; undefined for any other command, and where one is not known. */
function hostPorts(command: Command): readonly Site[] | undefined {
  const found = dockerCommand(command);
  if (found?.kind !== 'run') return undefined;
  const sites = found.line && publishedBy(found.line);
  return sites?.map(({ to: _, ...site }) => ({ ...site, role: 'listen' as const }));
}

/** What nobody knows of a word is a variable that nothing answers. */
function withoutUnknown(word: Text): Text {
  return word.map((part) =>
    'text' in part && part.text.includes(OPAQUE)
      ? { variable: '', span: part.span, scope: { kind: 'unknown' as const } }
      : part,
  );
}

/** Commands that leave nothing listening, as far as their words are plain. */
const PREPARES = new RegExp(
  `^(?:${[
    '(?:set|exec|export|cd|echo|printf|cat|tee|mkdir|chmod|chown|sleep|usermod|groupadd|useradd|newgrp|test|\\[|command|which|true|exit|wait|tar|unzip|curl|wget|aws|gcloud|az|gsutil|hostnamectl|timedatectl|update-ca-certificates|docker-credential-gcr|swapon|mkswap|fallocate|mkfs\\S*|mount)(?: .*)?',
    '(?:yum|dnf|apk|amazon-linux-extras|pip3?|npm|snap)(?: .*)?',
    // Packages of Debian start the services that they bring.
    '(?:DEBIAN_FRONTEND=\\S+ )?apt(?:-get)?(?!.* (?:nginx|apache2|lighttpd|caddy|haproxy|varnish|squid|tomcat\\d*|redis\\S*|mysql-server\\S*|mariadb-server\\S*|postgresql\\S*|mongodb\\S*|rabbitmq-server|memcached|jenkins|grafana|prometheus)(?: |$))(?: .*)?',
    '(?:systemctl|service)(?: (?:-\\S+|daemon-reload|enable|start|restart|docker|docker\\.service|containerd))+',
    '(?:docker|podman) (?:login|pull|build|tag|network|volume|info|ps|images?|system|rm|rmi|stop|kill|logs)(?: .*)?',
  ].join('|')})$`,
  's',
);
