/** The entry of the terminal: the process's own arguments and streams, and the parts that commands work with. */
import { main } from './cli/main.ts';
import type { Parts } from './cli/parts.ts';

/** Each part is loaded when a command first asks for it, so that `--help` reads no parser. */
const parts: Parts = {
  async createChart(options) {
    const [
      { createEngine },
      { environmentNames, listEnvironments },
      { portMap, portRecord },
      { listPorts },
      { trace },
    ] = await Promise.all([
      import('./engine.ts'),
      import('./features/environments.ts'),
      import('./features/map.ts'),
      import('./features/ports.ts'),
      import('./features/trace.ts'),
    ]);
    const engine = createEngine(options);
    return {
      engine,
      ports: (options) => listPorts(engine, options),
      trace: (query) => trace(engine, query),
      environments: () => listEnvironments(engine),
      environmentNames: () => environmentNames(engine),
      map: () => portMap(engine),
      record: () => portRecord(engine),
    };
  },
  rules: async () => (await import('./rules/registry.ts')).rules,
  startServer: async () => (await import('./lsp/server.ts')).startServer(),
};

// A reader that has seen enough, such as `head`, is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));

const { argv, env, stdout, stderr } = process;
main(argv.slice(2), { cwd: process.cwd(), env, stdout, stderr }, parts).then((code) => {
  process.exitCode = code;
});
