/**
 * Procfiles: a line for each kind of process, its name and its command (devcenter.heroku.com/articles/procfile), as
 * foreman, honcho and the platforms that took them over start it.
 */
import { basename } from 'node:path/posix';
import type { Format, Setting } from '../model/index.ts';
import { readText } from '../syntax/interpolation.ts';

const LINE = /^[ \t\ufeff]*([\w-]+)[ \t]*:[ \t]*([^\r\n]*)/dgm;

export const procfile: Format = {
  id: 'procfile',
  comment: '#',
  ofBuilds: true,
  matches: (path) => /^Procfile(?:\.\w+)?$/.test(basename(path)),
  parse(source) {
    const { file, text } = source;
    const settings = [...text.matchAll(LINE)].map(({ indices }): Setting => {
      const [name, line] = [indices![1]!, indices![2]!];
      return { name: text.slice(...name), span: source.span(...name), value: readText(source, ...line, 'shell') };
    });
    const label = basename(file);
    const shared = { kind: 'settings', format: 'procfile', sites: [], namespace: undefined } as const;
    return settings.length === 0
      ? []
      : [{ ...shared, id: `${file}#0`, file, label, name: label, span: source.span(0, 0), settings }];
  },
};
