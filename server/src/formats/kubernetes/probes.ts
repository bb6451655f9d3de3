/** Probes and lifecycle hooks: which port of its container each asks, and how. */
import type { Site, Source, Value } from '../../model/index.ts';
import {
  get,
  integer,
  items,
  scalar,
  spanOf,
  textAt,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
} from '../../syntax/yaml.ts';
import { keyInsertion, portValue } from './object.ts';

const HANDLERS = ['httpGet', 'tcpSocket', 'grpc'];

/** The `probe` sites of a container, those of its lifecycle hooks included. */
export function probeSites(source: Source, container: YamlMap): readonly Site[] {
  const probes: [string, YamlNode | undefined][] = [
    ['startupProbe', get(container, 'startupProbe')],
    ['readinessProbe', get(container, 'readinessProbe')],
    ['livenessProbe', get(container, 'livenessProbe')],
    ['postStart', get(container, 'lifecycle', 'postStart')],
    ['preStop', get(container, 'lifecycle', 'preStop')],
  ];
  return probes.flatMap(([field, probe]) =>
    (probe ? HANDLERS : []).flatMap((handler): Site[] => {
      const port = scalar(get(probe, handler, 'port'));
      if (!port) return [];
      // A host of its own sends the request somewhere else than to the pod.
      const elsewhere = get(probe, handler, 'host') !== undefined;
      return [
        {
          role: 'probe',
          span: spanOf(source, port),
          value: handler === 'grpc' ? numberOf(port, get(container, 'ports')) : portValue(port, true),
          protocol: 'tcp',
          field: `${field} port`,
          ...(elsewhere ? {} : { to: [{ kind: 'own' }] }),
          ...(handler === 'httpGet' ? pathOf(get(probe, handler)) : {}),
          ...(handler === 'httpGet' ? spoken(source, get(probe, handler)) : {}),
        },
      ];
    }),
  );
}

/** GRPCAction takes a number alone; a name that the container declares was meant for that port's. */
function numberOf(port: YamlScalar, ports: YamlNode | undefined): Value {
  const value = portValue(port, false);
  if (value.kind !== 'invalid') return value;
  const meant = integer(
    scalar(
      get(
        items(ports).find((node) => textAt(node, 'name') === port.text),
        'containerPort',
      ),
    ),
  );
  return meant === undefined ? value : { ...value, instead: String(meant) };
}

function pathOf(request: YamlNode | undefined): { path?: string } {
  const path = textAt(request, 'path');
  return path ? { path } : {};
}

/** `scheme` of an HTTP probe, HTTP where none is written; the kubelet takes any certificate. */
function spoken(source: Source, node: YamlNode | undefined): Pick<Site, 'tls' | 'switchTls'> {
  const scheme = scalar(get(node, 'scheme'));
  const tls = /^https$/i.test(scheme?.text ?? '');
  if (scheme) return { tls, switchTls: { span: spanOf(source, scheme), newText: tls ? 'HTTP' : 'HTTPS' } };
  const insertion = node?.kind === 'map' ? keyInsertion(source, node, 'scheme') : undefined;
  if (!insertion) return { tls };
  return { tls, switchTls: { span: insertion.at, newText: insertion.template.replace('{port}', 'HTTPS') } };
}
