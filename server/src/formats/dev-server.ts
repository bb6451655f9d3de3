/**
 * Configs of development servers that speak of the address to bind, in whatever words: a server that would bind the
 * loopback may be opened by them. What they say is not read; the pages of the servers stand in the table of programs.
 */
import { basename } from 'node:path/posix';
import type { Format } from '../model/index.ts';

const NAME =
  /^(?:(?:vite|astro|docusaurus)\.config\.\w+|gatsby-config\.\w+|angular\.json|_config[\w.-]*\.ya?ml|mkdocs[\w.-]*\.ya?ml|jupyter\w*_config\.(?:py|json)|puma[\w.-]*\.rb)$/;
const ADDRESS = /host|dev_addr|bind|\bip\b|0\.0\.0\.0/i;

export const devServer: Format = {
  id: 'dev-server',
  ofBuilds: true,
  matches: (path) => NAME.test(basename(path)),
  parse({ file, text, span }) {
    if (!ADDRESS.test(text)) return [];
    const name = basename(file);
    const base = { id: `${file}#0`, file, format: 'dev-server', label: name, name, span: span(0, 0), sites: [] };
    return [{ kind: 'settings', ...base, namespace: undefined, settings: [] }];
  },
};
