/** Manifests that are deployed in environments, without a chart or an overlay that makes them. */
import { unitFacts } from '../../server/src/deployments/units.ts';
import { parseManifest } from '../../server/src/formats/registry.ts';
import { Graph } from '../../server/src/graph/graph.ts';
import type { Component, Environment, Finding } from '../../server/src/model/index.ts';
import type { Rule } from '../../server/src/rules/rule.ts';
import { fileSource } from '../../server/src/syntax/source.ts';
import { ROOT } from './workspace.ts';

/** A graph in which each text is what the chart in `chart` makes of its template in the environment of that name. */
export function deployedGraph(texts: Readonly<Record<string, string>>): Graph {
  const graph = new Graph();
  const deployment = `helm:${ROOT}/chart`;
  const homes = Object.entries(texts).map(([name, text]) => {
    const label = name === 'default' ? 'values.yaml' : `values-${name}.yaml`;
    const file = `${ROOT}/chart/${label}`;
    const environment: Environment = { id: `${deployment}:${label}`, name, label, deployment, file };
    const facts = unitFacts({ key: 'templates/web.yaml', environment, source: fileSource(file, text) }, parseManifest);
    graph.set(facts.file, facts);
    return facts.file;
  });
  for (const home of homes) graph.link(home);
  return graph;
}

export function componentsIn(graph: Graph): readonly Component[] {
  return [...graph.store.all()].flatMap(({ components }) => components);
}

/** What a rule says of all components, as `file:line message`. */
export function reported(graph: Graph, rule: Rule): readonly string[] {
  const text = ({ span, message }: Finding): string =>
    `${span.file.slice(ROOT.length + 1)}:${span.line + 1} ${message}`;
  return componentsIn(graph).flatMap((component) => rule.check(graph, component).map(text));
}
