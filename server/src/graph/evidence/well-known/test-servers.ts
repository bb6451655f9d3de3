/** Well-known images that stand in for others in tests and demonstrations: echoes, mocks, emulators of clouds. */
import { guarded, http, image, metrics, tcp, tls, type WellKnownImage } from './entry.ts';

const echoUnprivileged = [http(8080, 'HTTP_PORT'), tls(8443, 'https', 'HTTPS_PORT')];
const echoPrivileged = [http(80, 'HTTP_PORT'), tls(443, 'https', 'HTTPS_PORT')];

export const testServers: readonly WellKnownImage[] = [
  image(
    ['localstack/localstack', 'localstack/localstack-pro'],
    'docs.localstack.cloud/references/configuration',
    [http(4566, 'GATEWAY_LISTEN', 'EDGE_PORT')],
    { complete: false },
  ),
  image(
    ['amazon/dynamodb-local'],
    'docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocal.UsageNotes.html',
    [guarded(8000, 'http', '-port')],
  ),
  image(['motoserver/moto'], 'docs.getmoto.org/en/latest/docs/server_mode.html', [http(5000, 'MOTO_PORT', '-p')]),
  image(['adobe/s3mock'], 'github.com/adobe/S3Mock', [http(9090), tls(9191, 'https')]),
  image(['fsouza/fake-gcs-server'], 'github.com/fsouza/fake-gcs-server', [
    tls(4443, 'https', '-port', '-port-http', '-scheme'),
  ]),
  image(['mcr.microsoft.com/azure-storage/azurite'], 'learn.microsoft.com/azure/storage/common/storage-use-azurite', [
    guarded(10000, 'blob', '--blobPort'),
    guarded(10001, 'queue', '--queuePort'),
    guarded(10002, 'table', '--tablePort'),
  ]),
  image(
    ['gcr.io/cloud-spanner-emulator/emulator'],
    'github.com/GoogleCloudPlatform/cloud-spanner-emulator',
    [tcp(9010, 'grpc'), http(9020)],
    { complete: false },
  ),
  image(['stripe/stripe-mock', 'stripemock/stripe-mock'], 'github.com/stripe/stripe-mock', [
    http(12111, '-http-port', '-port'),
    tls(12112, 'https', '-https-port'),
  ]),
  image(['wiremock/wiremock'], 'wiremock.org/docs/standalone/docker', [
    http(8080, '--port'),
    tls(8443, 'https', '--https-port'),
  ]),
  image(['mockserver/mockserver'], 'mock-server.com/where/docker.html', [
    http(1080, 'MOCKSERVER_SERVER_PORT', 'SERVER_PORT', '-serverPort'),
  ]),
  image(['kennethreitz/httpbin'], 'hub.docker.com/r/kennethreitz/httpbin', [http(80)]),
  image(['mccutchen/go-httpbin', 'ghcr.io/mccutchen/go-httpbin'], 'github.com/mccutchen/go-httpbin', [
    http(8080, 'PORT', '-port'),
  ]),
  image(['hashicorp/http-echo'], 'github.com/hashicorp/http-echo', [http(5678, '-listen', '--listen')]),
  image(['ealen/echo-server'], 'github.com/Ealenn/Echo-Server', [http(80, 'PORT', '--port')]),
  image(['traefik/whoami', 'containous/whoami'], 'github.com/traefik/whoami', [
    http(80, 'WHOAMI_PORT_NUMBER', '--port', '-port'),
  ]),
  image(['jmalloc/echo-server'], 'github.com/jmalloc/echo-server', [http(8080, 'PORT')]),
  image(
    ['mendhak/http-https-echo', 'ghcr.io/mendhak/http-https-echo'],
    'github.com/mendhak/docker-http-https-echo CHANGELOG.md',
    echoUnprivileged,
    {
      tags: [
        { test: /^(?:latest)?$/, ports: [...echoUnprivileged, ...echoPrivileged] },
        { below: [15], ports: echoPrivileged },
      ],
    },
  ),
  image(['paulbouwer/hello-kubernetes'], 'github.com/paulbouwer/hello-kubernetes', [
    http(8080, 'PORT', 'CONTAINER_PORT'),
  ]),
  image(
    ['gcr.io/google-samples/hello-app', 'us-docker.pkg.dev/google-samples/containers/gke/hello-app'],
    'github.com/GoogleCloudPlatform/kubernetes-engine-samples hello-app',
    [http(8080, 'PORT')],
  ),
  image(
    ['stefanprodan/podinfo', 'ghcr.io/stefanprodan/podinfo'],
    'github.com/stefanprodan/podinfo',
    [http(9898, '--port'), metrics(9797, '--port-metrics'), tcp(9999, 'grpc', '--grpc-port')],
    { complete: false },
  ),
  image(['crccheck/hello-world'], 'github.com/crccheck/docker-hello-world', [http(8000)]),
  image(['jwilder/whoami'], 'github.com/jwilder/whoami', [http(8000, 'PORT')]),
  image(['docker/getting-started'], 'github.com/docker/getting-started', [http(80)]),
];
