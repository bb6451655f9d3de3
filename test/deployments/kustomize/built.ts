/** Kustomizations of a fixture, built, and their fields as text, one line a field. */
import assert from 'node:assert/strict';
import type { Deployment } from '../../../server/src/deployments/deployment.ts';
import { kustomize } from '../../../server/src/deployments/kustomize/index.ts';
import type { Source, Span } from '../../../server/src/model/index.ts';
import { parseYaml, type YamlNode } from '../../../server/src/syntax/yaml.ts';
import { filesOf } from '../../support/fixture.ts';
import { shownAt } from '../../support/places.ts';
import { type Files, placeOf, ROOT, relative } from '../../support/workspace.ts';

/** What a folder of some files is built to. */
export function build(files: Files, folder: string, before?: Deployment): Deployment {
  const root = folder === '' ? ROOT : `${ROOT}/${folder}`;
  const deployment = kustomize.build(
    root,
    {
      text: (path) => files[relative(path)],
      below: (path) => Object.keys(files).filter((each) => `${ROOT}/${each}`.startsWith(`${path}/`)),
    },
    before,
  );
  assert.ok(deployment, `${folder} is built`);
  for (const { source } of deployment.units) checkPlaces(files, source!);
  return deployment;
}

/** The same of a fixture. */
export function built(fixture: string, folder: string): Deployment {
  return build(filesOf(fixture), folder);
}

/**
 * Every scalar of a unit: `spec.ports.0.port 8080 @ base/service.yaml:7:11`. Runs that are written in several places are
 * parted by `+`, and `<` stands before the place that the reader comes from.
 */
export function fieldLines(deployment: Deployment, key: string, path = ''): readonly string[] {
  const unit = deployment.units.find((each) => each.key === key);
  assert.ok(unit, `${key} is one of ${deployment.units.map((each) => each.key).join(', ')}`);
  const { source } = unit;
  const [document] = parseYaml(source!).documents;
  return scalars(document!, '')
    .filter(([at]) => at === path || at.startsWith(path === '' ? '' : `${path}.`))
    .map(([at, node]) => `${at} ${source!.text.slice(node.start, node.end)} @ ${placesOf(source!, node).join(' + ')}`);
}

/** Without the places. */
export function values(deployment: Deployment, key: string, path = ''): readonly string[] {
  return fieldLines(deployment, key, path).map((line) => line.slice(0, line.indexOf(' @ ')));
}

/** `base/kustomization.yaml:3:5 there is no file x.yaml`. */
export function problemLines({ problems }: Deployment): readonly string[] {
  return problems.map(({ file, span, message }) => `${span ? placeOf(span) : relative(file)} ${message}`);
}

function scalars(node: YamlNode, path: string): readonly [string, YamlNode][] {
  const below = (key: string): string => (path === '' ? key : `${path}.${key}`);
  if (node.kind === 'map') return node.entries.flatMap(({ key, value }) => scalars(value, below(key.text)));
  if (node.kind === 'list') return node.items.flatMap((item, index) => scalars(item, below(String(index))));
  return [[path, node]];
}

function placesOf(source: Source, { start, end }: YamlNode): readonly string[] {
  const runs = source.runs?.(start, end) ?? [{ span: source.span(start, end) }];
  return runs.map(({ span }) => [placeOf(span), ...(span.via ?? []).map(placeOf)].join(' < '));
}

/** Whatever is as long as its place is written there, letter for letter, and every place is one. */
function checkPlaces(files: Files, source: Source): void {
  const { documents, problems } = parseYaml(source);
  assert.deepEqual(problems, [], source.text);
  for (const document of documents) {
    for (const [path, node] of scalars(document, '')) {
      for (const { text, span } of source.runs?.(node.start, node.end) ?? []) {
        const shown = textAt(files, span);
        if (shown.length === text.length && !text.includes('\n')) assert.equal(shown, text, path);
      }
      textAt(files, source.span(node.start, node.end));
    }
  }
}

function textAt(files: Files, span: Span): string {
  const text = files[relative(span.file)];
  assert.ok(text !== undefined, `${span.file} is a file`);
  for (const each of span.via ?? []) textAt(files, each);
  return shownAt(text, span);
}
