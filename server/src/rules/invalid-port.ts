import type { Graph } from '../graph/graph.ts';
import type { PortSite } from '../graph/sites.ts';
import type { Component, Finding, Fix, Severity, Span } from '../model/index.ts';
import { partOf, placeKey, pointBefore, pointBehind } from '../model/index.ts';
import { changeTo } from './fixes.ts';
import { distance } from './named-port-unknown.ts';
import type { Rule } from './rule.ts';
import { siteText, valueText } from './wording.ts';

export const invalidPort: Rule = {
  id: 'invalid-port',
  severity: 'error',
  summary: 'A port number, range or port name that cannot be',
  why: `Ports are 1 to 65535. A range must not run backwards, and both sides of a mapping must have as many ports. The name
of a container port has at most 15 characters, all lower-case letters, digits and hyphens, with a letter among them
(IANA service name, RFC 6335); quoted digits are such a name and so are refused. A \`nodePort\` outside 30000-32767 is
refused unless the cluster was configured for it, and is a warning. A Compose mapping without quotes whose container
port is below 60, such as \`1082:21\`, is one number to the base of 60 in YAML 1.1, which some tools still read.

A service that shares another container's network (\`network_mode: service:x\`) can publish and expose nothing: Docker
does not start it. On the host's own network nothing is mapped: the published port is discarded.`,
  bad: {
    'service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
      targetPort: 80800
`,
  },
  good: {
    'service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
      targetPort: 8080
`,
  },
  check(graph, component) {
    return graph
      .sites(component)
      .flatMap((from) => [
        ...ofValue(graph, component, from),
        ...ofName(graph, component, from),
        ...ofToken(from),
        ...ofMode(graph, component, from),
      ]);
  },
};

function finding(span: Span, severity: Severity, message: string, fixes: readonly Fix[] = []): Finding {
  return { rule: 'invalid-port', severity, span, message, related: [], fixes };
}

function ofValue(graph: Graph, component: Component, from: PortSite): readonly Finding[] {
  const { value, site } = from;
  // A value that is only implied is told where it is written.
  if (site.implied) return [];
  switch (value.kind) {
    case 'number':
      return [
        ...ofNumber(graph, component, from, value.number),
        ...(value.misquoted ? misquoted(from, value.number) : []),
      ];
    case 'range':
      return ofRange(graph, from, value);
    case 'name':
      return component.format === 'kubernetes' ? ofReference(graph, from, value.name) : [];
    case 'invalid':
      return [
        finding(site.span, 'error', `${site.field} ${value.reason}`, [
          ...(value.instead === undefined ? [] : [changeTo(from, value.instead)]),
          ...(value.missing ? [{ title: `Insert ${value.missing.text}`, edits: [value.missing.edit] }] : []),
        ]),
      ];
    case 'unknown':
      return [];
  }
}

/** What another reader of the format takes for something else. */
function ofToken({ site }: PortSite): readonly Finding[] {
  if (!site.misread) return [];
  const { span, as } = site.misread;
  const quotes = [pointBefore(span), pointBehind(span)].map((at) => ({ span: at, newText: '"' }));
  const message = `a mapping without quotes is ${as} to a YAML 1.1 reader (docker-compose 1, podman-compose)`;
  return [finding(span, 'warning', message, [{ title: 'Quote the mapping', edits: quotes }])];
}

/**
 * A mapping of a Compose service without a network of its own (docs.docker.com/engine/network, "Container networks" and
 * "Host network driver"; the daemon says "conflicting options").
 */
