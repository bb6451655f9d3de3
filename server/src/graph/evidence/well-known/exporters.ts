/** Well-known images that turn what others know into metrics. */
import { image, metrics, tcp, udp, type WellKnownImage } from './entry.ts';

const listen = '--web.listen-address';

/** A Prometheus exporter: one listener, moved by an argument that most of them share. */
function exporter(
  port: number,
  names: readonly string[],
  source: string,
  ...movedBy: readonly string[]
): WellKnownImage {
  return image(names, source, [metrics(port, listen, ...movedBy)], { readsConfig: false });
}

export const exporters: readonly WellKnownImage[] = [
  exporter(
    9100,
    ['prom/node-exporter', 'quay.io/prometheus/node-exporter', 'bitnami/node-exporter'],
    'github.com/prometheus/node_exporter',
  ),
  exporter(
    9115,
    ['prom/blackbox-exporter', 'quay.io/prometheus/blackbox-exporter'],
    'github.com/prometheus/blackbox_exporter',
  ),
  exporter(
    9104,
    ['prom/mysqld-exporter', 'quay.io/prometheus/mysqld-exporter'],
    'github.com/prometheus/mysqld_exporter',
  ),
  exporter(9116, ['prom/snmp-exporter', 'quay.io/prometheus/snmp-exporter'], 'github.com/prometheus/snmp_exporter'),
  exporter(
    9150,
    ['prom/memcached-exporter', 'quay.io/prometheus/memcached-exporter'],
    'github.com/prometheus/memcached_exporter',
  ),
  exporter(
    9101,
    ['prom/haproxy-exporter', 'quay.io/prometheus/haproxy-exporter'],
    'github.com/prometheus/haproxy_exporter',
  ),
  exporter(9107, ['prom/consul-exporter'], 'github.com/prometheus/consul_exporter'),
  image(['prom/cloudwatch-exporter'], 'github.com/prometheus/cloudwatch_exporter', [metrics(9106)], {
    complete: false,
  }),
  exporter(
    9187,
    [
      'prometheuscommunity/postgres-exporter',
      'quay.io/prometheuscommunity/postgres-exporter',
      'wrouesnel/postgres_exporter',
    ],
    'github.com/prometheus-community/postgres_exporter',
    'PG_EXPORTER_WEB_LISTEN_ADDRESS',
  ),
  exporter(
    9114,
    ['prometheuscommunity/elasticsearch-exporter', 'quay.io/prometheuscommunity/elasticsearch-exporter'],
    'github.com/prometheus-community/elasticsearch_exporter',
  ),
  exporter(
    9121,
    ['oliver006/redis_exporter', 'quay.io/oliver006/redis_exporter', 'bitnami/redis-exporter'],
    'github.com/oliver006/redis_exporter',
    'REDIS_EXPORTER_WEB_LISTEN_ADDRESS',
    '-web.listen-address',
  ),
  exporter(9308, ['danielqsj/kafka-exporter', 'bitnami/kafka-exporter'], 'github.com/danielqsj/kafka_exporter'),
  exporter(9216, ['percona/mongodb_exporter'], 'github.com/percona/mongodb_exporter'),
  exporter(
    9113,
    ['nginx/nginx-prometheus-exporter', 'bitnami/nginx-exporter'],
    'github.com/nginx/nginx-prometheus-exporter',
    'LISTEN_ADDRESS',
    '-web.listen-address',
  ),
  image(['kbudde/rabbitmq-exporter'], 'github.com/kbudde/rabbitmq_exporter', [metrics(9419, 'PUBLISH_PORT')]),
  image(['prom/statsd-exporter', 'quay.io/prometheus/statsd-exporter'], 'github.com/prometheus/statsd_exporter', [
    metrics(9102, listen),
    tcp(9125, 'statsd', '--statsd.listen-tcp'),
    udp(9125, 'statsd', '--statsd.listen-udp'),
  ]),
  image(['prom/graphite-exporter', 'quay.io/prometheus/graphite-exporter'], 'github.com/prometheus/graphite_exporter', [
    metrics(9108, listen),
    tcp(9109, 'graphite', '--graphite.listen-address'),
    udp(9109, 'graphite', '--graphite.listen-address'),
  ]),
  image(['gcr.io/cadvisor/cadvisor', 'ghcr.io/google/cadvisor', 'google/cadvisor'], 'github.com/google/cadvisor', [
    metrics(8080, '--port', '-port'),
  ]),
  image(
    [
      'registry.k8s.io/kube-state-metrics/kube-state-metrics',
      'k8s.gcr.io/kube-state-metrics/kube-state-metrics',
      'quay.io/coreos/kube-state-metrics',
    ],
    'github.com/kubernetes/kube-state-metrics docs/developer/cli-arguments.md',
    [metrics(8080, '--port'), metrics(8081, '--telemetry-port')],
  ),
];
