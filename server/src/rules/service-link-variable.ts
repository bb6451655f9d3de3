import { environmentOf } from '../graph/environment.ts';
import type { Graph } from '../graph/graph.ts';
import { keys } from '../graph/keys.ts';
import { sameNamespace, settingsNamed } from '../graph/values.ts';
import type { Component, Container, Finding, Named, Service } from '../model/index.ts';
import type { Rule } from './rule.ts';

export const serviceLinkVariable: Rule = {
  id: 'service-link-variable',
  severity: 'warning',
  summary: "A command reads a variable as a port that a Service's name fills with an address",
  why: `For each Service of its namespace a pod gets variables that are made of the Service's name: a Service \`shop\` sets
\`SHOP_PORT=tcp://10.0.0.1:80\`. A command that reads \`SHOP_PORT\` as a port of its own takes that text for a number and
fails, even where it has a default. A value of the container's own, \`enableServiceLinks: false\` or another name for the
Service keeps them apart.`,
  bad: {
    'shop.yaml': `apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  selector:
    app: shop
  ports:
    - port: 80
      targetPort: 8000
---
apiVersion: v1
kind: Pod
metadata:
  name: shop
  labels:
    app: shop
spec:
  containers:
    - name: shop
      image: example.com/shop:1
      command: ["sh", "-c", "exec serve --port \${SHOP_PORT:-8000}"]
`,
  },
  good: {
    'shop.yaml': `apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  selector:
    app: shop
  ports:
    - port: 80
      targetPort: 8000
---
apiVersion: v1
kind: Pod
metadata:
  name: shop
  labels:
    app: shop
spec:
  enableServiceLinks: false
  containers:
    - name: shop
      image: example.com/shop:1
      command: ["sh", "-c", "exec serve --port \${SHOP_PORT:-8000}"]
`,
  },
  check(graph, component) {
    // Without a cluster address there is nothing to set (kubelet: FromServices).
    if (component.kind !== 'service' || component.headless || component.type === 'ExternalName') return [];
    const variable = `${component.name.toUpperCase().replaceAll('-', '_')}_PORT`;
    return readers(graph, component, variable)
      .slice(0, 1)
      .map((reader) => report(component, variable, reader));
  },
};

/** Containers that read the variable, which nobody but the Service sets, the nearest to the Service. */
function readers(graph: Graph, service: Service, variable: string): readonly Container[] {
  const fits = (c: Component): c is Container =>
    c.kind === 'container' && c.pod?.unlink !== undefined && sameNamespace(c.pod.namespace, service.namespace);
  return graph.store.nearest(keys.reads(variable), service, fits).filter((c) => !mayBeSet(graph, c, variable));
}

/** A ConfigMap that is not in the workspace may set it. */
function mayBeSet(graph: Graph, container: Container, variable: string): boolean {
  const elsewhere = (from: Container['environmentFrom'][number]): boolean =>
    from.kind === 'settings' && settingsNamed(graph.store, container, from.name).length === 0;
  if (container.environmentFrom.some(elsewhere)) return true;
  return [...environmentOf(graph.store, container).entries()].some(([name]) => name === variable);
}

function report(service: Service, variable: string, reader: Container): Finding {
  const unlink = reader.pod?.unlink;
  const read = reader.reads?.find((r: Named) => r.text === variable);
  return {
    rule: 'service-link-variable',
    severity: 'warning',
    span: service.span,
    message: `${service.label} sets ${variable} to an address (tcp://...) in ${reader.label}, whose command reads it as a port`,
    related: read ? [{ span: read.span, message: `${reader.label} reads ${variable}` }] : [],
    fixes: unlink
      ? [
          {
            title: `Keep Services' variables out of ${reader.label} (enableServiceLinks: false)`,
            edits: [{ span: unlink.at, newText: unlink.template }],
          },
        ]
      : [],
  };
}
