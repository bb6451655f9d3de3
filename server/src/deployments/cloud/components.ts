/** From resources to components: the mappers of each cloud and of Docker, one after the other. */
import type { Component } from '../../model/index.ts';
import { awsBalancers } from './aws-balancers.ts';
import { awsContainers } from './aws-containers.ts';
import { awsFirewalls } from './aws-firewalls.ts';
import { awsHosted } from './aws-hosted.ts';
import { awsMachines } from './aws-machines.ts';
import { awsNetworkAcls } from './aws-network-acls.ts';
import { awsServicePorts } from './aws-service-ports.ts';
import { azure } from './azure.ts';
import { docker } from './docker.ts';
import { google } from './google.ts';
import type { World } from './world.ts';

export function componentsOf(world: World): readonly Component[] {
  return [
    awsBalancers,
    awsContainers,
    awsServicePorts,
    awsMachines,
    awsHosted,
    awsFirewalls,
    awsNetworkAcls,
    google,
    azure,
    docker,
  ].flatMap((map) => map(world));
}
