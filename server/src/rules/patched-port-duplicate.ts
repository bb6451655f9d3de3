import { portRange } from '../graph/evidence/evidence.ts';
import type { Graph } from '../graph/graph.ts';
import { keys } from '../graph/keys.ts';
import type { PortSite } from '../graph/sites.ts';
import type { Component, Finding, Fix, Service } from '../model/index.ts';
import { compareSpans } from '../model/index.ts';
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
    if (component.kind !== 'service' || !component.deployedIn) return [];
    const ports = graph.sites(component).filter(({ site, value }) => site.role === 'route' && value.kind === 'number');
    const kept = ports.filter((port) => !isLaidOver(component, port));
    return ports.flatMap((port): Finding[] => {
      if (!isLaidOver(component, port)) return [];
      const twin = kept.find((old) => old.site.name?.text === port.site.name?.text);
      return twin ? [report(graph, component, port, twin)] : [];
    });
  },
};

/** True for a port that is not written where its Service is. */
export function isLaidOver({ deployedIn, file }: Component, { site }: PortSite): boolean {
  return deployedIn !== undefined && site.span.file !== file;
}

function report(graph: Graph, service: Service, port: PortSite, twin: PortSite): Finding {
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
    fixes: [...deletion(graph, service, port, old), changeTo(port, String(old))],
  };
}

/** Deletes the base's entry in the patch itself. */
function deletion(graph: Graph, service: Service, port: PortSite, old: number | undefined): readonly Fix[] {
  const patch = graph.store
    .find(keys.part(port.site.span.file))
    .find((c) => c.kind === 'service' && c.sites.some(({ span }) => compareSpans(span, port.site.span) === 0));
  const declare = patch?.kind === 'service' ? patch.declare : undefined;
  if (!declare || old === undefined) return [];
  const indent = /\n( *)- /.exec(declare.template)?.[1];
  const separator = indent === undefined ? ', ' : `\n${indent}  `;
  const newText = declare.template.replace('{port}', `${old}${separator}$patch: delete`);
  return [{ title: `Delete port ${old} of ${service.label} in the patch`, edits: [{ span: declare.at, newText }] }];
}
