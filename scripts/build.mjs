// Bundles the command line with the language server (dist/cli.js) and the VS Code side (dist/extension.js).

import { readFileSync } from 'node:fs';
import { build } from 'esbuild';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const common = {
  absWorkingDir: new URL('..', import.meta.url).pathname,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minify: true,
  keepNames: true,
  legalComments: 'none',
  // `main` first would pick UMD builds, whose requires cannot be bundled.
  mainFields: ['module', 'main'],
  define: { PORTOLAN_VERSION: JSON.stringify(version) },
  logLevel: 'warning',
};
await Promise.all([
  build({
    ...common,
    entryPoints: ['server/src/cli.ts'],
    outfile: 'dist/cli.js',
    banner: { js: '#!/usr/bin/env node' },
  }),
  build({ ...common, entryPoints: ['client/src/extension.ts'], outfile: 'dist/extension.js', external: ['vscode'] }),
]);
