/**
 * A README.md: the containers that it tells to start with `docker run`, and the addresses of this machine that one of a
 * Compose project sends its reader to. What else it says of ports is prose. Where it tells of other ways to start
 * something as well, its addresses may mean those, and are not read.
 */
import { basename } from 'node:path/posix';
import type { Container, Format, Source, Text } from '../model/index.ts';
import { readLiterals } from '../syntax/interpolation.ts';
import { parsePort } from '../syntax/ports.ts';
import { startedBy } from './docker-run.ts';

const COMPOSE = /\bdocker(?:-|[ \t]+)compose\b[^\n]*\bup\b/;
/** Commands that start a server, map a port, or lead elsewhere. */
const OTHER_WAYS =
  /\b(?:docker[ \t]+(?:container[ \t]+)?run|podman|kubectl|minikube|helm|skaffold|tilt|vagrant|npm|npx|yarn|pnpm|bun|deno|node|python3?|flask|uvicorn|gunicorn|django|go[ \t]+run|cargo|mvnw?|gradlew?|java|rails|bundle|php|dotnet|make|ssh|\w*PORT=|docker[ \t]+compose[ \t]+-f|docker-compose[ \t]+-f|port-forward)\b|--port\b|(?:^|\s)-p[ \t]*\d/m;
const ADDRESS = /\bhttps?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0):(\d{2,5})(?![\d-])/dg;

export const readme: Format = {
  id: 'readme',
  matches: (path) => /^readme\.md$/i.test(basename(path)),
  parse(source) {
    const { text, file } = source;
    const started = containers(source);
    if (!COMPOSE.test(text) || OTHER_WAYS.test(text)) return started;
    const name = basename(file);
    const sites = [...text.matchAll(ADDRESS)].map((match) => ({
      role: 'connect' as const,
      field: 'address',
      protocol: 'tcp' as const,
      value: parsePort(match[1]!)!,
      span: source.span(...match.indices![1]!),
    }));
    const [first] = sites;
    if (!first) return started;
    return [
      ...started,
      {
        kind: 'proxy',
        id: `${file}#0`,
        file,
        format: 'readme',
        label: name,
        name,
        span: first.span,
        sites,
        includes: [],
      },
    ];
  },
};

/** A line that is a command of Docker's, behind a prompt or not, with the lines that it goes on in. */
const COMMAND = /^[ \t>]*(?:[$#%][ \t]+)?((?:sudo[ \t]+)?(?:docker|podman)[ \t]+(?:[^\n\\]|\\\r?\n|\\)*)/gm;
/** What the reader is to fill in: `<image>`, `[OPTIONS]`, `...`. */
const OPEN = /<[^>\n]*>|\[[^\]\n]*\]|\.\.\.|\u2026/;
/** Another folder than the README's, which a fresh clone most often is. */
const CLONED = /\bgit[ \t]+clone\b[^\n]*?(?:\r?\n|&&)[ \t>]*(?:[$#%][ \t]+)?cd[ \t]+\S+/g;
const MOVES = /(?:^[ \t>]*(?:[$#%][ \t]+)?|&&[ \t]*|;[ \t]*)(?:cd|pushd)[ \t]/m;

function containers(source: Source): readonly Container[] {
  const { text } = source;
  if (!/\b(?:docker|podman)[ \t]+(?:container[ \t]+)?run\b/.test(text) || MOVES.test(text.replace(CLONED, '')))
    return [];
  const commands = [...text.matchAll(COMMAND)].flatMap((match): Text[] => {
    const start = match.index + match[0].length - match[1]!.length;
    return OPEN.test(match[1]!) ? [] : [readLiterals(source, start, start + match[1]!.length)];
  });
  return startedBy(source, commands, 'readme');
}
