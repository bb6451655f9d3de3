/**
 * A README.md that tells how to start a Compose project: the addresses of this machine that it sends its reader to. What
 * else it says of ports is prose. One that tells of other ways to start something as well may mean those, and is not read.
 */
import { basename } from 'node:path/posix';
import type { Format } from '../model/index.ts';
import { parsePort } from '../syntax/ports.ts';

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
    if (!COMPOSE.test(text) || OTHER_WAYS.test(text)) return [];
    const name = basename(file);
    const sites = [...text.matchAll(ADDRESS)].map((match) => ({
      role: 'connect' as const,
      field: 'address',
      protocol: 'tcp' as const,
      value: parsePort(match[1]!)!,
      span: source.span(...match.indices![1]!),
    }));
    const [first] = sites;
    if (!first) return [];
    return [
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
