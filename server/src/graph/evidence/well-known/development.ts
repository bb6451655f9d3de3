/** Well-known images of those who build software: forges, build servers, data tools, browsers under control. */
import { guarded, http, image, tcp, tls, type WellKnownImage } from './entry.ts';

const giteaHttp = http(3000, 'GITEA__server__HTTP_PORT', 'HTTP_PORT');
const giteaRootless = [giteaHttp, tcp(2222, 'ssh', 'SSH_LISTEN_PORT', 'GITEA__server__SSH_LISTEN_PORT')];

export const development: readonly WellKnownImage[] = [
  image(
    ['gitea/gitea', 'docker.gitea.com/gitea'],
    'docs.gitea.com/installation/install-with-docker',
    [giteaHttp, tcp(22, 'ssh', 'SSH_LISTEN_PORT', 'SSH_PORT')],
    { tags: [{ test: /rootless/, ports: giteaRootless }] },
  ),
  image(
    ['codeberg.org/forgejo/forgejo', 'code.forgejo.org/forgejo/forgejo'],
    'forgejo.org/docs/latest/admin/installation/docker',
    [http(3000, 'FORGEJO__server__HTTP_PORT', 'HTTP_PORT'), tcp(22, 'ssh', 'SSH_LISTEN_PORT', 'SSH_PORT')],
    {
      tags: [
        {
          test: /rootless/,
          ports: [http(3000, 'FORGEJO__server__HTTP_PORT', 'HTTP_PORT'), tcp(2222, 'ssh', 'SSH_LISTEN_PORT')],
        },
      ],
    },
  ),
  image(['gogs/gogs'], 'hub.docker.com/r/gogs/gogs', [http(3000), tcp(22, 'ssh')], { readsConfig: true }),
  image(
    ['gitlab/gitlab-ce', 'gitlab/gitlab-ee'],
    'docs.gitlab.com/install/docker',
    [http(80), tls(443, 'https'), tcp(22, 'ssh')],
    { readsConfig: true, complete: false },
  ),
  image(['jenkins/jenkins', 'jenkins', 'jenkinsci/blueocean'], 'github.com/jenkinsci/docker', [
    guarded(8080, 'http', '--httpPort', 'JENKINS_OPTS'),
    tcp(50000, 'agents', 'JENKINS_SLAVE_AGENT_PORT'),
  ]),
  image(['sonarqube'], 'docs.sonarsource.com/sonarqube-server', [guarded(9000, 'http', 'SONAR_WEB_PORT')]),
  image(['sonatype/nexus3'], 'hub.docker.com/r/sonatype/nexus3', [guarded(8081, 'http')], { complete: false }),
  image(
    ['registry', 'distribution/distribution'],
    'hub.docker.com/_/registry; distribution.github.io/distribution/about/configuration',
    [guarded(5000, 'http', 'REGISTRY_HTTP_ADDR'), tcp(5001, 'debug', 'REGISTRY_HTTP_DEBUG_ADDR')],
    { readsConfig: true },
  ),
  image(['drone/drone'], 'docs.drone.io/server/reference', [http(80, 'DRONE_SERVER_PORT'), tls(443, 'https')]),
  image(
    ['woodpeckerci/woodpecker-server'],
    'woodpecker-ci.org/docs/administration/configuration/server',
    [http(8000, 'WOODPECKER_SERVER_ADDR'), tcp(9000, 'grpc', 'WOODPECKER_GRPC_ADDR')],
    { complete: false },
  ),
  image(['jetbrains/teamcity-server'], 'hub.docker.com/r/jetbrains/teamcity-server', [guarded(8111, 'http')], {
    readsConfig: true,
  }),
  image(
    ['atlassian/jira-software', 'atlassian/jira-core', 'atlassian/jira-servicemanagement'],
    'hub.docker.com/r/atlassian/jira-software',
    [http(8080, 'ATL_TOMCAT_PORT')],
    { complete: false },
  ),
  image(
    ['atlassian/confluence', 'atlassian/confluence-server'],
    'hub.docker.com/r/atlassian/confluence',
    [http(8090, 'ATL_TOMCAT_PORT'), tcp(8091, 'synchrony')],
    { complete: false },
  ),
  image(['portainer/portainer-ce', 'portainer/portainer-ee', 'portainer/portainer'], 'docs.portainer.io/advanced/cli', [
    guarded(9000, 'http', '--bind', '-p'),
    tls(9443, 'https', '--bind-https'),
    tcp(8000, 'tunnel', '--tunnel-port'),
  ]),
  image(['portainer/agent'], 'docs.portainer.io/admin/environments/add/docker/agent', [
    guarded(9001, 'agent', 'AGENT_PORT'),
  ]),
  image(['swaggerapi/swagger-ui'], 'github.com/swagger-api/swagger-ui docs/usage/installation.md', [
    http(8080, 'PORT'),
  ]),
  image(['swaggerapi/swagger-editor'], 'hub.docker.com/r/swaggerapi/swagger-editor', [http(8080, 'PORT')], {
    complete: false,
  }),
  image(
    [
      'selenium/standalone-chrome',
      'selenium/standalone-firefox',
      'selenium/standalone-edge',
      'selenium/standalone-chromium',
      'seleniarm/standalone-chromium',
    ],
    'github.com/SeleniumHQ/docker-selenium',
    [http(4444), guarded(5900, 'vnc', 'SE_VNC_PORT'), guarded(7900, 'novnc', 'SE_NO_VNC_PORT')],
    { complete: false },
  ),
  image(['selenium/hub'], 'github.com/SeleniumHQ/docker-selenium', [
    http(4444, 'SE_HUB_PORT'),
    tcp(4442, 'events'),
    tcp(4443, 'events'),
  ]),
  image(
    ['selenium/node-chrome', 'selenium/node-firefox', 'selenium/node-edge', 'selenium/node-chromium'],
    'github.com/SeleniumHQ/docker-selenium',
    [http(5555, 'SE_NODE_PORT'), guarded(5900, 'vnc', 'SE_VNC_PORT'), guarded(7900, 'novnc', 'SE_NO_VNC_PORT')],
    { complete: false },
  ),
  image(
    ['browserless/chrome', 'ghcr.io/browserless/chromium', 'ghcr.io/browserless/chrome'],
    'docs.browserless.io/enterprise/docker/config',
    [http(3000, 'PORT')],
  ),
  image(['gotenberg/gotenberg'], 'gotenberg.dev/docs/configuration', [http(3000, '--api-port', 'API_PORT')]),
  image(['adminer'], 'hub.docker.com/_/adminer', [guarded(8080, 'http')], {
    tags: [{ test: /fastcgi/, ports: [tcp(9000, 'fastcgi')] }],
  }),
  image(['dpage/pgadmin4'], 'pgadmin.org/docs/pgadmin4/latest/container_deployment.html', [
    guarded(80, 'http', 'PGADMIN_LISTEN_PORT', 'PGADMIN_ENABLE_TLS'),
    tls(443, 'https', 'PGADMIN_LISTEN_PORT'),
  ]),
  image(['mongo-express'], 'hub.docker.com/_/mongo-express', [guarded(8081, 'http', 'PORT', 'VCAP_APP_PORT')]),
  image(
    ['rediscommander/redis-commander', 'ghcr.io/joeferner/redis-commander'],
    'github.com/joeferner/redis-commander',
    [guarded(8081, 'http', 'PORT', '--port')],
  ),
  image(['sosedoff/pgweb'], 'github.com/sosedoff/pgweb', [guarded(8081, 'http', '--listen')]),
  image(
    ['dbeaver/cloudbeaver'],
    'github.com/dbeaver/cloudbeaver',
    [guarded(8978, 'http', 'CLOUDBEAVER_WEB_SERVER_PORT')],
    { readsConfig: true },
  ),
  image(['dbgate/dbgate'], 'docs.dbgate.io/env-variables', [guarded(3000, 'http')]),
  image(['metabase/metabase'], 'metabase.com/docs/latest/configuring-metabase/environment-variables', [
    guarded(3000, 'http', 'MB_JETTY_PORT'),
  ]),
  image(
    ['apache/superset'],
    'superset.apache.org/docs/installation/docker-builds',
    [guarded(8088, 'http', 'SUPERSET_PORT')],
    { complete: false },
  ),
  image(['apache/airflow'], 'airflow.apache.org/docs/docker-stack', [guarded(8080, 'http')], { complete: false }),
  image(
    ['apache/nifi'],
    'hub.docker.com/r/apache/nifi',
    [tls(8443, 'https', 'NIFI_WEB_HTTPS_PORT'), http(8080, 'NIFI_WEB_HTTP_PORT'), tcp(10000, 'remote input')],
    { complete: false },
  ),
  image(['flink', 'apache/flink'], 'hub.docker.com/_/flink', [guarded(8081, 'http'), tcp(6123, 'rpc')], {
    readsConfig: true,
    complete: false,
  }),
  image(['trinodb/trino'], 'hub.docker.com/r/trinodb/trino', [guarded(8080, 'http')], { readsConfig: true }),
  image(['temporalio/ui'], 'github.com/temporalio/ui', [guarded(8080, 'http', 'TEMPORAL_UI_PORT')]),
  image(
    ['temporalio/auto-setup', 'temporalio/server'],
    'docs.temporal.io/self-hosted-guide',
    [guarded(7233, 'grpc', 'FRONTEND_GRPC_PORT')],
    { readsConfig: true, complete: false },
  ),
  image(['hasura/graphql-engine'], 'hasura.io/docs/2.0/deployment/graphql-engine-flags/reference', [
    http(8080, 'HASURA_GRAPHQL_SERVER_PORT', '--server-port'),
  ]),
  image(
    ['postgrest/postgrest'],
    'docs.postgrest.org/en/stable/references/configuration.html',
    [http(3000, 'PGRST_SERVER_PORT')],
    { readsConfig: true, complete: false },
  ),
];
