/** Well-known images that watch others: metrics, logs, traces, dashboards. */
import { guarded, http, image, metrics, tcp, tls, udp, type WellKnownImage } from './entry.ts';

const listen = '--web.listen-address';
const otlp = [
  tcp(4317, 'otlp grpc', 'COLLECTOR_OTLP_GRPC_HOST_PORT'),
  tcp(4318, 'otlp http', 'COLLECTOR_OTLP_HTTP_HOST_PORT'),
];
const jaegerCollector = [
  ...otlp,
  tcp(14250, 'grpc', 'COLLECTOR_GRPC_SERVER_HOST_PORT', '--collector.grpc-server.host-port'),
  http(14268, 'COLLECTOR_HTTP_SERVER_HOST_PORT', '--collector.http-server.host-port'),
  tcp(9411, 'zipkin', 'COLLECTOR_ZIPKIN_HOST_PORT', 'COLLECTOR_ZIPKIN_HTTP_PORT', '--collector.zipkin.host-port'),
];
const jaegerAgent = [
  udp(5775, 'zipkin compact'),
  udp(6831, 'thrift compact', 'PROCESSOR_JAEGER_COMPACT_SERVER_HOST_PORT'),
  udp(6832, 'thrift binary', 'PROCESSOR_JAEGER_BINARY_SERVER_HOST_PORT'),
  http(5778, 'HTTP_SERVER_HOST_PORT', '--http-server.host-port'),
];
const jaegerQuery = [
  guarded(16686, 'http', 'QUERY_HTTP_SERVER_HOST_PORT', '--query.http-server.host-port'),
  tcp(16685, 'grpc', 'QUERY_GRPC_SERVER_HOST_PORT', '--query.grpc-server.host-port'),
];
const jaegerAdmin = (port: number) => tcp(port, 'admin', 'ADMIN_HTTP_HOST_PORT', '--admin.http.host-port');
const jaegerAllInOne = [...jaegerQuery, ...jaegerCollector, ...jaegerAgent, jaegerAdmin(14269)];

