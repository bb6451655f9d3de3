/**
 * Argo CD's Applications (argo-cd.readthedocs.io/en/stable/user-guide/helm), and those that an ApplicationSet makes of a
 * list (argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-List). What another generator makes is
 * not known.
 */

import { fileSource } from '../../syntax/source.ts';
import { get, isTrue, items, parseYaml, scalar, textAt, type YamlNode } from '../../syntax/yaml.ts';
import { valueOf } from './from-yaml.ts';
import { inlineLayer, isLiteral, type Layer, type Release, readText, textOf } from './release.ts';
import { setValue } from './set-values.ts';
import { splice, type Text } from './text.ts';
import { NOTHING } from './values.ts';

/** The releases of an Application, one for each of its sources that is a chart. */
export function applicationReleases(
  text: Text,
  application: YamlNode | undefined,
  name = textAt(application, 'metadata', 'name'),
): readonly Release[] {
  const spec = get(application, 'spec');
  const namespace = textAt(spec, 'destination', 'namespace');
  if (!isLiteral(name)) return [];
  const sources = [get(spec, 'source'), ...items(get(spec, 'sources'))];
  return sources.flatMap((source) => {
    const path = textAt(source, 'path');
    const helm = get(source, 'helm');
    if (!isLiteral(path) || !helm) return [];
    const layers = layersOf(text, helm);
    return layers ? [{ name, namespace: isLiteral(namespace) ? namespace : undefined, path, layers }] : [];
  });
}

const MAX_ELEMENTS = 200;
const EXPRESSION = /\{\{-?\s*\.?([\w-]+(?:\.[\w-]+)*)\s*-?\}\}/g;

/**
 * The releases of the Applications that an ApplicationSet makes of the elements of its lists. The template is written
 * anew for each, with what the element says in the place of every expression, and so keeps its places.
 *
 * @param index of the document among those of the text.
 */
export function applicationSetReleases(text: Text, set: YamlNode, index: number): readonly Release[] {
  const spec = get(set, 'spec');
  const template = get(spec, 'template');
  if (!template || get(spec, 'templatePatch')) return [];
  const expressions = [...text.text.slice(template.start, template.end).matchAll(EXPRESSION)];
  const lists = items(get(spec, 'generators')).filter(
    (each) => !get(each, 'selector') && !get(each, 'list', 'template'),
  );
  const elements = lists.flatMap((each) => items(get(each, 'list', 'elements'))).slice(0, MAX_ELEMENTS);
  // What does not differ between the Applications that others make is known all the same.
  if (elements.length === 0) return applicationReleases(text, template, textAt(set, 'metadata', 'name'));
  return elements.flatMap((element) => {
    const edits = expressions.flatMap((match) => {
      const value = scalar(get(element, ...match[1]!.split('.')));
      const start = template.start + match.index;
      return value ? [{ start, end: start + match[0].length, by: textOf(text, value) }] : [];
    });
    const own = splice(text, edits);
    const document = parseYaml(fileSource('', own.text)).documents[index];
    return applicationReleases(own, get(document, 'spec', 'template'));
  });
}

/** Files, then `values` or `valuesObject`, then parameters. */
function layersOf(text: Text, helm: YamlNode): readonly Layer[] | undefined {
  const optional = isTrue(get(helm, 'ignoreMissingValueFiles'));
  const layers: Layer[] = [];
  for (const item of items(get(helm, 'valueFiles'))) {
    const path = scalar(item)?.text;
    if (!isLiteral(path) || /^\w+:\/\//.test(path)) return undefined;
    // `$values/prod.yaml`: another source of the Application, which is mostly the same repository.
    const fromRoot = /^(?:\$[\w-]+)?\/(.*)$/.exec(path)?.[1];
    layers.push({ file: fromRoot ?? path, from: fromRoot === undefined ? 'chart' : 'root', optional });
  }
  if (items(get(helm, 'fileParameters')).length > 0) return undefined;
  const object = get(helm, 'valuesObject');
  const inline = scalar(get(helm, 'values'));
  if (object) {
    if (!isLiteral(text.text.slice(object.start, object.end))) return undefined;
    layers.push(...inlineLayer(valueOf(text, object, '')));
  } else if (inline) {
    if (!isLiteral(inline.text)) return undefined;
    layers.push(...inlineLayer(readText(valueOf(text, inline))));
  }
  const parameters = items(get(helm, 'parameters')).flatMap((each) => {
    const key = textAt(each, 'name');
    const value = scalar(get(each, 'value'));
    return key === undefined || !value ? [] : [{ key, value, isText: isTrue(get(each, 'forceString')) }];
  });
  if (parameters.some(({ value }) => !isLiteral(value.text))) return undefined;
  const set = parameters.reduce(
    (values, { key, value, isText }) => setValue(values, key, textOf(text, value), isText),
    NOTHING,
  );
  return set === NOTHING ? layers : [...layers, { values: set }];
}
