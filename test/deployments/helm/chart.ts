/** Charts in fixtures: built, and shown as text with its places. */
import type { Deployment, Files, Unit } from '../../../server/src/deployments/deployment.ts';
import { helm } from '../../../server/src/deployments/helm/index.ts';
import type { Span } from '../../../server/src/model/index.ts';
import { filesOf } from '../../support/fixture.ts';
import { shownAt } from '../../support/places.ts';

export const ROOT = '/w/chart';

/** The files of a fixture, below the chart's folder unless they begin with `/`. */
export function textsOf(fixture: string): Map<string, string> {
  const files = Object.entries(filesOf(fixture));
  return new Map(files.map(([path, text]) => [path.startsWith('/') ? path : `${ROOT}/${path}`, text]));
}

export function workspaceOf(texts: ReadonlyMap<string, string>): Files {
  const paths = [...texts.keys()].sort();
  return {
    text: (path) => texts.get(path),
    below: (folder) => paths.filter((path) => path.startsWith(`${folder}/`)),
    manifests: (kinds) =>
      paths.filter((path) => kinds.some((kind) => new RegExp(`^kind: ${kind}$`, 'm').test(texts.get(path)!))),
  };
}

export function build(fixture: string): Deployment {
  return buildTexts(textsOf(fixture));
}

export function buildTexts(texts: ReadonlyMap<string, string>, before?: Deployment): Deployment {
  const deployment = helm.build(ROOT, workspaceOf(texts), before);
  if (!deployment) throw new Error('no chart is found');
  return deployment;
}

export function unitOf(deployment: Deployment, key: string, environment = 'default'): Unit {
  const unit = deployment.units.find((each) => each.key === key && each.environment.name === environment);
  if (!unit) throw new Error(`no ${key} in ${environment}`);
  return unit;
}

/** What a template renders to. */
export function textOf(deployment: Deployment, key: string, environment?: string): string {
  return unitOf(deployment, key, environment).source?.text ?? '';
}

/**
 * Where a piece of a rendered text is written, the first one behind `behind`: `values.yaml:2:9 8080`, and behind each
 * `<` what its reader comes through.
 */
export function placeOf(texts: ReadonlyMap<string, string>, { source }: Unit, piece: string, behind = ''): string {
  const from = source!.text.indexOf(behind);
  const at = source!.text.indexOf(piece, from);
  if (from < 0 || at < 0) throw new Error(`no ${piece} behind ${behind} in ${source!.text}`);
  return shown(texts, source!.span(at, at + piece.length));
}

export function shown(texts: ReadonlyMap<string, string>, span: Span): string {
  const text = shownAt(texts.get(span.file)!, span);
  const place = `${span.file.replace(`${ROOT}/`, '')}:${span.line + 1}:${span.column + 1} ${text}`;
  return [place, ...(span.via ?? []).map((via) => shown(texts, via))].join(' < ');
}
