/** Well-known images that know who is who and what is where: identity, secrets, discovery, remote access. */
import { guarded, http, image, metrics, tcp, tls, udp, type WellKnownImage } from './entry.ts';

const keycloakHttp = [
  tcp(7800, 'cluster'),
  guarded(8080, 'http', 'KC_HTTP_PORT', '--http-port'),
  tls(8443, 'https', 'KC_HTTPS_PORT', '--https-port'),
];
const keycloakWildfly = [guarded(8080, 'http'), tls(8443, 'https'), guarded(9990, 'management')];
const gossip = [tcp(8301, 'gossip'), udp(8301, 'gossip'), tcp(8302, 'gossip'), udp(8302, 'gossip')];

export const identity: readonly WellKnownImage[] = [
  image(
    ['quay.io/keycloak/keycloak', 'keycloak/keycloak'],
    'keycloak.org/server/all-config',
    [...keycloakHttp, tcp(9000, 'management', 'KC_HTTP_MANAGEMENT_PORT', '--http-management-port')],
    {
      tags: [
        { test: /^legacy/, ports: keycloakWildfly },
        { below: [17], ports: keycloakWildfly },
        { below: [25], ports: keycloakHttp },
      ],
    },
  ),
  image(['jboss/keycloak'], 'hub.docker.com/r/jboss/keycloak', keycloakWildfly),
  image(['bitnami/keycloak'], 'github.com/bitnami/containers bitnami/keycloak', [
    guarded(8080, 'http', 'KEYCLOAK_HTTP_PORT', 'KC_HTTP_PORT'),
    tls(8443, 'https', 'KEYCLOAK_HTTPS_PORT', 'KC_HTTPS_PORT'),
    tcp(9000, 'management', 'KC_HTTP_MANAGEMENT_PORT'),
  ]),
  image(['quay.io/jetstack/cert-manager-webhook'], 'cert-manager.io/docs/cli/webhook', [
    tls(10250, 'webhook', '--secure-port'),
    tcp(6080, 'health', '--healthz-port'),
    metrics(9402, '--metrics-listen-address'),
  ]),
  image(['quay.io/jetstack/cert-manager-controller'], 'cert-manager.io/docs/cli/controller', [
    metrics(9402, '--metrics-listen-address'),
    tcp(9403, 'health', '--healthz-listen-address'),
  ]),
  image(['osixia/openldap'], 'github.com/osixia/docker-openldap', [guarded(389, 'ldap'), tls(636, 'ldaps')], {
    complete: false,
  }),
  image(['bitnami/openldap'], 'github.com/bitnami/containers bitnami/openldap', [
    guarded(1389, 'ldap', 'LDAP_PORT_NUMBER'),
    tls(1636, 'ldaps', 'LDAP_LDAPS_PORT_NUMBER'),
  ]),
  image(
    ['lldap/lldap', 'ghcr.io/lldap/lldap'],
    'github.com/lldap/lldap lldap_config.docker_template.toml',
    [
      guarded(3890, 'ldap', 'LLDAP_LDAP_PORT'),
      tls(6360, 'ldaps', 'LLDAP_LDAPS_OPTIONS__PORT'),
      http(17170, 'LLDAP_HTTP_PORT'),
    ],
    { readsConfig: true },
  ),
  image(
    ['dexidp/dex', 'ghcr.io/dexidp/dex', 'quay.io/dexidp/dex'],
    'dexidp.io/docs/getting-started',
    [http(5556, '--web-http-addr'), tcp(5558, 'telemetry', '--telemetry-addr')],
    { readsConfig: true, complete: false },
  ),
  image(
    ['authelia/authelia', 'ghcr.io/authelia/authelia'],
    'authelia.com/configuration/miscellaneous/server',
    [http(9091, 'AUTHELIA_SERVER_ADDRESS', 'AUTHELIA_SERVER_PORT')],
    { readsConfig: true, complete: false },
  ),
  image(
    ['ghcr.io/goauthentik/server', 'beryju/authentik'],
    'docs.goauthentik.io/install-config/configuration',
    [
      http(9000, 'AUTHENTIK_LISTEN__HTTP', 'AUTHENTIK_LISTEN__LISTEN_HTTP'),
      tls(9443, 'https', 'AUTHENTIK_LISTEN__HTTPS', 'AUTHENTIK_LISTEN__LISTEN_HTTPS'),
      metrics(9300, 'AUTHENTIK_LISTEN__METRICS', 'AUTHENTIK_LISTEN__LISTEN_METRICS'),
    ],
    { complete: false },
  ),
  image(
    ['oryd/hydra'],
    'ory.sh/docs/hydra/reference/configuration',
    [http(4444, 'SERVE_PUBLIC_PORT'), guarded(4445, 'admin', 'SERVE_ADMIN_PORT')],
    { readsConfig: true },
  ),
  image(
    ['oryd/kratos'],
    'ory.sh/docs/kratos/reference/configuration',
    [http(4433, 'SERVE_PUBLIC_PORT'), guarded(4434, 'admin', 'SERVE_ADMIN_PORT')],
    { readsConfig: true },
  ),
  image(
    ['ghcr.io/zitadel/zitadel'],
    'zitadel.com/docs/self-hosting/manage/configure',
    [http(8080, 'ZITADEL_PORT', '--port')],
    { readsConfig: true },
  ),
  image(
    ['hashicorp/vault', 'vault'],
    'developer.hashicorp.com/vault/docs/configuration/listener/tcp',
    [guarded(8200, 'http', 'VAULT_DEV_LISTEN_ADDRESS', '-dev-listen-address'), tcp(8201, 'cluster')],
    { readsConfig: true },
  ),
  image(
    ['openbao/openbao', 'quay.io/openbao/openbao', 'ghcr.io/openbao/openbao'],
    'openbao.org/docs/configuration/listener/tcp',
    [guarded(8200, 'http', 'BAO_DEV_LISTEN_ADDRESS', '-dev-listen-address'), tcp(8201, 'cluster')],
    { readsConfig: true },
  ),
  image(
    ['hashicorp/consul', 'consul', 'bitnami/consul'],
    'developer.hashicorp.com/consul/docs/reference/architecture/ports',
    [
      guarded(8500, 'http', '-http-port'),
      tls(8501, 'https', '-https-port'),
      tcp(8502, 'grpc', '-grpc-port'),
      tls(8503, 'grpc', '-grpc-tls-port'),
      tcp(8600, 'dns', '-dns-port'),
      udp(8600, 'dns', '-dns-port'),
      tcp(8300, 'rpc', '-server-port'),
      ...gossip,
    ],
    { readsConfig: true },
  ),
  image(
    ['hashicorp/nomad'],
    'developer.hashicorp.com/nomad/docs/configuration',
    [guarded(4646, 'http'), tcp(4647, 'rpc'), tcp(4648, 'gossip'), udp(4648, 'gossip')],
    { readsConfig: true },
  ),
  image(['atmoz/sftp'], 'github.com/atmoz/sftp', [tcp(22, 'ssh')], { readsConfig: true }),
  image(['linuxserver/openssh-server'], 'docs.linuxserver.io/images/docker-openssh-server', [tcp(2222, 'ssh')], {
    readsConfig: true,
  }),
];
