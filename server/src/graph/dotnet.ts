/**
 * Where an ASP.NET Core application listens as its container runs it: the endpoints of Kestrel before URLs, the settings
 * of the environment before the plain ones, and a launch profile where `dotnet run` starts it (learn.microsoft.com,
 * "Configuration in ASP.NET Core" and "Configure endpoints for Kestrel").
 */
import { basename, dirname, join } from 'node:path/posix';
import type { Container, ImageStage, Proxy } from '../model/index.ts';
import type { Variables } from './environment.ts';
import { type Evidence, portRange } from './evidence.ts';
import { keys } from './keys.ts';
import type { Store } from './store.ts';
import { resolvePort, resolveText } from './values.ts';
import { workingFolders } from './working-folder.ts';

export interface DotnetListeners {
  readonly evidence: readonly Evidence[];
  /** True where they take the place of whatever variables and the image say. */
  readonly alone: boolean;
}

const NOTHING: DotnetListeners = { evidence: [], alone: false };

/** @param commands the words of the commands that the container runs. */
export function dotnetListeners(
  store: Store,
  container: Container,
  stages: readonly ImageStage[],
  variables: Variables,
  commands: readonly (readonly string[])[],
): DotnetListeners {
  const words = commands.find((each) => each.some((word) => /(?:^|\/)dotnet$|\.dll$/.test(word)));
  if (!words || words.some((word) => /^--?(?:urls|Kestrel:)/i.test(word))) return NOTHING;
  for (const [name] of variables.entries()) if (/^(?:ASPNETCORE_|DOTNET_)?Kestrel__|^URLS$/i.test(name)) return NOTHING;
  const folders = projectFolders(container, stages, words);
  const run = words.findIndex((word) => word === 'run' || word === 'watch');
  if (run >= 0 && !words.includes('--no-launch-profile')) {
    const launched = launchProfile(store, folders, words);
    if (launched) return { evidence: evidenceOf(store, container, launched, launched.sites), alone: true };
  }
  return fromSettings(store, container, variables, folders);
}

/** The folders that a project may lie in: by its file's name, which its assembly bears, and where the process starts. */
function projectFolders(
  container: Container,
  stages: readonly ImageStage[],
  words: readonly string[],
): readonly string[] {
  const [stage] = stages;
  const context = container.build?.context ?? (stage && dirname(stage.file));
  const assembly = words.flatMap((word) => /([^/]+)\.dll$/.exec(word)?.[1] ?? [])[0];
  const option = words.findIndex((word) => word === '--project' || word === '-p');
  const told = option >= 0 ? words[option + 1] : undefined;
  const own = workingFolders(container, stages);
  if (told) return own.flatMap((folder) => [join(folder, told), dirname(join(folder, told))]);
  const copied = stages.flatMap(({ copies }) => copies.flatMap(({ sources }) => sources));
  const named = copied
    .filter((path) => assembly && basename(path) === `${assembly}.csproj`)
    .map((path) => dirname(path));
  return [
    ...(context ? named.map((folder) => join(context, folder)) : []),
    ...(stage ? [dirname(stage.file)] : []),
    ...own,
  ];
}

function launchProfile(store: Store, folders: readonly string[], words: readonly string[]): Proxy | undefined {
  const option = words.findIndex((word) => word === '--launch-profile' || word === '-lp');
  for (const folder of folders) {
    const profiles = proxiesIn(store, join(folder, 'Properties', 'launchSettings.json'));
    if (profiles.length > 0) return option < 0 ? profiles[0] : profiles.find(({ name }) => name === words[option + 1]);
  }
  return undefined;
}

function fromSettings(
  store: Store,
  container: Container,
  variables: Variables,
  folders: readonly string[],
): DotnetListeners {
  const set = variables.get('ASPNETCORE_ENVIRONMENT') ?? variables.get('DOTNET_ENVIRONMENT');
  const isSet = variables.has('ASPNETCORE_ENVIRONMENT') || variables.has('DOTNET_ENVIRONMENT');
  const environment = set ? resolveText(store, set.owner, set.value) : { text: 'Production', complete: !isSet };
  if (!environment.complete) return NOTHING;
  for (const folder of folders) {
    const plain = proxiesIn(store, join(folder, 'appsettings.json'));
    const own = proxiesIn(store, join(folder, `appsettings.${environment.text}.json`));
    if (plain.length === 0 && own.length === 0) continue;
    // An endpoint of the same name is that of the environment; the names add up.
    const sites = new Map<string, { config: Proxy; sites: Proxy['sites'][number][] }>();
    for (const config of [...plain, ...own]) {
      for (const field of new Set(config.sites.map((site) => site.field))) {
        sites.set(field, { config, sites: config.sites.filter((site) => site.field === field) });
      }
    }
    const found = [...sites].map(([field, each]) => ({ field, ...each }));
    const kestrel = found.filter(({ field }) => field !== 'urls');
    const inForce = kestrel.length > 0 ? kestrel : found;
    const evidence = inForce.flatMap((each) => evidenceOf(store, container, each.config, each.sites));
    // Hosts differ in whether URLs of the settings or of the environment win.
    return { evidence, alone: kestrel.length > 0 };
  }
  return NOTHING;
}

function proxiesIn(store: Store, file: string): readonly Proxy[] {
  return store.find(keys.file(file)).filter((c): c is Proxy => c.kind === 'proxy' && c.format === 'dotnet');
}

function evidenceOf(store: Store, container: Container, component: Proxy, sites: Proxy['sites']): readonly Evidence[] {
  return sites.flatMap((site): Evidence[] => {
    const { value, written } = resolvePort(store, container, site);
    const range = portRange(value);
    if (!range) return [];
    const { address } = site;
    const said = { weight: 'listens', label: site.field, place: written, component, site } as const;
    return [{ ...range, protocol: 'tcp', ...said, ...(address ? { address } : {}), main: true, inferred: false }];
  });
}
