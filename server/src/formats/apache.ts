/**
 * Configurations of the Apache HTTP Server. Semantics after httpd.apache.org/docs/2.4: only `Listen` opens a port; a
 * `<VirtualHost>` answers on ports that are open; `ProxyPass`, `BalancerMember`, `RewriteRule [P]` and a handler `proxy:`
 * forward. `${NAME}` is a variable of the environment or of a `Define`.
 *
 * One component a file. A listener leads to the virtual hosts of its port, a virtual host to the targets within it.
 */
import { basename } from 'node:path/posix';
import type { Format, Site, Source, Text } from '../model/index.ts';
import { addressSite } from '../syntax/address-site.ts';
import { defaultPort } from '../syntax/endpoint.ts';
import { readText } from '../syntax/interpolation.ts';
import { type LinkedSite, numberSites } from '../syntax/linked-sites.ts';
import { flatten, parseTextAddress, portValue, textSpan } from '../syntax/text-address.ts';

/** Signs of these configs, and of others that look alike: nginx ends its lines, CUPS has an administrator's socket. */
const SIGNS =
  /^[ \t\ufeff]*(?:<VirtualHost\s|Listen[ \t]+\S*\d[ \t]*(?:https?)?[ \t]*\r?$|ProxyPass(?:Match|Reverse)?\s|BalancerMember\s)/im;
const OTHERS = /;[ \t]*\r?$|\/cups\b|<(?:source|match)\b/m;

export const apache: Format = {
  id: 'apache',
  comment: '#',
  matches: (path) =>
    /\.(?:conf|vhost)(?:\.(?:template|tmpl|tpl))?$/i.test(path) || /\/sites-(?:available|enabled)\/[^/.]+$/.test(path),
  parse(source) {
    const { text, file } = source;
    if (!SIGNS.test(text) || OTHERS.test(text.replace(/^[ \t]*#.*$/gm, ''))) return [];
    const sites = readFile(source, readLines(text));
    if (sites.length === 0) return [];
    const name = basename(file);
    const span = source.span(0, 0);
    return [
      {
        kind: 'proxy',
        id: `${file}#0`,
        file,
        format: 'apache',
        label: `apache ${name}`,
        name,
        span,
        sites: numberSites(sites),
        includes: [],
      },
    ];
  },
};

interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The words of each directive, quotes taken off; of a section's opening tag without its brackets. */
function readLines(text: string): readonly (readonly Word[])[] {
  const lines: Word[][] = [];
  let offset = 0;
  for (const line of text.split('\n')) {
    const words: Word[] = [];
    const body = /^[ \t\ufeff]*#/.test(line) ? '' : line;
    for (const match of body.matchAll(/"((?:[^"\\]|\\.)*)"|([^\s"<>\ufeff]+|<\/?\w+)/dg)) {
      const [start, end] = match.indices![1] ?? match.indices![2]!;
      words.push({ text: line.slice(start, end), start: offset + start, end: offset + end });
    }
    if (words.length > 0) lines.push(words);
    offset += line.length + 1;
  }
  return lines;
}

function readFile(source: Source, lines: readonly (readonly Word[])[]): readonly LinkedSite[] {
  const textOf = ({ start, end }: Word): Text => readText(source, start, end, 'envsubst');
  const listens: LinkedSite[] = [];
  const hosts: LinkedSite[] = [];
  const targets: LinkedSite[] = [];
  let open: readonly LinkedSite[] = [];
  for (const [name, ...words] of lines) {
    const directive = name!.text.toLowerCase();
    const [first] = words;
    if (directive === '<virtualhost') {
      open = words.flatMap((word) => virtualHost(textOf(word)));
      hosts.push(...open);
    } else if (directive === '</virtualhost') open = [];
    else if (directive === 'listen' && first) {
      const site = listen(textOf(first));
      if (site) listens.push({ site: words[1]?.text === 'https' ? { ...site, tls: true } : site, leads: new Set() });
    } else {
      const target = targetOf(directive, name!.text, words, textOf);
      if (!target) continue;
      const linked = { site: target, leads: new Set<LinkedSite>() };
      targets.push(linked);
      for (const host of open) host.leads.add(linked);
    }
  }
  for (const listen of listens) {
    for (const host of hosts)
      if (JSON.stringify(host.site.value) === JSON.stringify(listen.site.value)) listen.leads.add(host);
  }
  return [...listens, ...hosts, ...targets];
}

function listen(text: Text): Site | undefined {
  const use = { role: 'listen', field: 'Listen' } as const;
  // A variable alone is a port, as a number alone is.
  if (!/^\$\{\w+\}$/.test(flatten(text))) return addressSite(text, use);
  return { ...use, protocol: 'tcp', value: portValue(text), span: textSpan(text) };
}

function virtualHost(text: Text): readonly LinkedSite[] {
  const port = text.length > 0 ? parseTextAddress(text)?.port : undefined;
  if (!port) return [];
  const site: Site = {
    role: 'route',
    field: 'VirtualHost',
    protocol: 'tcp',
    value: portValue(port),
    span: textSpan(port),
  };
  return [{ site, leads: new Set() }];
}

function targetOf(
  directive: string,
  field: string,
  words: readonly Word[],
  textOf: (word: Word) => Text,
): Site | undefined {
  const url = words.find(({ text }) => /^(?:proxy:)?\w+:\/\//.test(text));
  const forwards =
    /^(?:proxypass|proxypassmatch|balancermember)$/.test(directive) ||
    (directive === 'sethandler' && url?.text.startsWith('proxy:')) ||
    (directive === 'rewriterule' && /^\[(?:.*,)?(?:P|proxy)(?:,.*)?\]$/.test(words.at(-1)?.text ?? ''));
  if (!forwards || !url || /^(?:proxy:)?balancer:/.test(url.text)) return undefined;
  const implied = (scheme = ''): number | undefined => (scheme === 'ajp' ? 8009 : defaultPort(scheme));
  const text = textOf(url);
  // A host that a pattern fills in.
  return /^[^/]*\/\/[^/]*\$\d/.test(flatten(text)) ? undefined : addressSite(text, { role: 'target', field, implied });
}
