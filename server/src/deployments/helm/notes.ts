/**
 * NOTES.txt: the port forwards that users are told to open. Of a Service the remote port is the Service's own, of
 * anything else the pod's (kubernetes.io/docs/reference/kubectl/generated/kubectl_port-forward).
 */
import type { Component, Destination, Environment, Labels, Site, Source } from '../../model/index.ts';
import { parsePort } from '../../syntax/ports.ts';
import { UNKNOWN } from './text.ts';

/** Names of kinds, as kubectl takes them. */
const KINDS: Readonly<Record<string, string>> = {
  po: 'pod',
  pods: 'pod',
  deploy: 'deployment',
  deployments: 'deployment',
  sts: 'statefulset',
  statefulsets: 'statefulset',
  ds: 'daemonset',
  daemonsets: 'daemonset',
  rs: 'replicaset',
  replicasets: 'replicaset',
  svc: 'service',
  services: 'service',
};
const WORKLOADS = /^(?:pod|deployment|replicaset|statefulset|daemonset)$/;

interface Word {
  readonly text: string;
  readonly start: number;
}

/** @param source the rendered notes. */
export function notesComponents(source: Source, environment: Environment, id: string): readonly Component[] {
  const { text, file } = source;
  const sites = [...text.matchAll(/\bkubectl\b[^\n]*?\bport-forward\b((?:[^\n\\]|\\\r?\n|\\.)*)/g)].flatMap((match) => {
    const at = match.index + match[0].length - match[1]!.length;
    const before = wordsOf(match[0].slice(0, match[0].length - match[1]!.length), match.index);
    return forwardSites(source, [...before, ...wordsOf(match[1]!, at)], text.slice(0, match.index));
  });
  const [first] = sites;
  if (!first) return [];
  const label = 'port forwards of NOTES.txt';
  return [
    {
      kind: 'router',
      id,
      file,
      format: 'helm',
      label,
      name: 'NOTES.txt',
      span: first.span,
      sites,
      namespace: undefined,
      deployedIn: environment,
    },
  ];
}

function wordsOf(text: string, at: number): readonly Word[] {
  const line = text.replace(/(?:&&?|[;|#>`)]).*$/s, '');
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|[^\s"'\\]+/g)].map((match) => {
    const quoted = match[1] ?? match[2];
    return { text: quoted ?? match[0], start: at + match.index + (quoted === undefined ? 0 : 1) };
  });
}

const WITH_VALUE = /^(?:-n|--namespace|--address|--context|--kubeconfig|--pod-running-timeout|--cluster|--user|-s)$/;

function forwardSites(source: Source, words: readonly Word[], before: string): readonly Site[] {
  let namespace: string | undefined;
  const given: Word[] = [];
  for (let at = 0; at < words.length; at++) {
    const { text } = words[at]!;
    const own = /^(?:--namespace=|-n=?)(.+)$/.exec(text)?.[1];
    if (own !== undefined) namespace = own;
    else if (WITH_VALUE.test(text)) {
      if (text === '-n' || text === '--namespace') namespace = words[at + 1]?.text;
      at++;
    } else if (!text.startsWith('-') && text !== 'kubectl' && text !== 'port-forward') given.push(words[at]!);
  }
  const [resource, ...ports] = given;
  if (!resource) return [];
  if (namespace?.includes('$') || namespace?.includes(UNKNOWN)) namespace = undefined;
  const to = destinationOf(resource.text, namespace, before);
  if (!to) return [];
  return ports.flatMap((port): Site[] => {
    const colon = port.text.lastIndexOf(':');
    const remote = port.text.slice(colon + 1);
    if (!/^[\w-]+$/.test(remote)) return [];
    const start = port.start + colon + 1;
    const span = source.span(start, start + remote.length);
    const value = parsePort(remote) ?? ({ kind: 'name', name: remote } as const);
    return [{ role: 'target', field: 'port-forward', protocol: 'tcp', span, value, to: [to] }];
  });
}

function destinationOf(resource: string, namespace: string | undefined, before: string): Destination | undefined {
  const variable = /^(?:pods?\/)?\$\{?(\w+)\}?$/.exec(resource)?.[1];
  if (variable) {
    const selector = selectorOf(variable, before);
    return selector && { kind: 'pods', selector, namespace };
  }
  const [type, name] = resource.includes('/') ? (resource.split('/') as [string, string]) : ['pod', resource];
  if (!/^[a-z\d.-]+$/.test(name)) return undefined;
  const kind = KINDS[type.toLowerCase()] ?? type.toLowerCase();
  if (kind === 'service') return { kind: 'service', name, namespace };
  return WORKLOADS.test(kind) ? { kind: 'workload', name, type: kind, namespace } : undefined;
}

/** `export POD_NAME=$(kubectl get pods -l "app=web" ...)` */
function selectorOf(variable: string, before: string): Labels | undefined {
  const command = [...before.matchAll(new RegExp(`\\b${variable}=(?:\\$\\(|\`)(kubectl [^\\n]*)`, 'g'))].at(-1)?.[1];
  const written = command && /\bget (?:po|pods?)\b.*?(?:\s-l|\s--selector)[ =]?["']?([^"'\s]+)["']?/.exec(command)?.[1];
  if (!written) return undefined;
  const labels: Record<string, string> = {};
  for (const each of written.split(',')) {
    const match = /^([^=!]+)==?([^=]*)$/.exec(each);
    if (!match || each.includes(UNKNOWN) || each.includes('$')) return undefined;
    labels[match[1]!] = match[2]!;
  }
  return labels;
}
