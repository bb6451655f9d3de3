/**
 * Task definitions of ECS as files, which its command line and its actions register
 * (docs.aws.amazon.com/AmazonECS, Task definition parameters), and those of Elastic Beanstalk's environments of several
 * containers, `Dockerrun.aws.json` from version 2 on. They are what Terraform and CloudFormation declare, so that they are
 * told by the same mapper.
 */
import { basename, dirname } from 'node:path/posix';
import type { Component, Environment } from '../../model/index.ts';
import { fileSource } from '../../syntax/source.ts';
import { get, parseYaml, scalar, type YamlNode } from '../../syntax/yaml.ts';
import { componentsOf } from '../cloud/components.ts';
import type { Resource } from '../cloud/resource.ts';
import { fromYaml } from '../cloud/tree.ts';
import { unitsOf } from '../cloud/units.ts';
import { worldOf } from '../cloud/world.ts';
import type { DeploymentKind } from '../deployment.ts';

export const ecs: DeploymentKind = {
  id: 'ecs',
  rootOf: (path) => (path.endsWith('.json') ? path : undefined),
  build(root, files, before) {
    const text = files.text(root);
    if (!text?.includes('"containerDefinitions"')) return undefined;
    const source = fileSource(root, text);
    const [document] = parseYaml(source).documents;
    // As `describe-task-definition` prints it.
    const task = [document, get(document, 'taskDefinition')].find(isTask);
    const attributes = task && fromYaml(source, task);
    if (attributes?.kind !== 'mapping' || !task) return undefined;
    const family = scalar(get(task, 'family'));
    const name = basename(root);
    const resource: Resource = {
      type: 'aws_ecs_task_definition',
      address: name,
      name: family?.text ?? name,
      span: family ? source.span(family.start, family.end) : source.span(task.start, task.start),
      attributes,
      source,
      folder: dirname(root),
    };
    const id = `ecs:${root}`;
    const environment: Environment = { id, name: 'default', label: name, deployment: id, file: root };
    const components = componentsOf(worldOf(environment, 'ecs', [resource]));
    return {
      id,
      environments: [environment],
      units: unitsOf(environment, components.length > 1 ? components.map(apart) : components, before),
      claims: [],
      uses: [],
      problems: [],
    };
  },
};

/** Of several containers, any may be the one that the folder's Dockerfile is for. */
function apart(component: Component): Component {
  if (component.kind !== 'container') return component;
  const { folder: _, ...rest } = component;
  return rest;
}

function isTask(node: YamlNode | undefined): boolean {
  return get(node, 'containerDefinitions')?.kind === 'list';
}
