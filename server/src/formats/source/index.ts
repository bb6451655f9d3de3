/**
 * Listeners in source code: the port handed to the servers that each language's programs usually start. Evidence
 * alone: whether the program runs, and with which environment, is for the graph to say. Calls are found by their
 * names; a port that is worked out otherwise is not known, and the program marked as one that is read in part.
 */
import { basename } from 'node:path/posix';
import type { Format, Program } from '../../model/index.ts';
import { tokens } from '../../syntax/code.ts';
import { callsOf } from './calls.ts';
import { listenersOf } from './listeners.ts';
import { codeOf } from './names.ts';
import { JAVASCRIPT, languageOf } from './servers.ts';

/** Files that no image starts: tests of every language's custom, types, stories. */
const NO_PROGRAM =
  /(?:\.|_|\/)(?:tests?|specs?|e2e|mocks?|stories|fixtures?|testdata)(?:\.|_|\/)|(?:Tests?|Spec|IT)\.(?:java|kt|cs)$|\.d\.[cm]?ts$/;

export const sourceCode: Format = {
  id: 'source',
  ofBuilds: true,
  matches: (path) => languageOf(path) !== undefined && !NO_PROGRAM.test(path),
  parse(file) {
    const language = languageOf(file.file);
    const { text } = file;
    if (!language || !/listen|run|serve|start|bind|port|urls|launch|worker/i.test(text)) return [];
    const servers = language.servers.filter(
      ({ where, path }) => (!where || where.test(text)) && (!path || path.test(file.file)),
    );
    const all = tokens(text, language.lexis);
    const calls = callsOf(text, all, servers);
    const [first] = calls;
    if (!first) return [];
    const code = codeOf(file, language.lexis, all);
    const found = calls.map((call) => listenersOf(code, call));
    const sites = found.flatMap((each) => each ?? []);
    const partial = found.includes(undefined);
    if (sites.length === 0 && !partial) return [];
    const plain = language === JAVASCRIPT && PLAIN.test(text) && !SECURE.test(text);
    const name = basename(file.file);
    const program: Program = {
      kind: 'program',
      id: `${file.file}#0`,
      file: file.file,
      format: 'source',
      label: `program ${name}`,
      name,
      span: sites[0]?.span ?? file.span(first.name.start, first.name.end),
      sites: plain ? sites.map((site) => ({ ...site, tls: false })) : sites,
      ...(partial ? { partial } : {}),
    };
    return [program];
  },
};

/** Servers that speak plain HTTP unless they are given a certificate, of which the file then speaks. */
const PLAIN = /['"](?:node:)?(?:http|express|fastify|koa)['"]/;
const SECURE = /https|http2|tls|ssl|cert|secure/i;
