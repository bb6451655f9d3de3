/** Kubernetes manifests: one or more YAML documents, each an object with `apiVersion` and `kind`. */
import type { Component, Embedded, Format, Source, Span, Suppression } from '../../model/index.ts';
import { withoutBareWords } from '../../syntax/source.ts';
import { parseYaml } from '../../syntax/yaml.ts';
import { settingsOf } from './config.ts';
import { checkerOf } from './health-checks.ts';
import { monitorOf } from './monitors.ts';
import { groupOf, type ManifestObject, objectsOf } from './object.ts';
import { overlayOf } from './overlay.ts';
import { policyOf } from './policies.ts';
import { routerOf } from './routers.ts';
import { serviceOf } from './services.ts';
import { suppressionsOf } from './suppressions.ts';
import { containersOf } from './workloads.ts';

const KUSTOMIZATION = /(?:^|\/)kustomization\.ya?ml$/i;

export const kubernetes: Format = {
  id: 'kubernetes',
  comment: '#',
  matches: (path) => /\.(?:ya?ml|json)$/i.test(path),
  parse(source, problem, embedded, suppressed) {
    const { text, file } = source;
    const kustomization = KUSTOMIZATION.test(file);
    if (!kustomization && !(/(?:^|[\s{,])"?kind"?:/.test(text) && /(?:^|[\s{,])"?apiVersion"?:/.test(text))) return [];
    // A Helm template is not YAML until it is rendered.
    if (text.includes('{{') && file.includes('/templates/')) return [];
    const own = /\.json$/i.test(file) ? withoutBareWords(source) : source;
    return parseManifest(own, problem, embedded, suppressed, kustomization);
  },
};

function parseManifest(
  source: Source,
  problem: (message: string, span?: Span) => void,
  embedded: (config: Embedded) => void,
  suppressed: ((suppression: Suppression) => void) | undefined,
  kustomization: boolean,
): readonly Component[] {
  const { documents, partial, problems } = parseYaml(source);
  for (const { message, offset } of problems) problem(message, source.span(offset, offset));
  const components: Component[] = [];
  let count = 0;
  const id = (): string => `${source.file}#${count++}`;
  for (const document of documents) {
    // Of what a template makes, half an object is no object: the rest may be in what could not be read.
    if (source.runs && partial.has(document)) continue;
    const objects = objectsOf(source, document);
    if (kustomization && objects.length === 0 && document.kind === 'map') {
      // A kustomization may leave out its kind.
      const span = source.span(document.start, document.start);
      components.push(
        ...overlayOf({ source, root: document, kind: 'Kustomization', name: '', span, namespace: undefined }, id),
      );
    }
    for (const object of objects) {
      components.push(...componentsOf(object, id, embedded));
      for (const suppression of suppressionsOf(object)) suppressed?.(suppression);
    }
  }
  return components;
}

function componentsOf(
  object: ManifestObject,
  id: () => string,
  embedded: (config: Embedded) => void,
): readonly Component[] {
  // Knative's Service of the same name is another kind of thing.
  if (object.kind === 'Service' && groupOf(object) === '') return serviceOf(object, id);
  return [
    ...containersOf(object, id),
    ...routerOf(object, id),
    ...monitorOf(object, id),
    ...policyOf(object, id),
    ...checkerOf(object, id),
    ...settingsOf(object, id, embedded),
    ...overlayOf(object, id),
  ];
}
