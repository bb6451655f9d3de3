import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flowsThrough } from '../../server/src/graph/flow.ts';
import { checkFixture } from '../support/fixture.ts';
import { engineOf } from '../support/workspace.ts';

const service = (name: string, spec: string): string => `    apiVersion: v1
    kind: Service
    metadata: {name: ${name}}
    spec: {selector: {app: ${name}}, ${spec}}
`;
const mappings = (list: string): string => `    kind: Cluster
    apiVersion: kind.x-k8s.io/v1alpha4
    nodes:
      - extraPortMappings: [${list}]`;

test('a slip in a mapping, while nothing else leads to the Service', () =>
  checkFixture(`
    === k8s/kind.yaml
${mappings('{containerPort: 30081, hostPort: 80}, {containerPort: 30443, hostPort: 443}, {containerPort: 80}')}
    ~                                       ^^^^^ warning[node-port-unmatched] containerPort 30081 is the nodePort of no Service: Service web has 30080
    === k8s/web.yaml
${service('web', 'type: NodePort, ports: [{port: 80, nodePort: 30080}]')}
    === k8s/tls.yaml
${service('tls', 'type: NodePort, ports: [{port: 443, nodePort: 30443}]')}
  `));

test('what may be installed from elsewhere, or picked', () => {
  const web = service('web', 'type: NodePort, ports: [{port: 80, nodePort: 30080}]');
  const silent = (list: string, services: string): void =>
    checkFixture(`
    === kind.yaml
${mappings(list)}
    === web.yaml
${services}
    `);
  silent('{containerPort: 30080, hostPort: 80}', web);
  silent('{containerPort: 31500, hostPort: 80}', web);
  silent('{containerPort: 80, hostPort: 80}', web);
  silent('{containerPort: 30080, hostPort: 80}, {containerPort: 30081, hostPort: 81}', web);
  silent('{containerPort: 30081, hostPort: 80}, {containerPort: 30082, hostPort: 81}', web);
  silent('{containerPort: 30081, hostPort: 80, protocol: UDP}', web);
  silent('{containerPort: 30081, hostPort: 80}', service('web', 'ports: [{port: 80}]'));
  silent(
    '{containerPort: 30081, hostPort: 80}',
    `${web}    ---\n${service('b', 'type: NodePort, ports: [{port: 80}]')}`,
  );
  silent(
    '{containerPort: 30081, hostPort: 80}',
    `${web}    ---\n${service('b', 'type: NodePort, ports: [{port: 80, nodePort: 30085}]')}`,
  );
});

test('the way from the host to the Service', () => {
  const engine = engineOf({
    'kind.yaml': mappings('{containerPort: 30080, hostPort: 8080}').replaceAll(/^ {4}/gm, ''),
    'web.yaml': service('web', 'type: NodePort, ports: [{port: 80, nodePort: 30080}]').replaceAll(/^ {4}/gm, ''),
  });
  const [cluster] = [...engine.graph.store.all()].flatMap(({ components }) =>
    components.filter((c) => c.format === 'kind'),
  );
  const [published] = engine.graph.sites(cluster!);
  const [flow] = flowsThrough(engine.graph, published!);
  assert.deepEqual(flow?.map(({ field, value }) => `${field} ${value}`).slice(0, 4), [
    'hostPort 8080',
    'containerPort 30080',
    'nodePort 30080',
    'port 80',
  ]);
});
