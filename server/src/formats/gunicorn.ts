/**
 * gunicorn's configuration, a Python file of which `bind` is read (docs.gunicorn.org, "Settings", bind): addresses in
 * strings, and ports that are taken from a variable of the environment. Whatever else is worked out is not known.
 */
import { basename } from 'node:path/posix';
import type { Format, Named, Site, Source, Text } from '../model/index.ts';
import { portValue } from '../syntax/ports.ts';

const BIND = /^\ufeff?bind[ \t]*=(?!=)[ \t]*((?:[^\n[]|\[(?!\s*$)[^\n]*|\[\s*$[\s\S]*?\])*)/m;
const ADDRESS = /["'](?:([\w.*]*)|\[([\da-f:]*)\]):(\d{1,5})["']/dg;
/** `os.environ.get("PORT", "8000")`, `os.getenv('PORT', 8000)`, `os.environ["PORT"]`. */
const VARIABLE =
  /(?:environ\.get|getenv)\(\s*["'](\w+)["']\s*(?:,\s*["']?(\d{1,5})["']?\s*)?\)|environ\[["'](\w+)["']\]/dg;

export const gunicorn: Format = {
  id: 'gunicorn',
  comment: '#',
  ofBuilds: true,
  matches: (path) => /^gunicorn[\w.-]*\.py$/.test(basename(path)),
  parse(source) {
    const { file } = source;
    const match = BIND.exec(source.text);
    const sites = match ? bindSites(source, match.index, match.index + match[0].length) : [];
    const [first] = sites;
    if (!first) return [];
    const name = basename(file);
    return [
      {
        kind: 'program',
        id: `${file}#0`,
        file,
        format: 'gunicorn',
        label: `gunicorn ${name}`,
        name,
        span: first.span,
        sites,
      },
    ];
  },
};

function bindSites(source: Source, start: number, end: number): readonly Site[] {
  const text = source.text.slice(start, end).replace(/(?<=\s)#.*$/gm, (comment) => ' '.repeat(comment.length));
  const place = ([from, to]: readonly [number, number]) => source.span(start + from, start + to);
  const variables = [...text.matchAll(VARIABLE)].map(({ indices }) => {
    const name = (indices![1] ?? indices![3])!;
    const span = place(name);
    const scope = { kind: 'environment' } as const;
    const variable = { variable: text.slice(...name), span, scope };
    const otherwise = indices![2];
    const fallback: Text | undefined = otherwise && [{ text: text.slice(...otherwise), span: place(otherwise) }];
    return site(fallback?.[0]?.span ?? span, [fallback ? { ...variable, fallback, operator: ':-' } : variable]);
  });
  // An address that is another variable's default may not be the one in force.
  if (variables.length > 0 || /environ|getenv/.test(text)) return variables;
  return [...text.matchAll(ADDRESS)].map(({ indices }) => {
    const [host, port] = [(indices![1] ?? indices![2])!, indices![3]!];
    const address = host[0] < host[1] ? { text: text.slice(...host), span: place(host) } : undefined;
    return site(place(port), [{ text: text.slice(...port), span: place(port) }], address);
  });
}

function site(span: Site['span'], text: Text, address?: Named): Site {
  return {
    role: 'listen',
    field: 'bind',
    protocol: 'tcp',
    span,
    value: portValue(text),
    ...(address ? { address } : {}),
  };
}
