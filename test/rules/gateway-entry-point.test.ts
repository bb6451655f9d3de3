import { test } from 'node:test';
import { checkFixture } from '../support/fixture.ts';

const gateway = (name: string, port: string): string => `
    === gateway.yaml
    apiVersion: gateway.networking.k8s.io/v1
    kind: Gateway
    metadata: {name: web}
    spec:
      gatewayClassName: ${name}
      listeners:
        - {name: websecure, protocol: HTTPS, port: ${port}}`;
const VALUES = `
    === traefik/values.yaml
    ports:
      web: {port: 8000, exposedPort: 80}
      websecure: {port: 8443, exposedPort: 443}
`;

test('the port outside', () =>
  checkFixture(`${gateway('traefik', '443')}
    ~                                              ^^^ error[gateway-entry-point] websecure listens on 8443${VALUES}`));

test("an entry point's port, one that nothing has, and other controllers", () => {
  checkFixture(`${gateway('traefik', '8443')}${VALUES}`);
  checkFixture(`${gateway('traefik', '9443')}${VALUES}`);
  checkFixture(`${gateway('istio', '443')}${VALUES}`);
  checkFixture(`${gateway('traefik', '443')}\n`);
});
