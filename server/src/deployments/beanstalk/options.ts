/**
 * The options that configuration files of Elastic Beanstalk set, in either spelling: a list of settings, or values under
 * their namespaces (docs.aws.amazon.com/elasticbeanstalk, Option settings).
 */
import { fileSource } from '../../syntax/source.ts';
import { entries, get, items, parseYaml, scalar, type YamlNode } from '../../syntax/yaml.ts';
import { type Entry, fromYaml, type Mapping } from '../cloud/tree.ts';
import type { Files } from '../deployment.ts';

/** The properties that an application finds in its environment: the namespace of an option that names none. */
export const PROPERTIES = 'aws:elasticbeanstalk:application:environment';

/**
 * By their namespaces, each with the place of that. Of options that are set twice the last one counts.
 * @param paths In the order in which they are applied: that of their names.
 */
export function optionsOf(files: Files, paths: readonly string[]): ReadonlyMap<string, Mapping> {
  const found = new Map<string, Mapping & { readonly entries: Map<string, Entry> }>();
  for (const path of paths) {
    const text = files.text(path) ?? '';
    if (!text.includes('option_settings')) continue;
    const source = fileSource(path, text);
    const set = (namespace: string, place: YamlNode, name: string, value: YamlNode): void => {
      const at = { source, start: place.start, end: place.end };
      if (!found.has(namespace)) found.set(namespace, { kind: 'mapping', entries: new Map(), at });
      const entry = { at: { source, start: value.start, end: value.end }, value: fromYaml(source, value) };
      found.get(namespace)!.entries.set(name, entry);
    };
    const settings = get(parseYaml(source).documents[0], 'option_settings');
    for (const item of items(settings)) {
      const [namespace, name] = [scalar(get(item, 'namespace')), scalar(get(item, 'option_name'))];
      const value = get(item, 'value');
      if (name && value) set(namespace?.text ?? PROPERTIES, namespace ?? name, name.text, value);
    }
    for (const { key, value: options } of entries(settings)) {
      for (const { key: name, value } of entries(options)) set(key.text, key, name.text, value);
    }
  }
  return found;
}
