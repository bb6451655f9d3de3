import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trace } from '../../server/src/features/trace.ts';
import { envoy } from '../../server/src/formats/envoy.ts';
import { checkFixture } from '../support/fixture.ts';
import { checkPrefixes, siteLines } from '../support/site-lines.ts';
import { engineOf, ROOT, relative } from '../support/workspace.ts';

const FILE = '/repo/envoy.yaml';

const WHOLE = `admin:
  address: {socket_address: {address: 127.0.0.1, port_value: 9901}}
static_resources:
  listeners:
    - name: web
      address:
        socket_address: {protocol: UDP, address: 0.0.0.0, port_value: 10000}
      filter_chains:
        - transport_socket: {name: envoy.transport_sockets.tls}
          filters:
            - typed_config:
                route_config:
                  virtual_hosts:
                    - routes: [{match: {prefix: /}, route: {cluster: api}}]
  clusters:
    - name: api
      load_assignment:
        endpoints:
          - lb_endpoints:
              - endpoint:
                  address: {socket_address: {address: api, port_value: 8080}}
                  health_check_config: {port_value: 8081}
    - name: old
      tls_context: {}
      hosts: [{socket_address: {address: old, port_value: "\${PORT}"}}, {socket_address: {address: x, port_value: 0}}]
`;

test('listeners, the admin interface and the endpoints of clusters', () => {
  assert.deepEqual(siteLines(envoy, FILE, WHOLE), [
    '2:62 listen admin port_value 9901 tcp at 127.0.0.1',
    '7:71 listen listener port_value 10000 udp tls at 0.0.0.0 -> 21:72',
    '21:72 target endpoint port_value 8080 tcp -> api',
    '22:53 probe health check port_value 8081 tcp -> api',
    '25:60 target endpoint port_value ${PORT}=text(${PORT}) tcp tls -> old',
  ]);
});

test('every prefix of a configuration', () => checkPrefixes(envoy, FILE, WHOLE));

test('resources of a file that Envoy watches, as JSON', () => {
  const text = `{"resources": [{"@type": "type.googleapis.com/envoy.config.listener.v3.Listener",
  "address": {"socket_address": {"address": "0.0.0.0", "port_value": 80}}}]}`;
  assert.deepEqual(siteLines(envoy, '/repo/lds.json', text), ['2:70 listen listener port_value 80 tcp at 0.0.0.0']);
});

test('fields as in JSON, TLS in a socket that wraps another, a socket that is plain', () => {
  const text = `{"staticResources": {
  "listeners": [{"address": {"socketAddress": {"address": "0.0.0.0", "portValue": 80}},
    "filterChains": [{"transportSocket": {"name": "envoy.transport_sockets.raw_buffer"},
      "filters": [{"typedConfig": {"@type": "x/unheard.of.Filter", "weightedClusters": {"clusters": [{"name": "a"}]}}}]}]}],
  "clusters": [{"name": "a",
    "transportSocket": {"name": "envoy.transport_sockets.upstream_proxy_protocol", "typedConfig": {
      "transportSocket": {"name": "envoy.transport_sockets.tls"}}},
    "loadAssignment": {"endpoints": [{"lbEndpoints": [{"endpoint": {
      "address": {"socketAddress": {"address": "a", "portValue": 8443}}, "healthCheckConfig": {"portValue": 9000}}}]}]}}]}}
`;
  assert.deepEqual(siteLines(envoy, '/repo/envoy.json', text), [
    '2:83 listen listener port_value 80 tcp at 0.0.0.0 -> 9:66',
    '9:66 target endpoint port_value 8443 tcp tls -> a',
    '9:109 probe health check port_value 9000 tcp -> a',
  ]);
  checkPrefixes(envoy, '/repo/envoy.json', text);
});

test('listeners and clusters in files of their own', () => {
  const engine = engineOf({
    'compose.yaml': `services:
  envoy:
    image: envoyproxy/envoy:v1.31.0
    volumes: ["./envoy:/etc/envoy:ro"]
  api: {image: example.com/api, expose: ["8080"]}
`,
    'envoy/lds.yaml': `resources:
  - "@type": type.googleapis.com/envoy.config.listener.v3.Listener
    address: {socket_address: {address: 0.0.0.0, port_value: 10000}}
    filter_chains: [{filters: [{typed_config: {cluster: api}}]}]
`,
    'envoy/eds.yaml': `resources:
  - "@type": type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment
    cluster_name: api
    endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: api, port_value: 8080}}}}]}]
`,
  });
  assert.deepEqual(engine.filesWithFindings(), []);
  const flows = trace(engine, { kind: 'place', file: `${ROOT}/envoy/lds.yaml`, line: 2 });
  assert.deepEqual(
    flows.map(({ hops }) => hops.map(({ span, value }) => `${relative(span.file)} ${value}`).join(' > ')),
    ['envoy/lds.yaml 10000 > envoy/eds.yaml 8080 > compose.yaml 8080'],
  );
});

test('other files with resources are not read', () => {
  assert.deepEqual(siteLines(envoy, FILE, 'resources: [a.yaml]\n# socket_address\n'), []);
});

test('Compose publishes the admin interface that only Envoy itself reaches, and a cluster asks the wrong port', () =>
  checkFixture(`
    === compose.yaml
    services:
      envoy:
        image: envoyproxy/envoy:v1.31.0
        volumes: ["./envoy.yaml:/etc/envoy/envoy.yaml"]
        ports: ["10000:10000", "9901:9901"]
      api: {image: example.com/api, expose: ["8080"]}
    === envoy.yaml
    admin:
      address: {socket_address: {address: 127.0.0.1, port_value: 9901}}
    ~                                     ^^^^^^^^^ warning[loopback-listener] listens on 127.0.0.1 alone
    static_resources:
      listeners:
        - address: {socket_address: {address: 0.0.0.0, port_value: 10000}}
      clusters:
        - name: api
          load_assignment:
            endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: api, port_value: 8081}}}}]}]
    ~                                                                                                    ^^^^ warning[upstream-port-unmatched] it declares 8080
  `));

test('a ConfigMap carries the configuration', () =>
  checkFixture(`
    === envoy.yaml
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: envoy}
    data:
      envoy.yaml: |
        static_resources:
          clusters:
            - name: api
              load_assignment:
                endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: api, port_value: 8081}}}}]}]
    ~                                                                                                        ^^^^ error[upstream-port-unmatched] it has 80
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: api}
    spec: {ports: [{port: 80}]}
  `));
