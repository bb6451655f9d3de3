import { listenersOf, portRange } from '../graph/evidence/evidence.ts';
import type { Graph } from '../graph/graph.ts';
import { keys } from '../graph/keys.ts';
import { runAlone } from '../graph/run-alone.ts';
import type { PortSite } from '../graph/sites.ts';
import { carriersOf, stagesCopying } from '../graph/values/carriers.ts';
import type { Component, Finding, Fix, Proxy } from '../model/index.ts';
import { changeTo } from './fixes.ts';
import type { Rule } from './rule.ts';
import { siteText } from './wording.ts';

export const virtualHostUnlistened: Rule = {
  id: 'virtual-host-unlistened',
  severity: 'warning',
  summary: 'A virtual host of Apache stands on a port that no Listen opens',
  why: `\`<VirtualHost *:8080>\` opens no port; only \`Listen 8080\` does. Without it the virtual host is never reached and a
connection to 8080 is refused. Looked at are the configurations that go into the same image or container, or else those
of the same folder; where none of them has a \`Listen\`, and for 80 and 443, which an image's own configuration opens,
nothing is reported.`,
  bad: {
    Dockerfile: `FROM httpd:2.4
COPY ports.conf site.conf /usr/local/apache2/conf/
`,
    'ports.conf': `Listen 80
`,
    'site.conf': `<VirtualHost *:8080>
  DocumentRoot /srv/www
</VirtualHost>
`,
  },
  good: {
    Dockerfile: `FROM httpd:2.4
COPY ports.conf site.conf /usr/local/apache2/conf/
`,
    'ports.conf': `Listen 80
Listen 8080
`,
    'site.conf': `<VirtualHost *:8080>
  DocumentRoot /srv/www
</VirtualHost>
`,
  },
  check(graph, component) {
    // Elsewhere, a route has a listener of its own.
    if (component.kind !== 'proxy' || component.format !== 'apache') return [];
    const hosts = graph.sites(component).filter(({ site }) => site.role === 'route');
    if (hosts.length === 0) return [];
    const { files, tied } = configsBeside(graph, component);
    const listens = files.flatMap((c) => graph.sites(c).filter(({ site }) => site.role === 'listen'));
    // A Listen may stand where only the command line decides.
    const partial = files.some((c) => c.kind === 'proxy' && c.partial);
    const unknown = partial || listens.some(({ value }) => !portRange(value));
    return hosts.flatMap((host): Finding[] => {
      const port = portRange(host.value)?.from;
      if (port === undefined || port === 80 || port === 443 || unknown || listens.length === 0) return [];
      if (listens.some(({ value }) => portRange(value)?.from === port)) return [];
      return [report(host, port, listens, tied)];
    });
  },
};

/** The configurations that work together with one, itself included. */
function configsBeside(graph: Graph, proxy: Proxy): { files: readonly Component[]; tied: boolean } {
  const { store } = graph;
  const stages = stagesCopying(store, proxy.file);
  // A script of the image may write what is not seen here.
  if (stages.some(({ touches }) => touches.some((path) => /apache|httpd/.test(path))))
    return { files: [], tied: false };
  const carriers = [...carriersOf(store, proxy), ...stages.map((stage) => runAlone(stage))];
  const together = carriers.flatMap((c) => listenersOf(store, c).evidence.map((e) => e.component));
  const own = (c: Component): boolean => c.format === proxy.format && c.kind === 'proxy';
  const folder =
    carriers.length === 0 && !proxy.owner ? store.find(keys.folder(proxy.file.replace(/\/[^/]*$/, ''))) : [];
  return { files: [...new Set([proxy, ...together, ...folder].filter(own))], tied: carriers.length > 0 };
}

function report(host: PortSite, port: number, listens: readonly PortSite[], tied: boolean): Finding {
  const numbers = [...new Set(listens.flatMap(({ value }) => portRange(value)?.from ?? []))];
  const last = listens.at(-1)!;
  return {
    rule: 'virtual-host-unlistened',
    severity: tied ? 'warning' : 'info',
    span: host.site.span,
    message: `${siteText(host)} is opened by no Listen: there is ${numbers.map((n) => `Listen ${n}`).join(', ')}`,
    related: listens.slice(0, 6).map((each) => ({ span: each.site.span, message: siteText(each) })),
    fixes: [...listenToo(last, port), ...numbers.slice(0, 2).map((number) => changeTo(host, String(number)))],
  };
}

/** A line before the last `Listen`; in a manifest its indentation is not known. */
function listenToo({ component, site: { span } }: PortSite, port: number): readonly Fix[] {
  if (component.kind === 'proxy' && component.owner) return [];
  const at = { ...span, column: 0, length: 0 };
  return [{ title: `Add Listen ${port}`, edits: [{ span: at, newText: `Listen ${port}\n` }] }];
}
