/** App Runner and Lightsail: containers that AWS runs behind an address of its own (docs.aws.amazon.com). */
import type { Component, Container, Member } from '../../model/index.ts';
import { hosted, OWN, toldPort } from './hosted.ts';
import type { Resource } from './resource.ts';
import { listOf, spanAt, type Tree, valueAt } from './tree.ts';
import { base, named, ofType, portSite, settingsOf, toResources, type World } from './world.ts';

export function awsHosted(world: World): readonly Component[] {
  return [
    ...ofType(world, 'aws_apprunner_service').flatMap((service) => appRunner(world, service)),
    ...ofType(world, 'aws_lightsail_container_service_deployment_version').flatMap((version) =>
      lightsail(world, version),
    ),
  ];
}

/** App Runner sends to `port`, 8080 where none is written, and sets PORT to it. */
function appRunner(world: World, service: Resource): readonly Container[] {
  const repository = valueAt(service.attributes, 'source_configuration', 'image_repository');
  const configuration = valueAt(repository, 'image_configuration');
  const site = portSite(configuration, 'port', { role: 'target', to: OWN });
  if (!site) return [];
  const environment = [
    ...toldPort(valueAt(configuration, 'port')),
    ...settingsOf(valueAt(configuration, 'runtime_environment_variables')),
  ];
  return [
    hosted(world, service, `service ${service.name}`, {
      sites: [site],
      image: valueAt(repository, 'image_identifier'),
      environment,
    }),
  ];
}

function lightsail(world: World, version: Resource): readonly Component[] {
  const containers = listOf(valueAt(version.attributes, 'container'));
  const made = containers.flatMap((container): Container[] => {
    const name = named(valueAt(container, 'container_name'));
    if (!name) return [];
    const environment = settingsOf(valueAt(container, 'environment'));
    return [
      hosted(world, version, `container ${name.text}`, {
        part: `/${name.text}`,
        sites: portKeys(valueAt(container, 'ports')),
        container,
        environment,
      }),
    ];
  });
  const end = valueAt(version.attributes, 'public_endpoint');
  const container = named(valueAt(end, 'container_name'));
  const names = containers.map((each) => named(valueAt(each, 'container_name')));
  const known = names.filter((name) => name !== undefined);
  const to = container ? toResources(world, [`${version.address}/${container.text}`]) : [];
  const site = portSite(end, 'container_port', { role: 'target', to });
  if (!site) return made;
  const member: Member = {
    ...base(world, version, `public endpoint of ${version.name}`, '#endpoint'),
    kind: 'member',
    sites: [site],
    ...(container ? { container } : {}),
    ...(known.length === names.length && known.length > 0 ? { containers: known } : {}),
  };
  return [...made, member];
}

/** `ports = { 80 = "HTTP" }`: the ports are the keys. */
function portKeys(tree: Tree | undefined): Container['sites'] {
  if (tree?.kind !== 'mapping') return [];
  return [...tree.entries].flatMap(([key, { at }]): Container['sites'] =>
    /^\d+$/.test(key)
      ? [
          {
            role: 'declare',
            span: spanAt(at),
            value: { kind: 'number', number: Number(key) },
            protocol: 'tcp',
            field: 'ports',
          },
        ]
      : [],
  );
}