function ofMode(graph: Graph, component: Component, from: PortSite): readonly Finding[] {
  const mode = component.kind === 'container' && component.format === 'compose' ? component.network?.mode : undefined;
  const { role, field, span } = from.site;
  const isMapping = role === 'publish' || (role === 'target' && graph.previous(from).length === 0);
  const isDeclared = role === 'declare' && field === 'expose';
  if (!mode || !(isMapping || isDeclared)) return [];
  const related = [{ span: mode.span, message: 'network_mode' }];
  if (mode.kind === 'service' || mode.kind === 'container') {
    const message = `${siteText(from)} is refused: ${component.label} shares the network of ${mode.name}, which must have it`;
    return [{ ...finding(span, 'error', message), related }];
  }
  const [inside] = mode.kind === 'host' && role === 'publish' ? graph.next(from) : [];
  if (inside?.value.kind !== 'number' || from.value.kind !== 'number' || inside.value.number === from.value.number)
    return [];
  const message = `${siteText(from)} is discarded: on the host's network nothing is mapped, and ${component.label} is on ${valueText(inside)} itself`;
  return [{ ...finding(span, 'warning', message, [changeTo(from, valueText(inside))]), related }];
}

function ofNumber(graph: Graph, component: Component, from: PortSite, number: number): readonly Finding[] {
  const { site } = from;
  // Port 0 asks for a free one where a process binds or a host publishes.
  const zero = number === 0 && (site.role === 'listen' || site.role === 'publish' || site.role === 'assign');
  if ((number < 1 && !zero) || number > 65535) {
    return [finding(site.span, 'error', `${siteText(from)} is no port: 1 to 65535 are`)];
  }
  if (component.kind === 'service' && site.field === 'nodePort' && (number < 30000 || number > 32767)) {
    const message = `nodePort ${number} is outside 30000-32767, the range that clusters give out by default`;
    const near = number <= 2767 ? [changeTo(from, String(30000 + number))] : [];
    return [finding(site.span, 'warning', message, near)];
  }
  const [inside] = component.kind === 'container' && component.pod?.hostNetwork ? graph.next(from) : [];
  if (inside?.value.kind === 'number' && inside.value.number !== number) {
    const message = `hostPort ${number} must be containerPort ${valueText(inside)}: on the host's network there is no mapping`;
    const fixes = [changeTo(from, valueText(inside)), changeTo(inside, String(number))];
    const related = [{ span: inside.site.span, message: siteText(inside) }];
    return [{ ...finding(site.span, 'error', message, fixes), related }];
  }
  return [];
}

/** Digits in quotes where a number is taken, or the other way round in an annotation (metav1.ObjectMeta). */
function misquoted({ site, written }: PortSite, number: number): readonly Finding[] {
  if (site.role === 'scrape') {
    const fix = { title: 'Put it in quotes', edits: [{ span: written, newText: `"${number}"` }] };
    return [finding(site.span, 'error', `${site.field} ${number} is a number: an annotation takes only text`, [fix])];
  }
  return [
    finding(site.span, 'error', `${site.field} "${number}" is text: it takes a number`, [unquote(written, number)]),
  ];
}

function unquote(written: Span, text: string | number): Fix {
  const quoted = partOf(written, -1, written.length + 1);
  return { title: `Write ${text} without quotes`, edits: [{ span: quoted, newText: String(text) }] };
}

function ofRange(
  graph: Graph,
  from: PortSite,
  { from: first, to: last }: { from: number; to: number },
): readonly Finding[] {
  const { site } = from;
  if (first > last) {
    const upper = site.permit?.upper;
    if (upper) {
      const fix = { title: `Change ${upper.text} to ${first}`, edits: [{ span: upper.span, newText: String(first) }] };
      const message = `${upper.text} ${last} is below ${site.field} ${first}`;
      return [
        {
          ...finding(upper.span, 'error', message, [fix]),
          related: [{ span: site.span, message: `${site.field} ${first}` }],
        },
      ];
    }
    return [finding(site.span, 'error', `${siteText(from)} runs backwards`, [changeTo(from, `${last}-${first}`)])];
  }
  if (first < 1 || last > 65535)
    return [finding(site.span, 'error', `${siteText(from)} leaves the range of ports, 1 to 65535`)];
  const [inside] = site.role === 'publish' ? graph.next(from) : [];
  const count = last - first + 1;
  // One container port behind several host ports takes whichever is free.
  if (
    inside?.value.kind === 'range' &&
    inside.value.to >= inside.value.from &&
    inside.value.to - inside.value.from + 1 !== count
  ) {
    const right = `${first}-${first + inside.value.to - inside.value.from}`;
    const message = `${siteText(from)} has ${count} ports, the container side ${inside.value.to - inside.value.from + 1}`;
    return [finding(site.span, 'error', message, [changeTo(from, right)])];
  }
  return [];
}

