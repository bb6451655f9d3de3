/** `portolan lsp --stdio`: hands the streams over to the language server. */
import type { Command } from '../parts.ts';
import { atMost, readArguments } from '../usage.ts';

export const command: Command = {
  help: `Serves an editor over standard input and output, by the Language Server Protocol.

Usage: portolan lsp --stdio

  --stdio   the streams to speak over; there are no others
`,
  async run(args, _terminal, parts) {
    // Clients add the process that started them; the server learns it again from `initialize`.
    const options = { stdio: { type: 'boolean' }, clientProcessId: { type: 'string' } } as const;
    const { positionals } = readArguments(args, options);
    atMost(0, positionals);
    await parts.startServer();
    return 0;
  },
};
