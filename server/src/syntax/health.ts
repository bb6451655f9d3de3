/** Health checks that run inside a container: which port of which host their command asks. */
import type { CommandLine, Site, Span, Text, Value } from '../model/index.ts';
import { isVariable } from '../model/index.ts';
import { clientCommand, isClient } from './clients.ts';
import { devicesIn, dialledBy } from './dialling.ts';
import { defaultPort } from './endpoint.ts';
import { portValue } from './ports.ts';
import { type Command, splitShell, unwrapCommand } from './shell.ts';
import { cutText, flatten, parseTextAddress, textSpan } from './text-address.ts';

const FETCHERS =
  /^(?:curl|wget|http|https|httpie|xh|hurl|grpc_health_probe|grpcurl|healthcheck|health|wait-for-it(?:\.sh)?)$/;

/** The `probe` sites of a health check's command. `field` is what messages call it. */
export function healthSites(line: CommandLine | undefined, field = 'healthcheck'): readonly Site[] {
  if (!line) return [];
  const commands = line.form === 'shell' ? line.words.flatMap((word) => splitShell(word)) : [line.words];
  const found = commands.flatMap((words) => unwrapCommand(words)).flatMap((words) => commandSites(words, field));
  // Variables that no shell expands are passed on as they are written.
  return line.form === 'exec' ? found.map((site) => unexpanded(site, line)) : found;
}

function commandSites(words: Command, field: string): readonly Site[] {
  const program =
    flatten(words[0] ?? [])
      .split('/')
      .at(-1) ?? '';
  if (isClient(program)) return asked(words, field);
  const dialled = dialledBy(words);
  if (dialled) return [probe(field, portValue(dialled.port), textSpan(dialled.port), dialled.host)];
  if (program === 'grpc_health_probe') return words.flatMap((word) => addressed(word, field));
  return words.flatMap((word, index) => {
    const text = flatten(word);
    if (text.includes('/dev/tcp/')) return device(word, text, field);
    // A host and port without a scheme is an address only where a program that fetches is told so.
    if (!text.includes('://') && !(index > 0 && FETCHERS.test(program) && /^[\w.[\]:-]*:(?:\d+|\$)/.test(text)))
      return [];
    const address = parseTextAddress(word);
    if (!address?.host) return [];
    const scheme = address.scheme ?? 'http';
    const path = /\w(\/[^?#'"]*)/.exec(text.replace(/^\w+:\/\//, ''))?.[1];
    const spoken = {
      ...(scheme === 'https' ? { tls: true } : scheme === 'http' ? { tls: false } : {}),
      ...(path === undefined ? {} : { path }),
    };
    if (address.port)
      return [{ ...probe(field, portValue(address.port), textSpan(address.port), address.host), ...spoken }];
    const number = defaultPort(scheme);
    if (number === undefined) return [];
    const site = probe(field, { kind: 'number', number }, textSpan(address.host), address.host);
    return [{ ...site, ...spoken, implied: { at: address.hostEnd, template: ':{port}' } }];
  });
}

/** Clients of MySQL, which speak to `localhost` by its socket, whatever the port (dev.mysql.com, Connection transport). */
const BY_SOCKET = /^(?:mysql|mariadb)/;

/** `pg_isready -p 5432`; without a host it is the own machine. */
function asked(words: Command, field: string): readonly Site[] {
  const { name, host, port } = clientCommand(words);
  if (!port || port.length === 0 || (BY_SOCKET.test(name) && (!host || flatten(host) === 'localhost'))) return [];
  const span = textSpan(port);
  return [probe(field, portValue(port), span, host ?? [{ text: 'localhost', span }])];
}

/** `-addr=:5000`, `-addr=localhost:5000`; without a host it is the own machine. */
function addressed(word: Text, field: string): readonly Site[] {
  const [, flag = ''] = /^(--?addr=|)(?=[\w.[\]:-]*:(?:\d+|\$))/.exec(flatten(word)) ?? [];
  const address = parseTextAddress(cutText(word, flag.length, Number.POSITIVE_INFINITY));
  if (!address?.port) return [];
  const span = textSpan(address.port);
  return [probe(field, portValue(address.port), span, address.host ?? [{ text: 'localhost', span }])];
}

/** `/dev/tcp/127.0.0.1/9000`, which bash opens as a connection. */
function device(word: Text, text: string, field: string): readonly Site[] {
  return devicesIn(text)
    .slice(0, 1)
    .map(({ host, port }) => {
      const digits = cutText(word, port.start, port.end);
      return probe(field, portValue(digits), textSpan(digits), cutText(word, host.start, host.end));
    });
}

function probe(field: string, value: Value, span: Span, host: Text): Site {
  return { role: 'probe', span, value, protocol: 'tcp', field, to: [{ kind: 'host', host }] };
}

function unexpanded(site: Site, line: CommandLine): Site {
  const shell = line.words.some((word) => /^(?:\/bin\/)?(?:ba|da|a)?sh$/.test(flatten(word)));
  if (shell || site.value.kind !== 'text') return site;
  // What Compose itself replaces never comes to the container.
  if (site.value.text.every((part) => !isVariable(part) || part.scope.kind === 'interpolation')) return site;
  return { ...site, value: { kind: 'unknown' } };
}
