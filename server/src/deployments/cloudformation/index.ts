/**
 * CloudFormation: a template, in YAML or JSON, with the stacks of the workspace that it nests and those that it imports
 * values from (docs.aws.amazon.com/AWSCloudFormation, Template anatomy). A template that others nest or import from is
 * deployed with them.
 */
import { basename, dirname, join } from 'node:path/posix';
import type { Environment, Source } from '../../model/index.ts';
import { fileSource } from '../../syntax/source.ts';
import { get, parseYaml, type YamlNode } from '../../syntax/yaml.ts';
import { componentsOf } from '../cloud/components.ts';
import type { Resource } from '../cloud/resource.ts';
import { type Tree, textOf } from '../cloud/tree.ts';
import { unitsOf } from '../cloud/units.ts';
import { worldOf } from '../cloud/world.ts';
import type { DeploymentKind, Files } from '../deployment.ts';
import { Imports } from './imports.ts';
import { type Given, Stack } from './stack.ts';

export const cloudformation: DeploymentKind = {
  id: 'cloudformation',
  rootOf: (path) => (/\.(?:ya?ml|json|template)$/.test(path) ? path : undefined),
  build(root, files, before) {
    const imports: Imports = new Imports(files, root, (path, prefix) =>
      stackOf(files, path, imports, { prefix, parameter: () => undefined }, 0),
    );
    const stacks: Stack[] = [];
    const evaluated: (readonly Resource[])[] = [];
    for (const stack of imports.stacks()) {
      stacks.push(stack);
      evaluated.push(stack.resources(dirname(root)));
    }
    const [own, ...imported] = evaluated;
    if (!own) return undefined;
    const isOpen = imported.length > 0 && imports.mayBeAddedTo();
    const resources = [...own, ...imported.flat().map((resource) => (isOpen ? partly(resource) : resource))];
    const id = `cloudformation:${root}`;
    const name = basename(root);
    const environment: Environment = { id, name: 'default', label: name, deployment: id, file: root };
    const components = componentsOf(worldOf(environment, 'cloudformation', resources));
    return {
      id,
      environments: [environment],
      units: unitsOf(environment, components, before),
      claims: [],
      uses: [...new Set([...stacks.flatMap((stack) => stack.uses()), ...imports.uses()])],
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

/** The stack of a file with what it is given. */
function stackOf(
  files: Files,
  path: string,
  imports: Imports,
  given: Pick<Given, 'prefix' | 'parameter'>,
  depth: number,
): Stack | undefined {
  const template = readTemplate(path, files);
  if (!template) return undefined;
  return new Stack(template.source, template.root, {
    ...given,
    imported: (name) => imports.value(path, name),
    nested: (url, parameter, prefix) => {
      const nested = depth < DEEPEST ? templateAt(files, path, url) : undefined;
      if (nested === undefined || nested === path) return undefined;
      return stackOf(files, nested, imports, { prefix, parameter }, depth + 1);
    },
  });
}

/** Others may add to it. */
function partly(resource: Resource): Resource {
  return { ...resource, attributes: { ...resource.attributes, partial: true } };
}

/** Templates are uploaded before they are nested: of an address only the file's name is known here. */

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
