/** Security contexts: what a container's process may not do with ports. */
import type { Source, Unprivileged } from '../../model/index.ts';
import { get, integer, isTrue, items, scalar, spanOf, textAt, type YamlMap } from '../../syntax/yaml.ts';

/**
 * Whether the process lacks the right to bind any port: it runs as another user than root (the container's word
 * before the pod's), without NET_BIND_SERVICE. A sysctl of the pod may lower the bound
 * (kubernetes.io/docs, Configure a Security Context; Using sysctls).
 */
export function unprivilegedOf(source: Source, spec: YamlMap, container: YamlMap): Unprivileged | undefined {
  const contexts = [get(container, 'securityContext'), get(spec, 'securityContext')];
  const added = items(get(contexts[0], 'capabilities', 'add')).flatMap((node) => scalar(node)?.text ?? []);
  if (added.some((name) => /^(?:CAP_)?(?:NET_BIND_SERVICE|ALL)$/.test(name))) return undefined;
  if (isTrue(get(contexts[0], 'privileged'))) return undefined;
  const user = contexts.map((context) => scalar(get(context, 'runAsUser'))).find((node) => node !== undefined);
  const nonRoot = contexts.map((context) => scalar(get(context, 'runAsNonRoot'))).find((node) => node !== undefined);
  const said = user ? ((integer(user) ?? 0) > 0 ? user : undefined) : isTrue(nonRoot) ? nonRoot : undefined;
  if (!said) return undefined;
  const lowest = items(get(spec, 'securityContext', 'sysctls')).find(
    (node) => textAt(node, 'name') === 'net.ipv4.ip_unprivileged_port_start',
  );
  const from = Number(textAt(lowest, 'value') ?? 1024);
  return { span: spanOf(source, said), from: Number.isNaN(from) ? 0 : from };
}
