/** `portolan.yaml` at the root of a folder: what holds for everybody who works in it, in the editor and the terminal. */
import type { Severity } from '../model/index.ts';
import { ruleOf } from '../rules/registry.ts';
import { fileSource } from '../syntax/source.ts';
import { entries, get, parseYaml, scalar, type YamlNode } from '../syntax/yaml.ts';
import { readSource } from './reading.ts';
import { bytesOf, type Ignored, isSeverity, NOTHING_SET, SEVERITIES, type SettingsLayer } from './settings.ts';

const SETTINGS_FILE = 'portolan.yaml';
const KEYS = ['severities', 'exclude', 'maxFileSize', 'ignore'];
const IGNORE_KEYS = ['files', 'rules', 'reason'];

export interface FileSettings {
  readonly settings: SettingsLayer;
  /** One line each, with the file's name and where in it. What they speak of counts as not set. */
  readonly problems: readonly string[];
}

/** The absolute path of a folder's settings file. */
export function settingsFileOf(root: string): string {
  return root.endsWith('/') ? root + SETTINGS_FILE : `${root}/${SETTINGS_FILE}`;
}

/**
 * Reads the settings of a folder, nothing where it has no such file.
 * @param text Comes before what the disk holds: from an editor.
 */
export function readSettingsFile(root: string, text?: string): FileSettings {
  const file = settingsFileOf(root);
  const reading = text === undefined ? readSource(file) : { text };
  if (!reading) return { settings: NOTHING_SET, problems: [] };
  if ('text' in reading) return parseSettings(file, reading.text);
  return { settings: NOTHING_SET, problems: [`${SETTINGS_FILE}: ${reading.skipped}`] };
}

/** Never throws: of a broken text, what can be read counts. */
export function parseSettings(file: string, text: string): FileSettings {
  const source = fileSource(file, text);
  const problems: string[] = [];
  const complain = (offset: number, message: string): void => {
    problems.push(`${SETTINGS_FILE}: line ${source.span(offset, offset).line + 1}: ${message}`);
  };
  const { documents, problems: broken } = parseYaml(source);
  // What follows a broken place is seldom read as it was meant; one line is enough.
  const [first] = broken;
  if (first) complain(first.offset, first.message);
  const tell = first ? () => undefined : complain;
  const [document] = documents;
  if (!document || isEmpty(document)) return { settings: NOTHING_SET, problems };
  if (document.kind !== 'map') {
    tell(document.start, `takes ${KEYS.join(', ')}`);
    return { settings: NOTHING_SET, problems };
  }
  tellUnknown(document, KEYS, tell);
  const maxBytes = sizeOf(get(document, 'maxFileSize'), tell);
  const settings = {
    severities: severitiesOf(get(document, 'severities'), tell),
    exclude: textsOf(get(document, 'exclude'), 'exclude', tell),
    ...(maxBytes === undefined ? {} : { maxBytes }),
    ignore: ignoredOf(get(document, 'ignore'), tell),
  };
  return { settings, problems };
}

type Tell = (offset: number, message: string) => void;

function isEmpty(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.style === 'plain' && /^(?:|~|null)$/i.test(node.text);
}

function tellUnknown(map: YamlNode, known: readonly string[], tell: Tell): void {
  for (const { key } of entries(map)) {
    if (!known.includes(key.text)) tell(key.start, `no setting is called '${key.text}'; there are ${known.join(', ')}`);
  }
}

function severitiesOf(node: YamlNode | undefined, tell: Tell): SettingsLayer['severities'] {
  if (!node || isEmpty(node)) return {};
  if (node.kind !== 'map') tell(node.start, 'severities takes a severity for each rule');
  const severities: Record<string, Severity | 'off'> = {};
  for (const { key, value } of entries(node)) {
    const severity = scalar(value)?.text;
    if (!ruleOf(key.text)) tell(key.start, `no rule is called '${key.text}'`);
    else if (isSeverity(severity)) severities[key.text] = severity;
    else tell(value.start, `${key.text} takes ${SEVERITIES.join(', ')}`);
  }
  return severities;
}

function sizeOf(node: YamlNode | undefined, tell: Tell): number | undefined {
  if (!node || isEmpty(node)) return undefined;
  const text = scalar(node)?.text ?? '';
  const bytes = text.trim() === '' ? undefined : bytesOf(Number(text));
  if (bytes === undefined) tell(node.start, 'maxFileSize takes a number of megabytes');
  return bytes;
}

function textsOf(node: YamlNode | undefined, key: string, tell: Tell): readonly string[] {
  if (!node || isEmpty(node)) return [];
  if (node.kind !== 'list') {
    tell(node.start, `${key} takes a list`);
    return [];
  }
  return node.items.flatMap((item) => {
    const text = scalar(item)?.text;
    if (text === undefined) tell(item.start, `${key} takes a list of texts`);
    return text ?? [];
  });
}

function ignoredOf(node: YamlNode | undefined, tell: Tell): readonly Ignored[] {
  if (!node || isEmpty(node)) return [];
  if (node.kind !== 'list') {
    tell(node.start, 'ignore takes a list');
    return [];
  }
  return node.items.flatMap((item) => {
    tellUnknown(item, IGNORE_KEYS, tell);
    const files = textsOf(get(item, 'files'), 'files', tell);
    if (files.length === 0) {
      tell(item.start, 'an entry of ignore takes files');
      return [];
    }
    const written = get(item, 'rules');
    const rules = textsOf(written, 'rules', tell);
    for (const rule of rules) if (!ruleOf(rule)) tell(written!.start, `no rule is called '${rule}'`);
    const known = rules.filter((rule) => ruleOf(rule));
    // Of rules that are all misspelled, none is meant rather than every one.
    return rules.length > 0 && known.length === 0 ? [] : [{ files, rules: known }];
  });
}
