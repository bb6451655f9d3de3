import { portRange, sameProtocol } from '../graph/evidence.ts';
import type { Graph } from '../graph/graph.ts';
import { isPatch } from '../graph/hosts.ts';
import { patchedServices } from '../graph/overlays.ts';
import type { PortSite } from '../graph/sites.ts';
import type { Component, Finding, Fix, Service } from '../model/index.ts';
import { changeTo } from './fixes.ts';
import type { Rule } from './rule.ts';

export const patchedPortDuplicate: Rule = {
  id: 'patched-port-duplicate',
  severity: 'error',
  summary: "A kustomize patch means to change a Service's port but adds a second one of that name",
  why: `The ports of a Service are merged by their number, not by their name. A patch with another number adds an entry, the
base's stays, and the API server refuses two ports of one name, or several of which one has none. The base's entry has to
be deleted in the same patch, or changed by a JSON patch.`,
  bad: {
    'base/service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: grafana
spec:
  ports:
    - name: http
      port: 3000
`,
    'base/kustomization.yaml': `resources:
  - service.yaml
`,
    'overlay/kustomization.yaml': `resources:
  - ../base
patches:
  - path: service.yaml
`,
    'overlay/service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: grafana
spec:
  ports:
    - name: http
      port: 9080
`,
  },
  good: {
    'base/service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: grafana
spec:
  ports:
    - name: http
      port: 3000
`,
    'base/kustomization.yaml': `resources:
  - service.yaml
`,
    'overlay/kustomization.yaml': `resources:
  - ../base
patches:
  - path: service.yaml
`,
    'overlay/service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: grafana
spec:
  ports:
    - port: 3000
      $patch: delete
    - name: http
      port: 9080
`,
  },
  check(graph, component) {
    if (component.kind !== 'service' || component.replaces || !isPatch(graph.store, component)) return [];
    const [base] = patchedServices(graph.store, component);
    if (!base) return [];
    const laid = portsOf(graph, component);
    const kept = portsOf(graph, base).filter((old) => !laid.some((port) => isSame(port, old)));
    return laid.flatMap((port): Finding[] => {
      if (portsOf(graph, base).some((old) => isSame(port, old))) return [];
      const twin = kept.find((old) => old.site.name?.text === port.site.name?.text);
      return twin ? [report(component, port, twin)] : [];
    });
  },
};

function portsOf(graph: Graph, service: Component): readonly PortSite[] {
  return graph.sites(service).filter(({ site, value }) => site.role === 'route' && value.kind === 'number');
}

function isSame(a: PortSite, b: PortSite): boolean {
  return portRange(a.value)?.from === portRange(b.value)?.from && sameProtocol(a.site.protocol, b.site.protocol);
}

function report(service: Service, port: PortSite, twin: PortSite): Finding {
  const [number, old] = [portRange(port.value)?.from, portRange(twin.value)?.from];
  const name = port.site.name;
  const what = name ? `two ports are named ${name.text}` : 'two ports have no name';
  return {
    rule: 'patched-port-duplicate',
    severity: 'error',
    span: port.site.span,
    message: `port ${number} is added beside ${old}, not put in its place, since ports merge by number: ${what}`,
    related: [
      { span: twin.site.span, message: `port ${old} of the base stays` },
      ...(twin.site.name ? [{ span: twin.site.name.span, message: 'with the same name' }] : []),
    ],
    fixes: [...deletion(service, old), changeTo(port, String(old))],
  };
}

/** Deletes the base's entry in the patch itself. */
function deletion({ declare }: Service, old: number | undefined): readonly Fix[] {
  if (!declare || old === undefined) return [];
  const indent = /\n( *)- /.exec(declare.template)?.[1];
  const separator = indent === undefined ? ', ' : `\n${indent}  `;
  const newText = declare.template.replace('{port}', `${old}${separator}$patch: delete`);
  return [{ title: `Delete port ${old} in the patch`, edits: [{ span: declare.at, newText }] }];
}
