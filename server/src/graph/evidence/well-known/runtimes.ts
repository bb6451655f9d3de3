/** Well-known images that other images are built from. Most say nothing about ports, which is worth knowing. */
import { guarded, http, image, tcp, tls, type WellKnownImage } from './entry.ts';

const phpFpm = { test: /fpm/, ports: [tcp(9000, 'fastcgi')] };
const aspnetMovers = ['ASPNETCORE_URLS', 'DOTNET_URLS', 'URLS', 'Kestrel__Endpoints__Http__Url', '--urls'];
const aspnet = http(8080, 'ASPNETCORE_HTTP_PORTS', 'DOTNET_HTTP_PORTS', 'HTTP_PORTS', '--http_ports', ...aspnetMovers);
const aspnetBefore8 = http(80, ...aspnetMovers);

export const runtimes: readonly WellKnownImage[] = [
  image(
    [
      'scratch',
      'alpine',
      'debian',
      'ubuntu',
      'fedora',
      'amazonlinux',
      'busybox',
      'node',
      'python',
      'golang',
      'ruby',
      'rust',
      'perl',
      'elixir',
      'erlang',
      'openjdk',
      'amazoncorretto',
      'eclipse-temurin',
      'maven',
      'gradle',
      'oven/bun',
      'denoland/deno',
      'gcr.io/distroless/static',
      'gcr.io/distroless/static-debian12',
      'gcr.io/distroless/base',
      'gcr.io/distroless/base-debian12',
      'gcr.io/distroless/cc-debian12',
      'gcr.io/distroless/java21-debian12',
      'gcr.io/distroless/nodejs22-debian12',
      'gcr.io/distroless/python3-debian12',
      'registry.k8s.io/pause',
    ],
    'hub.docker.com/_/alpine and the pages of the others; their Dockerfiles expose nothing',
    [],
    { complete: false },
  ),
  image(['php'], 'hub.docker.com/_/php', [], {
    complete: false,
    readsConfig: true,
    tags: [
      { test: /apache/, ports: [http(80)], complete: true },
      { ...phpFpm, complete: true },
    ],
  }),
  image(['bitnami/php-fpm'], 'github.com/bitnami/containers bitnami/php-fpm', [tcp(9000, 'fastcgi')], {
    readsConfig: true,
  }),
  image(['trafex/php-nginx'], 'github.com/TrafeX/docker-php-nginx', [http(8080)], { readsConfig: true }),
  image(
    ['webdevops/php-nginx', 'webdevops/php-apache'],
    'dockerfile.readthedocs.io/en/latest/content/DockerImages',
    [http(80), tls(443, 'https'), tcp(9000, 'fastcgi')],
    { readsConfig: true },
  ),
  image(
    ['mcr.microsoft.com/dotnet/aspnet', 'mcr.microsoft.com/dotnet/runtime', 'mcr.microsoft.com/dotnet/runtime-deps'],
    'learn.microsoft.com/dotnet/core/compatibility/containers/8.0/aspnet-port',
    [aspnet],
    { complete: false, tags: [{ below: [8], ports: [aspnetBefore8] }] },
  ),
  image(['mcr.microsoft.com/dotnet/sdk'], 'github.com/dotnet/dotnet-docker src/sdk', [aspnet], {
    complete: false,
    tags: [{ below: [8], ports: [] }],
  }),
  image(
    ['mcr.microsoft.com/dotnet/core/aspnet', 'microsoft/aspnetcore', 'microsoft/dotnet'],
    'hub.docker.com/r/microsoft/dotnet-core-aspnet',
    [aspnetBefore8],
    { complete: false },
  ),
  image(
    ['mcr.microsoft.com/dotnet/framework/aspnet'],
    'hub.docker.com/r/microsoft/dotnet-framework-aspnet',
    [http(80)],
    { complete: false },
  ),
  image(
    [
      'public.ecr.aws/lambda/python',
      'public.ecr.aws/lambda/nodejs',
      'public.ecr.aws/lambda/java',
      'public.ecr.aws/lambda/dotnet',
      'public.ecr.aws/lambda/ruby',
      'public.ecr.aws/lambda/go',
      'public.ecr.aws/lambda/provided',
    ],
    'docs.aws.amazon.com/lambda/latest/dg/images-test.html',
    [http(8080)],
    { complete: false },
  ),
  image(['tomcat'], 'hub.docker.com/_/tomcat', [http(8080)], { readsConfig: true }),
  image(['bitnami/tomcat'], 'github.com/bitnami/containers bitnami/tomcat', [http(8080, 'TOMCAT_HTTP_PORT_NUMBER')], {
    readsConfig: true,
  }),
  image(['jetty'], 'hub.docker.com/_/jetty', [http(8080), tls(8443, 'https')], { readsConfig: true }),
  image(
    ['quay.io/wildfly/wildfly', 'jboss/wildfly'],
    'quay.io/repository/wildfly/wildfly',
    [http(8080), tls(8443, 'https'), guarded(9990, 'management')],
    { readsConfig: true, complete: false },
  ),
  image(
    ['payara/server-full', 'payara/server-web'],
    'hub.docker.com/r/payara/server-full',
    [http(8080), tls(8181, 'https'), guarded(4848, 'admin'), tcp(9009, 'debug')],
    { readsConfig: true },
  ),
  image(['payara/micro'], 'hub.docker.com/r/payara/micro', [http(8080, '--port'), tcp(6900, 'cluster')], {
    complete: false,
  }),
  image(
    ['open-liberty', 'websphere-liberty', 'icr.io/appcafe/open-liberty', 'icr.io/appcafe/websphere-liberty'],
    'hub.docker.com/_/open-liberty',
    [http(9080), tls(9443, 'https')],
    { readsConfig: true },
  ),
  image(
    [
      'tiangolo/uvicorn-gunicorn-fastapi',
      'tiangolo/uvicorn-gunicorn',
      'tiangolo/uvicorn-gunicorn-starlette',
      'tiangolo/meinheld-gunicorn',
      'tiangolo/meinheld-gunicorn-flask',
    ],
    'github.com/tiangolo/uvicorn-gunicorn-docker',
    [http(80, 'PORT', 'BIND')],
    { readsConfig: true },
  ),
  image(
    ['tiangolo/uwsgi-nginx', 'tiangolo/uwsgi-nginx-flask'],
    'github.com/tiangolo/uwsgi-nginx-docker',
    [http(80, 'LISTEN_PORT')],
    { readsConfig: true },
  ),
  image(
    [
      'jupyter/base-notebook',
      'jupyter/minimal-notebook',
      'jupyter/scipy-notebook',
      'jupyter/datascience-notebook',
      'quay.io/jupyter/base-notebook',
      'quay.io/jupyter/minimal-notebook',
      'quay.io/jupyter/scipy-notebook',
      'quay.io/jupyter/datascience-notebook',
    ],
    'jupyter-docker-stacks.readthedocs.io',
    [guarded(8888, 'http', 'JUPYTER_PORT', '--port', '--ServerApp.port', '--NotebookApp.port')],
  ),
  image(
    ['rocker/rstudio', 'rocker/tidyverse', 'rocker/verse'],
    'rocker-project.org/images/versioned/rstudio.html',
    [guarded(8787, 'http')],
    { readsConfig: true },
  ),
  image(['rocker/shiny', 'rocker/shiny-verse'], 'rocker-project.org/images/versioned/shiny.html', [http(3838)], {
    readsConfig: true,
  }),
  image(['tensorflow/serving'], 'tensorflow.org/tfx/serving/docker', [
    tcp(8500, 'grpc', '--port'),
    http(8501, '--rest_api_port'),
  ]),
  image(
    ['nvcr.io/nvidia/tritonserver'],
    'docs.nvidia.com Triton Inference Server protocols',
    [http(8000, '--http-port'), tcp(8001, 'grpc', '--grpc-port'), tcp(8002, 'metrics', '--metrics-port')],
    { complete: false },
  ),
  image(
    ['pytorch/torchserve'],
    'docs.pytorch.org/serve/configuration.html',
    [http(8080), guarded(8081, 'management'), tcp(8082, 'metrics'), tcp(7070, 'grpc'), tcp(7071, 'grpc management')],
    { readsConfig: true },
  ),
  image(['ollama/ollama'], 'github.com/ollama/ollama docs/faq', [guarded(11434, 'http', 'OLLAMA_HOST')]),
  image(['vllm/vllm-openai'], 'docs.vllm.ai/en/latest/deployment/docker.html', [http(8000, '--port')], {
    complete: false,
  }),
];