export const observability: readonly WellKnownImage[] = [
  image(
    ['prom/prometheus', 'quay.io/prometheus/prometheus', 'bitnami/prometheus', 'ubuntu/prometheus'],
    'prometheus.io/docs/prometheus/latest/command-line/prometheus',
    [guarded(9090, 'http', listen)],
    { readsConfig: false },
  ),
  image(
    ['prom/alertmanager', 'quay.io/prometheus/alertmanager', 'bitnami/alertmanager'],
    'github.com/prometheus/alertmanager',
    [
      guarded(9093, 'http', listen),
      tcp(9094, 'cluster', '--cluster.listen-address'),
      udp(9094, 'cluster', '--cluster.listen-address'),
    ],
    { readsConfig: false },
  ),
  image(['prom/pushgateway', 'quay.io/prometheus/pushgateway'], 'github.com/prometheus/pushgateway', [
    guarded(9091, 'http', listen),
  ]),
  image(
    ['grafana/grafana', 'grafana/grafana-oss', 'grafana/grafana-enterprise', 'bitnami/grafana'],
    'grafana.com/docs/grafana/latest/setup-grafana/configure-grafana',
    [guarded(3000, 'http', 'GF_SERVER_HTTP_PORT')],
    { readsConfig: true },
  ),
  image(
    ['grafana/loki'],
    'grafana.com/docs/loki/latest/configure',
    [
      http(3100, '-server.http-listen-port', '--server.http-listen-port'),
      tcp(9095, 'grpc', '-server.grpc-listen-port'),
      tcp(7946, 'gossip'),
    ],
    { readsConfig: true },
  ),
  image(
    ['grafana/promtail'],
    'grafana.com/docs/loki/latest/send-data/promtail/configuration',
    [http(9080, '-server.http-listen-port')],
    { readsConfig: true, complete: false },
  ),
  image(
    ['grafana/tempo'],
    'grafana.com/docs/tempo/latest/configuration',
    [http(3200), tcp(9095, 'grpc'), tcp(4317, 'otlp grpc'), tcp(4318, 'otlp http')],
    {
      readsConfig: true,
      complete: false,
    },
  ),
  image(
    ['grafana/mimir'],
    'grafana.com/docs/mimir/latest/configure',
    [http(8080, '-server.http-listen-port'), tcp(9095, 'grpc'), tcp(7946, 'gossip')],
    { readsConfig: true, complete: false },
  ),
  image(
    ['grafana/alloy', 'grafana/agent'],
    'grafana.com/docs/alloy/latest/reference/cli/run',
    [http(12345, '--server.http.listen-addr')],
    { readsConfig: true, complete: false },
  ),
  image(['grafana/pyroscope'], 'grafana.com/docs/pyroscope/latest', [http(4040, '-server.http-listen-port')], {
    readsConfig: true,
    complete: false,
  }),
  image(
    ['grafana/otel-lgtm'],
    'github.com/grafana/docker-otel-lgtm',
    [guarded(3000, 'http'), tcp(4317, 'otlp grpc'), tcp(4318, 'otlp http')],
    { complete: false },
  ),
  image(
    ['jaegertracing/all-in-one'],
    'jaegertracing.io/docs/1.76/deployment',
    // Without a version it may be one that still has TChannel (jaegertracing.io/docs/1.13/deployment).
    [...jaegerAllInOne, tcp(14267, 'tchannel')],
    {
      tags: [
        { below: [1, 16], ports: [...jaegerAllInOne, tcp(14267, 'tchannel')] },
        { test: /^v?\d/, ports: jaegerAllInOne },
      ],
    },
  ),
  image(
    ['jaegertracing/jaeger'],
    'jaegertracing.io/docs/latest/getting-started',
    [
      guarded(16686, 'http'),
      tcp(16685, 'grpc'),
      tcp(4317, 'otlp grpc'),
      tcp(4318, 'otlp http'),
      tcp(5778, 'sampling http'),
      tcp(5779, 'sampling grpc'),
      metrics(8888),
      tcp(9411, 'zipkin'),
      tcp(13133, 'health'),
      tcp(14250, 'grpc'),
      http(14268),
    ],
    { readsConfig: true },
  ),
  image(['jaegertracing/jaeger-collector'], 'jaegertracing.io/docs/1.76/deployment', [
    ...jaegerCollector,
    jaegerAdmin(14269),
  ]),
  image(['jaegertracing/jaeger-query'], 'jaegertracing.io/docs/1.76/deployment', [...jaegerQuery, jaegerAdmin(16687)]),
  image(['jaegertracing/jaeger-agent'], 'jaegertracing.io/docs/1.52/deployment', [...jaegerAgent, jaegerAdmin(14271)]),
  image(
    ['openzipkin/zipkin', 'openzipkin/zipkin-slim', 'ghcr.io/openzipkin/zipkin'],
    'github.com/openzipkin/zipkin docker',
    [http(9411, 'QUERY_PORT'), tcp(9410, 'scribe', 'COLLECTOR_PORT')],
  ),
  image(
    [
      'otel/opentelemetry-collector',
      'otel/opentelemetry-collector-contrib',
      'otel/opentelemetry-collector-k8s',
      'ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector',
      'ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-contrib',
      'ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-k8s',
    ],
    'github.com/open-telemetry/opentelemetry-collector-releases distributions/otelcol/config.yaml',
    [
      tcp(4317, 'otlp grpc'),
      tcp(4318, 'otlp http'),
      tcp(1777, 'pprof'),
      udp(6831, 'thrift compact'),
      udp(6832, 'thrift binary'),
      metrics(8888),
      tcp(9411, 'zipkin'),
      tcp(13133, 'health'),
      tcp(14250, 'jaeger grpc'),
      tcp(14268, 'jaeger http'),
      tcp(55678, 'opencensus'),
      tcp(55679, 'zpages'),
    ],
    { readsConfig: true, complete: false },
  ),
  image(
    ['datadog/agent', 'gcr.io/datadoghq/agent', 'public.ecr.aws/datadog/agent'],
    'docs.datadoghq.com/containers/docker',
    [
      udp(8125, 'dogstatsd', 'DD_DOGSTATSD_PORT'),
      tcp(8126, 'traces', 'DD_APM_RECEIVER_PORT'),
      tcp(5555, 'health', 'DD_HEALTH_PORT'),
    ],
    { complete: false },
  ),
  image(
    ['fluent/fluentd', 'fluentd'],
    'hub.docker.com/r/fluent/fluentd',
    [tcp(24224, 'forward'), udp(24224, 'forward'), tcp(5140, 'syslog')],
    { readsConfig: true },
  ),
  image(
    ['fluent/fluent-bit', 'cr.fluentbit.io/fluent/fluent-bit', 'amazon/aws-for-fluent-bit'],
    'docs.fluentbit.io/manual/administration/monitoring',
    [http(2020, '-P', '--port')],
    { readsConfig: true, complete: false },
  ),
  image(['timberio/vector', 'ghcr.io/vectordotdev/vector'], 'vector.dev/docs/reference/api', [http(8686)], {
    readsConfig: true,
    complete: false,
  }),
  image(
    ['telegraf'],
    'hub.docker.com/_/telegraf',
    [udp(8125, 'statsd'), udp(8092, 'listener'), tcp(8094, 'listener')],
    { readsConfig: true, complete: false },
  ),
  image(
    ['balabit/syslog-ng', 'axoflow/axosyslog'],
    'github.com/syslog-ng/syslog-ng docker, default-network-drivers()',
    [udp(514, 'syslog'), tcp(514, 'syslog'), tcp(601, 'syslog'), tls(6514, 'syslog')],
    { readsConfig: true },
  ),
  image(['statsd/statsd'], 'github.com/statsd/statsd', [udp(8125, 'statsd'), tcp(8126, 'admin')], {
    readsConfig: true,
  }),
  image(
    ['graphiteapp/graphite-statsd'],
    'hub.docker.com/r/graphiteapp/graphite-statsd',
    [
      http(80),
      tcp(2003, 'carbon'),
      tcp(2004, 'carbon pickle'),
      tcp(2023, 'aggregator'),
      tcp(2024, 'aggregator pickle'),
      http(8080),
      udp(8125, 'statsd'),
      tcp(8126, 'admin'),
    ],
    { complete: false },
  ),
  image(
    ['kibana', 'docker.elastic.co/kibana/kibana'],
    'elastic.co/guide/en/kibana/current/settings.html',
    [guarded(5601, 'http', 'SERVER_PORT')],
    { readsConfig: true },
  ),
  image(
    ['opensearchproject/opensearch-dashboards'],
    'opensearch.org/docs/latest/install-and-configure/install-dashboards/docker',
    [guarded(5601, 'http', 'SERVER_PORT')],
    { readsConfig: true },
  ),
  image(
    ['logstash', 'docker.elastic.co/logstash/logstash'],
    'elastic.co/guide/en/logstash/current/docker-config.html',
    [tcp(5044, 'beats'), http(9600, 'API_HTTP_PORT', 'HTTP_PORT')],
    { readsConfig: true, complete: false },
  ),
  image(
    ['docker.elastic.co/apm/apm-server', 'elastic/apm-server'],
    'elastic.co/guide/en/observability/current/apm-configuring-howto-apm-server.html',
    [http(8200)],
    { readsConfig: true },
  ),
  image(
    ['netdata/netdata'],
    'learn.netdata.cloud/docs/netdata-agent/configuration',
    [guarded(19999, 'http', 'NETDATA_LISTENER_PORT')],
    { readsConfig: true, complete: false },
  ),
  image(['zabbix/zabbix-server-mysql', 'zabbix/zabbix-server-pgsql'], 'hub.docker.com/r/zabbix/zabbix-server-mysql', [
    tcp(10051, 'trapper', 'ZBX_LISTENPORT'),
  ]),
  image(
    ['zabbix/zabbix-agent', 'zabbix/zabbix-agent2'],
    'hub.docker.com/r/zabbix/zabbix-agent',
    [tcp(10050, 'agent', 'ZBX_LISTENPORT')],
    { complete: false },
  ),
  image(
    [
      'zabbix/zabbix-web-nginx-mysql',
      'zabbix/zabbix-web-nginx-pgsql',
      'zabbix/zabbix-web-apache-mysql',
      'zabbix/zabbix-web-apache-pgsql',
    ],
    'hub.docker.com/r/zabbix/zabbix-web-nginx-mysql',
    [http(8080), tls(8443, 'https')],
  ),
  image(
    ['victoriametrics/victoria-metrics'],
    'docs.victoriametrics.com/victoriametrics',
    [guarded(8428, 'http', '-httpListenAddr', '--httpListenAddr')],
    { complete: false },
  ),
  image(
    ['victoriametrics/vmagent'],
    'docs.victoriametrics.com/victoriametrics/vmagent',
    [http(8429, '-httpListenAddr', '--httpListenAddr')],
    { complete: false },
  ),
  image(['victoriametrics/vmalert'], 'docs.victoriametrics.com/victoriametrics/vmalert', [
    http(8880, '-httpListenAddr', '--httpListenAddr'),
  ]),
  image(
    ['victoriametrics/victoria-logs'],
    'docs.victoriametrics.com/victorialogs',
    [guarded(9428, 'http', '-httpListenAddr', '--httpListenAddr')],
    { complete: false },
  ),
  image(
    ['quay.io/thanos/thanos', 'thanosio/thanos', 'bitnami/thanos'],
    'thanos.io/tip/components',
    [tcp(10901, 'grpc', '--grpc-address'), http(10902, '--http-address')],
    { complete: false },
  ),
  image(['louislam/uptime-kuma'], 'github.com/louislam/uptime-kuma/wiki/Environment-Variables', [
    guarded(3001, 'http', 'UPTIME_KUMA_PORT', 'PORT', '--port'),
  ]),
  image(['amir20/dozzle'], 'dozzle.dev/guide/supported-env-vars', [guarded(8080, 'http', 'DOZZLE_ADDR', '--addr')]),
];