/** A reference by name: `targetPort: http` (validation.IsValidPortName). */
function ofReference(graph: Graph, from: PortSite, name: string): readonly Finding[] {
  const { site, written } = from;
  // Names of a Service's ports, of a Gateway's listeners and of what is scraped are looked up where they are declared.
  if (site.role === 'scrape' || (site.role === 'target' && site.field !== 'targetPort')) return [];
  if (/^\d+$/.test(name)) {
    const message = `${site.field} "${name}" is a name and no number: a port name has a letter`;
    return [finding(site.span, 'error', message, [unquote(written, name)])];
  }
  return portName(graph, from, site.span, `${site.field} "${name}"`, name);
}

/** The name given to a container port. */
function ofName(graph: Graph, component: Component, from: PortSite): readonly Finding[] {
  const { site } = from;
  if (component.format !== 'kubernetes' || component.kind !== 'container' || !site.name) return [];
  const { names } = site;
  const { text, span } = site.name;
  if (names && !names.includes(text)) {
    const ranked = names.toSorted((a, b) => distance(a, text) - distance(b, text));
    const fixes = ranked.map((name) => rename(graph, from, span, text, name, 'Write it as'));
    return [finding(span, 'error', `port name "${text}" is refused: ${names.join(' or ')} is taken here`, fixes)];
  }
  return portName(graph, from, site.name.span, `port name "${site.name.text}"`, site.name.text);
}

function portName(graph: Graph, from: PortSite, span: Span, what: string, name: string): readonly Finding[] {
  if (name.length > 15) {
    const message = `${what} has ${name.length} characters: 15 are allowed`;
    return [finding(span, 'error', message, [rename(graph, from, span, name, shortened(name), 'Shorten to')])];
  }
  if (!/^[a-z0-9-]+$/i.test(name))
    return [finding(span, 'error', `${what} may hold only lower-case letters, digits and hyphens`)];
  if (name !== name.toLowerCase()) {
    const lower = rename(graph, from, span, name, name.toLowerCase(), 'Write it as');
    return [finding(span, 'error', `${what} may hold only lower-case letters, digits and hyphens`, [lower])];
  }
  if (!/[a-z]/.test(name) || /^-|-$|--/.test(name))
    return [finding(span, 'error', `${what} must hold a letter, and hyphens only between others`)];
  return [];
}

/** The words that fit; else the letters that do. */
function shortened(name: string): string {
  const cut = name.slice(0, 16);
  const words = cut.slice(0, cut.lastIndexOf('-'));
  return words.length > 3 ? words : name.slice(0, 15).replace(/-+$/, '');
}

/** Gives a port another name wherever it is declared and referred to. */
function rename(graph: Graph, from: PortSite, span: Span, name: string, to: string, verb: string): Fix {
  const places = new Map([[placeKey(span), span]]);
  for (const place of namesOf(graph, from, name)) places.set(placeKey(place), place);
  return { title: `${verb} ${to}`, edits: [...places.values()].map((place) => ({ span: place, newText: to })) };
}

function namesOf(graph: Graph, from: PortSite, name: string): readonly Span[] {
  const declared = from.site.name?.text === name ? [from] : [];
  const reached = graph.resolutions(from.component).filter((r) => r.from === from && from.value.kind === 'name');
  const places = reached.flatMap((r) => r.ends.flatMap((end) => end.reached));
  const owners = new Set([...declared.map((d) => d.component), ...places.map((p) => p.component)]);
  return [
    ...places.flatMap((p) => (p.name ? [p.name.span] : [])),
    ...[...owners].flatMap((owner) =>
      graph
        .incoming(owner)
        .filter((r) => r.from.value.kind === 'name' && r.from.value.name === name)
        .map((r) => r.from.written),
    ),
  ];
}
