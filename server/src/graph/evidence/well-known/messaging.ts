/** Well-known images that carry messages: brokers, their companions, mail catchers and servers. */
import { guarded, http, image, metrics, tcp, tls, udp, type WellKnownImage } from './entry.ts';

const rabbit = [
  guarded(5672, 'amqp', 'RABBITMQ_NODE_PORT'),
  tls(5671, 'amqps'),
  tcp(4369, 'epmd'),
  metrics(15692),
  tls(15691, 'metrics'),
  tcp(25672, 'erlang distribution', 'RABBITMQ_DIST_PORT', 'RABBITMQ_NODE_PORT'),
];
const rabbitManagement = [guarded(15672, 'management'), tls(15671, 'management')];

export const messaging: readonly WellKnownImage[] = [
  image(['rabbitmq'], 'hub.docker.com/_/rabbitmq; rabbitmq.com/docs/networking', rabbit, {
    readsConfig: true,
    tags: [{ test: /management/, ports: [...rabbit, ...rabbitManagement] }],
  }),
  image(['bitnami/rabbitmq'], 'github.com/bitnami/containers bitnami/rabbitmq', [
    guarded(5672, 'amqp', 'RABBITMQ_NODE_PORT_NUMBER'),
    tcp(4369, 'epmd'),
    tcp(5551, 'stream'),
    tcp(5552, 'stream'),
    guarded(15672, 'management', 'RABBITMQ_MANAGEMENT_PORT_NUMBER', 'RABBITMQ_MANAGER_PORT_NUMBER'),
    tcp(25672, 'erlang distribution'),
  ]),
  image(
    ['cloudamqp/lavinmq'],
    'hub.docker.com/r/cloudamqp/lavinmq',
    [guarded(5672, 'amqp'), guarded(15672, 'management')],
    { readsConfig: true, complete: false },
  ),
  image(['apache/kafka', 'apache/kafka-native'], 'hub.docker.com/r/apache/kafka', [
    guarded(9092, 'kafka', 'KAFKA_LISTENERS'),
    tcp(9093, 'controller', 'KAFKA_LISTENERS'),
  ]),
  image(
    ['confluentinc/cp-kafka', 'confluentinc/cp-server'],
    'docs.confluent.io/platform/current/installation/docker/config-reference.html',
    [guarded(9092, 'kafka', 'KAFKA_LISTENERS', 'KAFKA_ADVERTISED_LISTENERS')],
    { complete: false },
  ),
  image(['bitnami/kafka'], 'github.com/bitnami/containers bitnami/kafka', [
    guarded(9092, 'kafka', 'KAFKA_CFG_LISTENERS', 'KAFKA_LISTENERS'),
    tcp(9093, 'controller', 'KAFKA_CFG_LISTENERS'),
  ]),
  image(['wurstmeister/kafka'], 'github.com/wurstmeister/kafka-docker', [
    guarded(9092, 'kafka', 'KAFKA_LISTENERS', 'KAFKA_ADVERTISED_LISTENERS', 'KAFKA_PORT'),
  ]),
  image(['wurstmeister/zookeeper'], 'github.com/wurstmeister/zookeeper-docker', [
    guarded(2181, 'client'),
    tcp(22, 'ssh'),
    tcp(2888, 'follower'),
    tcp(3888, 'election'),
  ]),
  image(['confluentinc/cp-zookeeper'], 'docs.confluent.io/platform/current/installation/docker/config-reference.html', [
    guarded(2181, 'client', 'ZOOKEEPER_CLIENT_PORT'),
    tcp(2888, 'follower'),
    tcp(3888, 'election'),
    guarded(8080, 'admin'),
  ]),
  image(
    ['confluentinc/cp-schema-registry'],
    'docs.confluent.io/platform/current/installation/docker/config-reference.html',
    [http(8081, 'SCHEMA_REGISTRY_LISTENERS')],
  ),
  image(
    ['confluentinc/cp-kafka-rest'],
    'docs.confluent.io/platform/current/installation/docker/config-reference.html',
    [http(8082, 'KAFKA_REST_LISTENERS')],
  ),
  image(
    ['confluentinc/cp-kafka-connect', 'confluentinc/cp-kafka-connect-base'],
    'docs.confluent.io/platform/current/installation/docker/config-reference.html',
    [guarded(8083, 'http', 'CONNECT_REST_PORT', 'CONNECT_LISTENERS')],
  ),
  image(
    ['confluentinc/cp-ksqldb-server', 'confluentinc/ksqldb-server'],
    'docs.confluent.io ksqlDB server configuration',
    [http(8088, 'KSQL_LISTENERS')],
  ),
  image(['confluentinc/cp-enterprise-control-center'], 'docs.confluent.io/platform/current/control-center', [
    guarded(9021, 'http', 'CONTROL_CENTER_REST_LISTENERS'),
  ]),
  image(
    ['debezium/connect', 'quay.io/debezium/connect'],
    'hub.docker.com/r/debezium/connect',
    [guarded(8083, 'http', 'REST_PORT'), tcp(8778, 'jolokia'), tcp(9092, 'kafka')],
    { complete: false },
  ),
  image(
    [
      'redpandadata/redpanda',
      'docker.redpanda.com/redpandadata/redpanda',
      'vectorized/redpanda',
      'docker.redpanda.com/vectorized/redpanda',
    ],
    'docs.redpanda.com/current/reference/rpk/rpk-redpanda/rpk-redpanda-start',
    [
      guarded(9092, 'kafka', '--kafka-addr'),
      http(8081, '--schema-registry-addr'),
      http(8082, '--pandaproxy-addr'),
      guarded(9644, 'admin'),
      // `--rpc-addr` mostly names the broker itself.
      tcp(33145, 'rpc'),
    ],
    { readsConfig: true },
  ),
  image(
    ['redpandadata/console', 'docker.redpanda.com/redpandadata/console', 'vectorized/console'],
    'docs.redpanda.com/current/reference/console/config',
    [guarded(8080, 'http', 'SERVER_LISTENPORT')],
    { readsConfig: true },
  ),
  image(['provectuslabs/kafka-ui', 'kafbat/kafka-ui', 'ghcr.io/kafbat/kafka-ui'], 'ui.docs.kafbat.io', [
    guarded(8080, 'http', 'SERVER_PORT'),
  ]),
  image(['obsidiandynamics/kafdrop'], 'github.com/obsidiandynamics/kafdrop', [
    guarded(9000, 'http', 'SERVER_PORT', '--server.port'),
  ]),
  image(
    ['tchiotludo/akhq'],
    'akhq.io/docs',
    [guarded(8080, 'http', 'MICRONAUT_SERVER_PORT'), tcp(28081, 'management')],
    { readsConfig: true },
  ),
  image(
    ['nats'],
    'hub.docker.com/_/nats; docs.nats.io/running-a-nats-service/introduction/flags',
    [
      guarded(4222, 'nats', '-p', '--port'),
      tcp(6222, 'cluster', '--cluster', '-cluster'),
      tcp(8222, 'monitoring', '-m', '--http_port', '-ms', '--https_port'),
    ],
    { readsConfig: true },
  ),
  image(['nats-streaming'], 'hub.docker.com/_/nats-streaming', [
    guarded(4222, 'nats', '-p', '--port'),
    tcp(8222, 'monitoring', '-m', '--http_port'),
  ]),
  image(
    ['apache/activemq-classic', 'rmohr/activemq'],
    'hub.docker.com/r/apache/activemq-classic',
    [
      guarded(61616, 'openwire'),
      guarded(8161, 'web console'),
      tcp(5672, 'amqp'),
      tcp(61613, 'stomp'),
      tcp(1883, 'mqtt'),
      tcp(61614, 'websocket'),
      guarded(1099, 'jmx'),
    ],
    { readsConfig: true },
  ),
  image(
    ['apache/activemq-artemis', 'quay.io/artemiscloud/activemq-artemis-broker'],
    'activemq.apache.org/components/artemis/documentation/latest/docker.html',
    [
      guarded(61616, 'core'),
      guarded(8161, 'web console'),
      tcp(5445, 'hornetq'),
      tcp(5672, 'amqp'),
      tcp(1883, 'mqtt'),
      tcp(61613, 'stomp'),
    ],
    { readsConfig: true, complete: false },
  ),
  image(['eclipse-mosquitto'], 'hub.docker.com/_/eclipse-mosquitto', [tcp(1883, 'mqtt', '-p')], { readsConfig: true }),
  image(
    ['emqx', 'emqx/emqx', 'emqx/emqx-enterprise'],
    'hub.docker.com/_/emqx; github.com/emqx/emqx deploy/docker/Dockerfile',
    [
      tcp(1883, 'mqtt', 'EMQX_LISTENERS__TCP__DEFAULT__BIND', 'EMQX_LISTENER__TCP__EXTERNAL'),
      tcp(8083, 'websocket', 'EMQX_LISTENERS__WS__DEFAULT__BIND', 'EMQX_LISTENER__WS__EXTERNAL'),
      tls(8084, 'websocket', 'EMQX_LISTENERS__WSS__DEFAULT__BIND', 'EMQX_LISTENER__WSS__EXTERNAL'),
      tls(8883, 'mqtt', 'EMQX_LISTENERS__SSL__DEFAULT__BIND', 'EMQX_LISTENER__SSL__EXTERNAL'),
      guarded(18083, 'dashboard', 'EMQX_DASHBOARD__LISTENERS__HTTP__BIND', 'EMQX_DASHBOARD__LISTENER__HTTP'),
      tcp(4370, 'erlang distribution'),
      tcp(5369, 'cluster rpc'),
      tcp(8081, 'management'),
      tcp(11883, 'mqtt'),
    ],
    { readsConfig: true },
  ),
  image(
    ['hivemq/hivemq4', 'hivemq/hivemq-ce'],
    'hub.docker.com/r/hivemq/hivemq4',
    [tcp(1883, 'mqtt'), tcp(8000, 'websocket'), guarded(8080, 'control center')],
    { readsConfig: true },
  ),
  image(
    ['vernemq/vernemq'],
    'docs.vernemq.com/installing-vernemq/docker',
    [tcp(1883, 'mqtt'), tcp(8080, 'websocket'), http(8888)],
    { complete: false },
  ),
  image(
    ['nsqio/nsq'],
    'nsq.io/deployment/docker.html',
    [
      tcp(4150, 'nsqd', '--tcp-address', '-tcp-address'),
      http(4151, '--http-address', '-http-address'),
      tcp(4160, 'nsqlookupd', '--tcp-address', '-tcp-address'),
      http(4161, '--http-address', '-http-address'),
      http(4171, '--http-address', '-http-address'),
    ],
    { complete: false },
  ),
  image(
    ['apachepulsar/pulsar', 'apachepulsar/pulsar-all'],
    'pulsar.apache.org/docs/next/getting-started-docker',
    [guarded(6650, 'pulsar'), guarded(8080, 'http')],
    { complete: false },
  ),
  image(
    ['softwaremill/elasticmq', 'softwaremill/elasticmq-native'],
    'github.com/softwaremill/elasticmq',
    [http(9324), tcp(9325, 'statistics')],
    { readsConfig: true },
  ),
  image(['mailhog/mailhog'], 'github.com/mailhog/MailHog docs/CONFIG.md', [
    tcp(1025, 'smtp', 'MH_SMTP_BIND_ADDR', '-smtp-bind-addr', '--smtp-bind-addr'),
    guarded(8025, 'http', 'MH_UI_BIND_ADDR', 'MH_API_BIND_ADDR', '-ui-bind-addr', '-api-bind-addr'),
  ]),
  image(['axllent/mailpit', 'ghcr.io/axllent/mailpit'], 'mailpit.axllent.org/docs/configuration/runtime-options', [
    tcp(1025, 'smtp', 'MP_SMTP_BIND_ADDR', '--smtp', '-s'),
    tcp(1110, 'pop3', 'MP_POP3_BIND_ADDR', '--pop3'),
    guarded(8025, 'http', 'MP_UI_BIND_ADDR', '--listen', '-l'),
  ]),
  image(['maildev/maildev'], 'github.com/maildev/maildev', [
    tcp(1025, 'smtp', 'MAILDEV_SMTP_PORT', '--smtp', '-s'),
    guarded(1080, 'http', 'MAILDEV_WEB_PORT', '--web', '-w'),
  ]),
  image(['schickling/mailcatcher', 'sj26/mailcatcher', 'dockage/mailcatcher'], 'github.com/sj26/mailcatcher', [
    tcp(1025, 'smtp', '--smtp-port'),
    guarded(1080, 'http', '--http-port'),
  ]),
  image(
    ['greenmail/standalone'],
    'hub.docker.com/r/greenmail/standalone',
    [
      tcp(3025, 'smtp'),
      tcp(3110, 'pop3'),
      tcp(3143, 'imap'),
      tls(3465, 'smtp'),
      tls(3993, 'imap'),
      tls(3995, 'pop3'),
      guarded(8080, 'http'),
    ],
    { complete: false },
  ),
  image(['boky/postfix'], 'github.com/bokysan/docker-postfix', [tcp(587, 'submission')]),
  image(
    ['mailserver/docker-mailserver', 'ghcr.io/docker-mailserver/docker-mailserver'],
    'docker-mailserver.github.io/docker-mailserver/latest/config/security/understanding-the-ports',
    [
      tcp(25, 'smtp'),
      tcp(110, 'pop3'),
      tcp(143, 'imap'),
      tls(465, 'submission'),
      tcp(587, 'submission'),
      tls(993, 'imap'),
      tls(995, 'pop3'),
      tcp(4190, 'sieve'),
    ],
    { readsConfig: true },
  ),
  image(
    ['coturn/coturn'],
    'github.com/coturn/coturn docker',
    [
      tcp(3478, 'turn', '--listening-port'),
      udp(3478, 'turn', '--listening-port'),
      tls(5349, 'turn', '--tls-listening-port'),
      udp(5349, 'turn', '--tls-listening-port'),
    ],
    { complete: false, readsConfig: true },
  ),
  image(
    ['livekit/livekit-server'],
    'docs.livekit.io/home/self-hosting/ports-firewall',
    [http(7880, '--port'), tcp(7881, 'webrtc'), udp(7882, 'webrtc')],
    { readsConfig: true, complete: false },
  ),
];
