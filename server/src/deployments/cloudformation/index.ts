/**
 * CloudFormation: a template, in YAML or JSON, with the stacks of the workspace that it nests
 * (docs.aws.amazon.com/AWSCloudFormation, Template anatomy). A template that others nest is deployed with them.
 */
import { basename, dirname, join } from 'node:path/posix';
import type { Environment, Source } from '../../model/index.ts';
import { fileSource } from '../../syntax/source.ts';
import { get, parseYaml, type YamlNode } from '../../syntax/yaml.ts';
import { componentsOf } from '../cloud/components.ts';
import { type Tree, textOf } from '../cloud/tree.ts';
import { unitsOf } from '../cloud/units.ts';
import { worldOf } from '../cloud/world.ts';
import type { DeploymentKind, Files } from '../deployment.ts';
import { type Given, Stack } from './stack.ts';

export const cloudformation: DeploymentKind = {
  id: 'cloudformation',
  rootOf: (path) => (/\.(?:ya?ml|json|template)$/.test(path) ? path : undefined),
  build(root, files, before) {
    const template = readTemplate(root, files);
    if (!template) return undefined;
    const stack = new Stack(template.source, template.root, {
      prefix: '',
      parameter: () => undefined,
      nested: nesting(files, root, 0),
    });
    const id = `cloudformation:${root}`;
    const name = basename(root);
    const environment: Environment = { id, name: 'default', label: name, deployment: id, file: root };
    const components = componentsOf(worldOf(environment, 'cloudformation', stack.resources(dirname(root))));
    return {
      id,
      environments: [environment],
      units: unitsOf(environment, components, before),
      claims: [],
      uses: [...new Set(stack.uses())],
      problems: [],
    };
  },
};

const DEEPEST = 5;

/** The template of a file; undefined for any other YAML or JSON. */
function readTemplate(path: string, files: Files): { readonly source: Source; readonly root: YamlNode } | undefined {
  const text = files.text(path);
  // Most files are none, and are not read for it.
  if (text === undefined || !text.includes('AWS::') || !text.includes('Resources')) return undefined;
  const source = fileSource(path, text);
  const [root] = parseYaml(source).documents;
  return root && get(root, 'Resources')?.kind === 'map' ? { source, root } : undefined;
}

/** Templates are uploaded before they are nested: of an address only the file's name is known here. */
function nesting(files: Files, from: string, depth: number): Given['nested'] {
  return (url, parameter, prefix) => {
    const path = depth < DEEPEST ? templateAt(files, from, url) : undefined;
    const template = path === undefined || path === from ? undefined : readTemplate(path, files);
    if (!template || path === undefined) return undefined;
    return new Stack(template.source, template.root, { prefix, parameter, nested: nesting(files, path, depth + 1) });
  };
}

function templateAt(files: Files, from: string, url: Tree | undefined): string | undefined {
  const folder = dirname(from);
  const written = textOf(url);
  const last = url?.kind === 'scalar' ? url.runs.at(-1)?.text : undefined;
  if (written !== undefined && !/^\w+:/.test(written)) {
    const path = join(folder, written);
    if (files.text(path) !== undefined) return path;
  }
  const name = last === undefined ? '' : basename(last);
  if (!/\.(?:ya?ml|json|template)$/.test(name)) return undefined;
  const found = files.below(folder).filter((path) => basename(path) === name && path !== from);
  const beside = found.filter((path) => dirname(path) === folder);
  return beside.length === 1 ? beside[0] : found.length === 1 ? found[0] : undefined;
}
