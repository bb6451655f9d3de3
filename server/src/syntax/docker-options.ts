/**
 * The command lines of `docker run` and `docker build`, and podman's, as far as their options are known
 * (docs.docker.com/reference/cli). Where one is not, or a word is empty, what follows may be a value or the image: nothing is
 * told.
 */
import type { Text } from '../model/index.ts';
import { cutText, flatten } from './text-address.ts';

export interface CommandLine {
  readonly options: readonly { readonly name: string; readonly value: Text }[];
  /** The words behind the options. */
  readonly rest: readonly Text[];
}

interface Known {
  /** One letter each; `valued` take the rest of their word or the next one. */
  readonly short: { readonly flags: string; readonly valued: Readonly<Record<string, string>> };
  readonly flags: ReadonlySet<string>;
  readonly valued: ReadonlySet<string>;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

const RUN: Known = {
  short: {
    flags: 'ditPq',
    valued: {
      a: 'attach',
      c: 'cpu-shares',
      e: 'env',
      h: 'hostname',
      l: 'label',
      m: 'memory',
      p: 'publish',
      u: 'user',
      v: 'volume',
      w: 'workdir',
    },
  },
  flags: words(
    `detach disable-content-trust env-host help init interactive no-healthcheck no-hosts oom-kill-disable privileged
    publish-all quiet read-only replace rm rmi sig-proxy tls-verify tty`,
  ),
  valued: words(
    `add-host annotation attach blkio-weight cap-add cap-drop cgroup-parent cgroupns cidfile cpu-period cpu-quota
    cpu-shares cpus cpuset-cpus cpuset-mems detach-keys device dns dns-option dns-search domainname entrypoint env
    env-file expose gpus group-add health-cmd health-interval health-retries health-start-period health-timeout hostname
    ip ip6 ipc isolation label label-file link log-driver log-opt mac-address memory memory-reservation memory-swap
    mount name net net-alias network network-alias pid pids-limit platform pod publish pull restart runtime secret
    security-opt shm-size stop-signal stop-timeout storage-opt sysctl tmpfs ulimit user userns uts volume volume-driver
    volumes-from workdir`,
  ),
};

const BUILD: Known = {
  short: { flags: 'qD', valued: { f: 'file', t: 'tag', c: 'cpu-shares', m: 'memory', o: 'output' } },
  flags: words('compress force-rm help load no-cache pull push quiet rm squash'),
  valued: words(
    `add-host allow annotation attest build-arg build-context builder cache-from cache-to file label iidfile
    metadata-file network output platform progress provenance sbom secret shm-size ssh tag target ulimit`,
  ),
};

/** The kind of a simple command and its words behind `run` or `build`; undefined for any other command. */
export function dockerCommand(
  command: readonly Text[],
): { readonly kind: 'run' | 'build'; readonly line: CommandLine | undefined } | undefined {
  const program = command.findIndex((word) => !/^\w+=/.test(flatten(word)));
  const [name, first, second] = command.slice(program, program + 3).map((word) => flatten(word));
  if (!/^(?:.*\/)?(?:docker|podman)$/.test(name ?? '')) return undefined;
  const nested = first === 'container' || first === 'image' || first === 'buildx' || first === 'builder';
  const kind = nested ? second : first;
  if (kind !== 'run' && kind !== 'build') return undefined;
  return { kind, line: read(command.slice(program + (nested ? 3 : 2)), kind === 'run' ? RUN : BUILD) };
}

function read(line: readonly Text[], { short, flags, valued }: Known): CommandLine | undefined {
  if (line.some((word) => word.length === 0)) return undefined;
  const options: { name: string; value: Text }[] = [];
  for (let at = 0; at < line.length; at++) {
    const word = line[at]!;
    const text = flatten(word);
    if (text === '--') return { options, rest: line.slice(at + 1) };
    if (!text.startsWith('-') || text === '-') return { options, rest: line.slice(at) };
    const long = /^--([\w-]+)(=)?/.exec(text);
    if (long) {
      const [whole, name = '', equals] = long;
      if (flags.has(name)) continue;
      if (!valued.has(name)) return undefined;
      const value = equals ? cutText(word, whole.length, text.length) : line[++at];
      if (value) options.push({ name, value });
      continue;
    }
    for (let letter = 1; letter < text.length; letter++) {
      const char = text[letter]!;
      if (short.flags.includes(char)) continue;
      const name = short.valued[char];
      if (!name) return undefined;
      const glued = text[letter + 1] === '=' ? letter + 2 : letter + 1;
      const value = glued < text.length ? cutText(word, glued, text.length) : line[++at];
      if (value) options.push({ name, value });
      break;
    }
  }
  return { options, rest: [] };
}

/** The values of options by their long names, in order. */
export function optionsOf({ options }: CommandLine, ...names: readonly string[]): readonly Text[] {
  return options.filter(({ name }) => names.includes(name)).map(({ value }) => value);
}
