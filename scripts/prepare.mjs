// Builds the program where npm installs Portolan from its repository, as pre-commit does: npm runs this in a fresh
// clone, and for a global installation without having installed what the build needs.

import { installDependencies } from './dependencies.mjs';

// Told to npm by the npm that started this; the packages belong into the clone.
delete process.env.npm_config_global;
installDependencies(console.error);
await import('./build.mjs');
