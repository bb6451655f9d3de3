/** What HAProxy's `server` and `default-server` say of checks, agents and TLS (configuration manual, 5.2). */
import type { Text } from '../model/index.ts';
import type { Word } from '../syntax/haproxy-lines.ts';

/** What `default-server` can set for the servers below it. */
export interface ServerOptions {
  readonly check: boolean;
  readonly ssl: boolean;
  readonly agent: boolean;
  readonly port?: Text;
  readonly agentPort?: Text;
  /** Another host to check. */
  readonly addr?: Text;
}

/** The options of a line, over those that hold before it. */
export function readOptions(words: readonly Word[], before: ServerOptions): ServerOptions {
  const options: { -readonly [key in keyof ServerOptions]: ServerOptions[key] } = { ...before };
  words.forEach(({ text }, index) => {
    const next = words[index + 1]?.parts;
    const value = next && next.length > 0 ? next : undefined;
    if (text === 'check' || text === 'no-check') options.check = text === 'check';
    else if (text === 'ssl' || text === 'no-ssl') options.ssl = text === 'ssl';
    else if (text === 'agent-check' || text === 'no-agent-check') options.agent = text === 'agent-check';
    else if (text === 'port' && value) options.port = value;
    else if (text === 'agent-port' && value) options.agentPort = value;
    else if (text === 'addr' && value) options.addr = value;
  });
  return options;
}
