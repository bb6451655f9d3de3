/**
 * Tiltfiles: the port forwards of `k8s_resource` calls (docs.tilt.dev/api, port_forwards and port_forward). The second
 * number of a pair is a port of the **pod**, whatever the Service has. A lone number is the local side; Tilt then takes a
 * port that the pod declares. Only calls with literal arguments are read.
 */
import { basename } from 'node:path/posix';
import type { Format, Site, Source } from '../model/index.ts';
import { argumentsOf, HASH, type Token, tokens } from '../syntax/code.ts';

export const tiltfile: Format = {
  id: 'tiltfile',
  comment: '#',
  matches: (path) => /^Tiltfile(?:\.[\w-]+)?$|\.(?:tiltfile|Tiltfile)$/.test(basename(path)),
  parse(source) {
    const all = tokens(source.text, HASH);
    const calls = all.flatMap((token, index) =>
      token.kind === 'name' && token.text === 'k8s_resource' && all[index + 1]?.text === '(' ? [index] : [],
    );
    const sites = calls.flatMap((index) => forwards(source, argumentsOf(all, index + 1)));
    const first = all[calls[0] ?? -1];
    if (!first || sites.length === 0) return [];
    const { file } = source;
    const name = basename(file);
    const span = source.span(first.start, first.end);
    const id = `${file}#0`;
    return [{ kind: 'router', id, file, format: 'tiltfile', label: name, name, span, sites, namespace: undefined }];
  },
};

type Argument = readonly Token[];

function forwards(source: Source, args: readonly Argument[]): readonly Site[] {
  const positional = args.filter((argument) => argument[1]?.text !== '=');
  const named = (name: string): Argument | undefined =>
    args.find((argument) => argument[0]?.text === name && argument[1]?.text === '=')?.slice(2);
  const [workload, ...more] = named('workload') ?? positional[0] ?? [];
  if (workload?.kind !== 'string' || more.length > 0) return [];
  // `name:kind` tells workloads of one name apart.
  const [name, type] = workload.text.split(':');
  const to = [{ kind: 'workload', name: name!, namespace: undefined, ...(type ? { type } : {}) }] as const;
  return containerPorts(named('port_forwards') ?? []).map(({ text, start }) => ({
    role: 'target',
    field: 'port_forwards',
    protocol: 'tcp',
    span: source.span(start, start + text.length),
    value: { kind: 'number', number: Number(text) },
    to,
  }));
}

/** The container sides of `'80:8080'` (an address may stand before), of a list of these, and of `port_forward(80, 8080)`. */
function containerPorts(argument: Argument): readonly { readonly text: string; readonly start: number }[] {
  return argument.flatMap((token, index) => {
    const called = argument[index - 1]?.text === '(' && argument[index - 2]?.text === 'port_forward';
    if (called) {
      const second = argumentsOf(argument, index - 1).filter((each) => each[1]?.text !== '=')[1];
      const [port, ...more] = second ?? [];
      return port?.kind === 'number' && more.length === 0 ? [port] : [];
    }
    // What stands behind a plus or in a call of another function is no literal of the list.
    const before = argument[index - 1]?.text;
    const after = argument[index + 1]?.text;
    const alone =
      (before === undefined || before === '[' || before === ',') && (after === undefined || /[\],]/.test(after));
    const pair = token.kind === 'string' && alone ? /^(?:.+:)?\d+:(\d+)$/.exec(token.text) : null;
    return pair ? [{ text: pair[1]!, start: token.end - pair[1]!.length }] : [];
  });
}
