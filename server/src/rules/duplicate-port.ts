import type { PortSite } from '../graph/sites.ts';
import type { Component, Finding, Fix, Service, Span } from '../model/index.ts';
import { startsTogether } from '../model/index.ts';
import { isLaidOver } from './patched-port-duplicate.ts';
import type { Rule } from './rule.ts';
import { siteText, valueText } from './wording.ts';

export const duplicatePort: Rule = {
  id: 'duplicate-port',
  severity: 'error',
  summary: 'Ports of one Service or container that nothing tells apart',
  why: `The API server refuses a Service with several ports of which one has no name, two bear one name, or two have one
number and protocol; and a container with two ports of one name ("Required value", "Duplicate value").`,
  bad: {
    'web.yaml': `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
    - port: 9090
`,
  },
  good: {
    'web.yaml': `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - name: http
      port: 80
    - name: metrics
      port: 9090
`,
  },
  check(graph, component) {
    if (component.format !== 'kubernetes') return [];
    const role = component.kind === 'service' ? 'route' : component.kind === 'container' ? 'declare' : undefined;
    if (!role) return [];
    // What a kustomize patch adds is told as that.
    const ports = graph.sites(component).filter((site) => site.site.role === role && !isLaidOver(component, site));
    if (ports.length < 2) return [];
    const names = repeated(component, ports);
    return component.kind === 'service'
      ? [...names, ...unnamed(component, ports), ...numbers(component, ports)]
      : names;
  },
};

function repeated(component: Component, ports: readonly PortSite[]): readonly Finding[] {
  return ports.flatMap((port, index) => {
    const { name } = port.site;
    const before = ports.slice(0, index).find((p) => p.site.name?.text === name?.text);
    // What an alias repeats is written once.
    if (!name || !before?.site.name || startsTogether(before.site.name.span, name.span)) return [];
    const message = `port name "${name.text}" is taken by ${siteText(before)} of the same ${noun(component)}`;
    return [finding(name.span, message, before)];
  });
}

function unnamed(service: Service, ports: readonly PortSite[]): readonly Finding[] {
  const taken = new Set(ports.flatMap(({ site }) => site.name?.text ?? []));
  const nameless = ports.filter(
    ({ site, value }) => !site.name && !site.hiddenName && site.naming && value.kind === 'number',
  );
  const edits = nameless.flatMap((port): Fix['edits'] => {
    const name = nameFor(port, taken);
    taken.add(name);
    const naming = port.site.naming!;
    return [{ span: naming.at, newText: naming.template.replaceAll('{name}', name) }];
  });
  const fix = { title: `Name the ports of ${service.label}`, edits };
  const [port] = nameless;
  const others = ports.find((p) => p !== port);
  if (!port || !others) return [];
  const message = `${siteText(port)} has no name, but ${service.label} has ${ports.length} ports: each needs one`;
  return [{ ...finding(port.site.span, message, others), fixes: [fix] }];
}

function nameFor({ value, site }: PortSite, taken: ReadonlySet<string>): string {
  const number = value.kind === 'number' ? value.number : 0;
  const known: Readonly<Record<number, string>> = {
    80: 'http',
    8080: 'http',
    443: 'https',
    8443: 'https',
    9090: 'metrics',
  };
  const protocol = site.protocol === 'udp' || site.protocol === 'sctp' ? site.protocol : 'tcp';
  const first = protocol === 'tcp' ? known[number] : undefined;
  return first && !taken.has(first) ? first : `${protocol}-${number}`;
}

function numbers(component: Component, ports: readonly PortSite[]): readonly Finding[] {
  return ports.flatMap((port, index) => {
    if (port.value.kind !== 'number') return [];
    const same = (p: PortSite): boolean =>
      p.site.protocol === port.site.protocol &&
      valueText(p) === valueText(port) &&
      !startsTogether(p.site.span, port.site.span);
    const before = ports.slice(0, index).find(same);
    if (!before || port.site.protocol === 'unknown') return [];
    const message = `${siteText(port)} is there twice in ${component.label}: one protocol has each port once`;
    return [finding(port.site.span, message, before)];
  });
}

function noun({ kind }: Component): string {
  return kind === 'service' ? 'Service' : 'container';
}

function finding(span: Span, message: string, { site }: PortSite): Finding {
  return {
    rule: 'duplicate-port',
    severity: 'error',
    span,
    message,
    related: [{ span: site.name?.span ?? site.span, message: site.field }],
    fixes: [],
  };
}
