/** Every format, one line each. Adding one touches this list, the format's own file and its test. */
import { basename } from 'node:path/posix';
import type { Component, Embedded, Facts, Format, Owner, Problem, Source, Suppression } from '../model/index.ts';
import { fileSource } from '../syntax/source.ts';
import { findSuppressions } from '../syntax/suppressions.ts';
import { apache } from './apache.ts';
import { appRunner } from './app-runner.ts';
import { caddyJson } from './caddy-json.ts';
import { caddyfile } from './caddyfile.ts';
import { cloudformation } from './cloudformation.ts';
import { compose } from './compose/index.ts';
import { containerApp } from './container-app.ts';
import { devServer } from './dev-server.ts';
import { devcontainer } from './devcontainer.ts';
import { devspace } from './devspace.ts';
import { dockerRun } from './docker-run.ts';
import { dockerfile } from './dockerfile.ts';
import { dockerrun } from './dockerrun.ts';
import { dotnet } from './dotnet.ts';
import { ebextensions } from './ebextensions.ts';
import { env } from './env.ts';
import { envoy } from './envoy.ts';
import { fly } from './fly.ts';
import { githubActions } from './github-actions.ts';
import { gitlabCi } from './gitlab-ci.ts';
import { grafana } from './grafana.ts';
import { gunicorn } from './gunicorn.ts';
import { haproxy } from './haproxy.ts';
import { helm } from './helm.ts';
import { kind } from './kind.ts';
import { kong } from './kong.ts';
import { kubernetes } from './kubernetes/index.ts';
import { nginx } from './nginx.ts';
import { nomad } from './nomad.ts';
import { otelCollector } from './otel-collector.ts';
import { packageJson } from './package-json.ts';
import { portsLock } from './ports-lock.ts';
import { procfile } from './procfile.ts';
import { prometheus } from './prometheus.ts';
import { readme } from './readme.ts';
import { render } from './render.ts';
import { serverConfig } from './server-config.ts';
import { skaffold } from './skaffold.ts';
import { sourceCode } from './source/index.ts';
import { spring } from './spring.ts';
import { systemdSocket } from './systemd-socket.ts';
import { terraform } from './terraform.ts';
import { tiltfile } from './tiltfile.ts';
import { traefik } from './traefik.ts';
import { traefikValues } from './traefik-values.ts';

/** Several may match one path (YAML is many things); the first that finds something reads the file. */
export const formats: readonly Format[] = [
  dockerfile,
  dockerRun,
  githubActions,
  gitlabCi,
  portsLock,
  spring,
  compose,
  devcontainer,
  skaffold,
  devspace,
  kind,
  packageJson,
  dotnet,
  kubernetes,
  prometheus,
  traefikValues,
  traefik,
  kong,
  envoy,
  grafana,
  otelCollector,
  containerApp,
  render,
  appRunner,
  env,
  haproxy,
  nginx,
  apache,
  caddyfile,
  caddyJson,
  tiltfile,
  terraform,
  cloudformation,
  fly,
  dockerrun,
  ebextensions,
  nomad,
  systemdSocket,
  procfile,
  readme,
  gunicorn,
  serverConfig,
  helm,
  sourceCode,
  devServer,
];

/** The first format that may read `path`, an absolute path with forward slashes. */
export function formatOf(path: string): Format | undefined {
  return formats.find((format) => format.matches(path));
}

/** True for source code and its like, which is read only where an image is built from it. */
export function isSourceCode(path: string): boolean {
  return formatOf(path)?.ofBuilds ?? false;
}

/** Facts of one file. Never throws: a fault inside a format becomes a problem. */
export function parse(file: string, text: string): Facts {
  const candidates = formats.filter((format) => format.matches(file));
  const source = fileSource(file, text);
  const problems: Problem[] = [];
  for (const format of candidates) {
    const suppressed: Suppression[] = [];
    const components = read(format, source, problems, suppressed);
    if (components.length === 0 && problems.length === 0 && candidates.length > 1) continue;
    const suppressions = [...findSuppressions(source, format), ...suppressed];
    return { file, format: format.id, components, suppressions, problems };
  }
  // What means something only as a part of a deployment may hold comments that silence.
  const [first] = candidates;
  const suppressions = first ? findSuppressions(source, first) : [];
  return { file, format: first?.id ?? 'none', components: [], suppressions, problems };
}

/** What a manifest says that stands in no file as it is. Never throws. */
export function parseManifest(source: Source): Omit<Facts, 'file' | 'format'> {
  const problems: Problem[] = [];
  const suppressions: Suppression[] = [];
  const components = read(kubernetes, source, problems, suppressions);
  return { components, suppressions, problems };
}

function read(
  format: Format,
  source: Parameters<Format['parse']>[0],
  problems: Problem[],
  suppressed: Suppression[],
): readonly Component[] {
  const embedded: Embedded[] = [];
  try {
    const components = format.parse(
      source,
      (message, span) => problems.push(span ? { message, span } : { message }),
      (config) => embedded.push(config),
      (suppression) => suppressed.push(suppression),
    );
    return [...components, ...embedded.flatMap((config, index) => readEmbedded(config, index))];
  } catch (error) {
    problems.push({ message: `${format.id}: ${error instanceof Error ? error.message : String(error)}` });
    return [];
  }
}

/** A config inside another file is read by the format of its own name; what it holds belongs to its owner. */
function readEmbedded({ name, source, owner }: Embedded, index: number): readonly Component[] {
  const nothing = (): void => {};
  // A volume may name the file anew: what bears no ending is taken for YAML where it reads as one of these configs.
  const path = `/${basename(name)}${name.includes('.') ? '' : '.yaml'}`;
  const candidates = formats.filter(
    (f) => f !== kubernetes && f !== compose && (f.matches(`/${basename(name)}`) || f.matches(path)),
  );
  for (const format of candidates) {
    const components = format.parse(source, nothing, nothing, nothing);
    if (components.length > 0) return components.map((c) => ownedBy(c, owner, `${source.file}#${index}`));
  }
  return [];
}

function ownedBy(component: Component, owner: Owner, id: string): Component {
  return {
    ...component,
    id: `${id}/${owner.key}/${component.id}`,
    ...(component.kind === 'proxy' ? { owner } : {}),
  };
}
