/** Clients of databases and caches on a command line: the host and port that their flags name. */
import type { Text } from '../model/index.ts';
import { cutText, flatten } from './text-address.ts';

/** Clients and their flags for a port; `-h` or `--host` takes the host. */
const CLIENTS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    ['psql', 'pg_isready', 'pg_dump', 'pg_restore', 'createdb', 'dropdb', 'createuser', 'redis-cli', 'valkey-cli'].map(
      (name) => [name, ['-p', '--port']],
    ),
  ),
  ...Object.fromEntries(
    ['mysql', 'mysqladmin', 'mysqldump', 'mysqlimport', 'mariadb', 'mariadb-admin', 'mariadb-dump'].map((name) => [
      name,
      ['-P', '--port'],
    ]),
  ),
  mongosh: ['--port'],
  mongo: ['--port'],
  'clickhouse-client': ['--port'],
};

export const CLIENT_NAMES: readonly string[] = Object.keys(CLIENTS);

/** True for a word that names a client, with its path or without. */
export function isClient(word: string): boolean {
  return Object.hasOwn(CLIENTS, nameOf(word));
}

/** What a client, the first of the words, is told; its own default where a flag is absent. */
export function clientCommand(words: readonly Text[]): {
  readonly name: string;
  readonly host: Text | undefined;
  readonly port: Text | undefined;
} {
  const name = nameOf(flatten(words[0] ?? []));
  return { name, host: flagValue(words, ['-h', '--host']), port: flagValue(words, CLIENTS[name] ?? []) };
}

function nameOf(word: string): string {
  return word.split('/').at(-1)!;
}

/** `-p 80`, `-p80`, `--port 80`, `--port=80`. */
export function flagValue(words: readonly Text[], flags: readonly string[]): Text | undefined {
  for (let at = 0; at < words.length; at++) {
    const text = flatten(words[at]!);
    for (const flag of flags) {
      const glue = flag.startsWith('--') ? `${flag}=` : flag;
      if (text === flag) return words[at + 1];
      if (text.startsWith(glue)) return cutText(words[at]!, glue.length, text.length);
    }
  }
  return undefined;
}
