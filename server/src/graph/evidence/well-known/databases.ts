/** Well-known images that keep data: databases, caches, search engines, object stores, coordination. */
import { guarded, http, image, metrics, tcp, tls, type WellKnownImage } from './entry.ts';

const mysqlProtocol = guarded(3306, 'mysql', 'MYSQL_TCP_PORT', '--port', '-P');
const mysqlX = guarded(33060, 'mysqlx', '--mysqlx-port', '--loose-mysqlx-port');
const redisProtocol = guarded(6379, 'redis', '--port');
const cassandraPorts = [
  tcp(7000, 'cluster'),
  tls(7001, 'cluster'),
  guarded(7199, 'jmx'),
  guarded(9042, 'cql'),
  guarded(9160, 'thrift'),
];

export const databases: readonly WellKnownImage[] = [
  image(
    [
      'postgres',
      'postgis/postgis',
      'timescale/timescaledb',
      'pgvector/pgvector',
      'ankane/pgvector',
      'citusdata/citus',
      'supabase/postgres',
      'paradedb/paradedb',
      'pgautoupgrade/pgautoupgrade',
    ],
    'hub.docker.com/_/postgres; postgresql.org/docs/current/app-postgres.html',
    [guarded(5432, 'postgresql', 'PGPORT', '-p', '--port')],
  ),
  image(
    ['timescale/timescaledb-ha'],
    'github.com/timescale/timescaledb-docker-ha',
    [guarded(5432, 'postgresql', 'PGPORT'), tcp(8008, 'patroni'), tcp(8081, 'pgbackrest')],
    { complete: false },
  ),
  image(['bitnami/postgresql', 'bitnami/postgresql-repmgr'], 'github.com/bitnami/containers bitnami/postgresql', [
    guarded(5432, 'postgresql', 'POSTGRESQL_PORT_NUMBER'),
  ]),
  image(['edoburu/pgbouncer'], 'github.com/edoburu/docker-pgbouncer', [guarded(5432, 'postgresql', 'LISTEN_PORT')], {
    readsConfig: true,
  }),
  image(['bitnami/pgbouncer'], 'github.com/bitnami/containers bitnami/pgbouncer', [
    guarded(6432, 'postgresql', 'PGBOUNCER_PORT'),
  ]),
  image(['bitnami/pgpool'], 'github.com/bitnami/containers bitnami/pgpool', [
    guarded(5432, 'postgresql', 'PGPOOL_PORT_NUMBER'),
  ]),
  image(
    [
      'mysql',
      'mysql/mysql-server',
      'percona',
      'percona/percona-server',
      'container-registry.oracle.com/mysql/community-server',
    ],
    'hub.docker.com/_/mysql; dev.mysql.com/doc/mysql-port-reference',
    [mysqlProtocol, mysqlX],
    { tags: [{ below: [5, 7], ports: [mysqlProtocol] }] },
  ),
  image(['bitnami/mysql'], 'github.com/bitnami/containers bitnami/mysql', [
    guarded(3306, 'mysql', 'MYSQL_PORT_NUMBER'),
    mysqlX,
  ]),
  image(['mariadb'], 'hub.docker.com/_/mariadb', [mysqlProtocol]),
  image(['linuxserver/mariadb'], 'docs.linuxserver.io/images/docker-mariadb', [guarded(3306, 'mysql')], {
    readsConfig: true,
  }),
  image(['bitnami/mariadb', 'bitnami/mariadb-galera'], 'github.com/bitnami/containers bitnami/mariadb', [
    guarded(3306, 'mysql', 'MARIADB_PORT_NUMBER'),
    tcp(4444, 'state transfer'),
    tcp(4567, 'galera'),
    tcp(4568, 'state transfer'),
  ]),
  image(['proxysql/proxysql'], 'github.com/sysown/proxysql docker', [guarded(6032, 'admin'), guarded(6033, 'mysql')], {
    readsConfig: true,
    complete: false,
  }),
  image(
    [
      'mongo',
      'mongodb/mongodb-community-server',
      'mongodb/mongodb-enterprise-server',
      'mongodb/mongodb-atlas-local',
      'percona/percona-server-mongodb',
    ],
    'hub.docker.com/_/mongo; mongodb.com/docs/manual/reference/default-mongodb-port',
    [guarded(27017, 'mongodb', '--port', '--configsvr', '--shardsvr')],
  ),
  image(['bitnami/mongodb'], 'github.com/bitnami/containers bitnami/mongodb', [
    guarded(27017, 'mongodb', 'MONGODB_PORT_NUMBER'),
  ]),
  image(
    ['ghcr.io/documentdb/documentdb/documentdb-local'],
    'github.com/documentdb/documentdb docs',
    [guarded(10260, 'mongodb', '--documentdb-port', 'DOCUMENTDB_PORT'), guarded(9712, 'postgresql')],
    { complete: false },
  ),
  image(['mcr.microsoft.com/mssql/server'], 'learn.microsoft.com/sql/linux/sql-server-linux-configure-environment', [
    guarded(1433, 'tds', 'MSSQL_TCP_PORT'),
  ]),
  image(['mcr.microsoft.com/azure-sql-edge'], 'learn.microsoft.com/azure/azure-sql-edge/configure', [
    guarded(1433, 'tds', 'MSSQL_TCP_PORT'),
  ]),
  image(
    [
      'gvenzl/oracle-free',
      'gvenzl/oracle-xe',
      'container-registry.oracle.com/database/free',
      'container-registry.oracle.com/database/express',
    ],
    'github.com/gvenzl/oci-oracle-free; container-registry.oracle.com/database/free',
    [guarded(1521, 'oracle net'), guarded(5500, 'enterprise manager')],
    { complete: false },
  ),
  image(['icr.io/db2_community/db2', 'ibmcom/db2'], 'ibm.com/docs/db2 Docker', [guarded(50000, 'db2')], {
    complete: false,
  }),
  image(
    ['redis', 'redis/redis-stack-server', 'redislabs/redismod', 'redislabs/rejson', 'redislabs/redisearch'],
    'hub.docker.com/_/redis',
    [redisProtocol],
  ),
  image(['valkey/valkey'], 'hub.docker.com/r/valkey/valkey', [redisProtocol]),
  image(['eqalpha/keydb'], 'hub.docker.com/r/eqalpha/keydb', [redisProtocol]),
  image(['redis/redis-stack'], 'hub.docker.com/r/redis/redis-stack', [redisProtocol, guarded(8001, 'redis insight')]),
  image(
    ['redis/redisinsight', 'redislabs/redisinsight'],
    'hub.docker.com/r/redis/redisinsight; redis.io/docs/latest/operate/redisinsight',
    [guarded(5540, 'redis insight', 'RI_APP_PORT')],
    { tags: [{ below: [2], ports: [guarded(8001, 'redis insight', 'RIPORT')] }] },
  ),
  image(['bitnami/redis', 'bitnami/redis-cluster'], 'github.com/bitnami/containers bitnami/redis', [
    guarded(6379, 'redis', 'REDIS_PORT_NUMBER'),
  ]),
  image(['bitnami/redis-sentinel'], 'github.com/bitnami/containers bitnami/redis-sentinel', [
    guarded(26379, 'sentinel', 'REDIS_SENTINEL_PORT_NUMBER'),
  ]),
  image(['bitnami/valkey'], 'github.com/bitnami/containers bitnami/valkey', [
    guarded(6379, 'redis', 'VALKEY_PORT_NUMBER'),
  ]),
  image(
    ['docker.dragonflydb.io/dragonflydb/dragonfly', 'ghcr.io/dragonflydb/dragonfly'],
    'dragonflydb.io/docs/managing-dragonfly/flags',
    [guarded(6379, 'redis', '--port', 'DFLY_port')],
  ),
  image(['memcached'], 'hub.docker.com/_/memcached', [guarded(11211, 'memcached', '-p', '--port')]),
  image(['bitnami/memcached'], 'github.com/bitnami/containers bitnami/memcached', [
    guarded(11211, 'memcached', 'MEMCACHED_PORT_NUMBER'),
  ]),
  image(['cassandra'], 'hub.docker.com/_/cassandra', cassandraPorts, { readsConfig: true }),
  image(['bitnami/cassandra'], 'github.com/bitnami/containers bitnami/cassandra', [
    tcp(7000, 'cluster', 'CASSANDRA_TRANSPORT_PORT_NUMBER'),
    guarded(7199, 'jmx', 'CASSANDRA_JMX_PORT_NUMBER'),
    guarded(9042, 'cql', 'CASSANDRA_CQL_PORT_NUMBER'),
  ]),
  image(
    ['scylladb/scylla'],
    'docs.scylladb.com/manual/stable/operating-scylla/admin',
    [...cassandraPorts, metrics(9180), guarded(10000, 'rest'), guarded(19042, 'cql'), guarded(19142, 'cql')],
    { readsConfig: true },
  ),
  image(['couchdb', 'apache/couchdb'], 'hub.docker.com/_/couchdb', [
    guarded(5984, 'http'),
    tcp(4369, 'epmd'),
    tcp(9100, 'erlang distribution'),
  ]),
  image(
    ['couchbase', 'couchbase/server'],
    'docs.couchbase.com/server/current/install/install-ports.html',
    [
      guarded(8091, 'http'),
      guarded(8092, 'views'),
      guarded(8093, 'query'),
      guarded(8094, 'search'),
      guarded(8095, 'analytics'),
      guarded(8096, 'eventing'),
      guarded(11210, 'data'),
      tls(11207, 'data'),
      tls(18091, 'https'),
    ],
    { complete: false },
  ),
  image(['neo4j'], 'neo4j.com/docs/operations-manual/current/configuration/ports', [
    guarded(7474, 'http', 'NEO4J_server_http_listen__address', 'NEO4J_dbms_connector_http_listen__address'),
    tls(7473, 'https', 'NEO4J_server_https_listen__address', 'NEO4J_dbms_connector_https_listen__address'),
    guarded(7687, 'bolt', 'NEO4J_server_bolt_listen__address', 'NEO4J_dbms_connector_bolt_listen__address'),
  ]),
  image(['arangodb', 'arangodb/arangodb'], 'hub.docker.com/_/arangodb', [guarded(8529, 'http', '--server.endpoint')]),
  image(['rethinkdb'], 'hub.docker.com/_/rethinkdb', [
    guarded(8080, 'admin', '--http-port'),
    guarded(28015, 'driver', '--driver-port'),
    tcp(29015, 'cluster', '--cluster-port'),
  ]),
  image(['cockroachdb/cockroach'], 'cockroachlabs.com/docs/stable/cockroach-start', [
    guarded(26257, 'sql', '--listen-addr', '--sql-addr', '--port', '-p'),
    guarded(8080, 'admin', '--http-addr', '--http-port'),
  ]),
  image(['yugabytedb/yugabyte'], 'docs.yugabyte.com default ports', [guarded(5433, 'ysql'), guarded(9042, 'ycql')], {
    complete: false,
  }),
  image(
    ['clickhouse', 'clickhouse/clickhouse-server', 'yandex/clickhouse-server', 'altinity/clickhouse-server'],
    'clickhouse.com/docs/guides/sre/network-ports',
    [
      guarded(8123, 'http'),
      guarded(9000, 'native'),
      guarded(9004, 'mysql'),
      guarded(9005, 'postgresql'),
      tcp(9009, 'replication'),
    ],
    { readsConfig: true },
  ),
  image(
    ['influxdb'],
    'hub.docker.com/_/influxdb',
    [guarded(8086, 'http', 'INFLUXD_HTTP_BIND_ADDRESS', '--http-bind-address')],
    {
      tags: [
        { test: /^3|core|enterprise/, ports: [guarded(8181, 'http', 'INFLUXDB3_HTTP_BIND_ADDR', '--http-bind')] },
        { below: [2], ports: [guarded(8086, 'http', 'INFLUXDB_HTTP_BIND_ADDRESS'), guarded(8088, 'backup')] },
      ],
    },
  ),
  image(['questdb/questdb'], 'questdb.com/docs/deployment/docker', [
    guarded(9000, 'http', 'QDB_HTTP_BIND_TO', 'QDB_HTTP_NET_BIND_TO'),
    guarded(9009, 'line protocol', 'QDB_LINE_TCP_NET_BIND_TO'),
    guarded(8812, 'postgresql', 'QDB_PG_NET_BIND_TO'),
    tcp(9003, 'health', 'QDB_HTTP_MIN_NET_BIND_TO', 'QDB_HTTP_MIN_BIND_TO'),
  ]),
  image(['crate', 'crate/crate'], 'hub.docker.com/_/crate', [
    guarded(4200, 'http'),
    tcp(4300, 'cluster'),
    guarded(5432, 'postgresql'),
  ]),
  image(['surrealdb/surrealdb'], 'surrealdb.com/docs/surrealdb/cli/start', [
    guarded(8000, 'http', 'SURREAL_BIND', '--bind', '-b'),
  ]),
  image(
    [
      'elasticsearch',
      'docker.elastic.co/elasticsearch/elasticsearch',
      'docker.elastic.co/elasticsearch/elasticsearch-oss',
    ],
    'elastic.co/guide/en/elasticsearch/reference/current/modules-network.html',
    [
      guarded(9200, 'http', 'http.port', 'ES_SETTING_HTTP_PORT'),
      tcp(9300, 'transport', 'transport.port', 'ES_SETTING_TRANSPORT_PORT'),
    ],
    { readsConfig: true },
  ),
  image(['bitnami/elasticsearch'], 'github.com/bitnami/containers bitnami/elasticsearch', [
    guarded(9200, 'http', 'ELASTICSEARCH_HTTP_PORT_NUMBER', 'ELASTICSEARCH_PORT_NUMBER'),
    tcp(9300, 'transport', 'ELASTICSEARCH_TRANSPORT_PORT_NUMBER', 'ELASTICSEARCH_NODE_PORT_NUMBER'),
  ]),
  image(
    ['opensearchproject/opensearch'],
    'opensearch.org/docs/latest/install-and-configure/install-opensearch/docker',
    [
      guarded(9200, 'http', 'http.port'),
      tcp(9300, 'transport', 'transport.port'),
      tcp(9600, 'performance analyzer'),
      tcp(9650, 'performance analyzer'),
    ],
    { readsConfig: true },
  ),
  image(['solr'], 'solr.apache.org/guide/solr/latest/deployment-guide/solr-in-docker.html', [
    guarded(8983, 'http', 'SOLR_PORT', 'SOLR_PORT_LISTEN', '-p', '--port'),
    tcp(9983, 'zookeeper'),
  ]),
  image(['getmeili/meilisearch'], 'meilisearch.com/docs/learn/self_hosted/configure_meilisearch_at_launch', [
    guarded(7700, 'http', 'MEILI_HTTP_ADDR', '--http-addr'),
  ]),
  image(['typesense/typesense'], 'typesense.org/docs/latest/api/server-configuration.html', [
    guarded(8108, 'http', 'TYPESENSE_API_PORT', '--api-port'),
    tcp(8107, 'peering', 'TYPESENSE_PEERING_PORT', '--peering-port'),
  ]),
  image(
    ['manticoresearch/manticore'],
    'hub.docker.com/r/manticoresearch/manticore',
    [guarded(9306, 'mysql'), guarded(9308, 'http'), tcp(9312, 'binary')],
    { readsConfig: true },
  ),
  image(['qdrant/qdrant'], 'qdrant.tech/documentation/guides/configuration', [
    guarded(6333, 'http', 'QDRANT__SERVICE__HTTP_PORT'),
    guarded(6334, 'grpc', 'QDRANT__SERVICE__GRPC_PORT'),
    tcp(6335, 'cluster', 'QDRANT__CLUSTER__P2P__PORT'),
  ]),
  image(
    ['semitechnologies/weaviate', 'cr.weaviate.io/semitechnologies/weaviate'],
    'weaviate.io/developers/weaviate/installation/docker-compose',
    [guarded(8080, 'http', '--port'), guarded(50051, 'grpc', 'GRPC_PORT')],
    { complete: false },
  ),
  image(['milvusdb/milvus'], 'milvus.io/docs/install_standalone-docker.md', [guarded(19530, 'grpc'), http(9091)], {
    complete: false,
  }),
  image(
    ['chromadb/chroma', 'ghcr.io/chroma-core/chroma'],
    'docs.trychroma.com/production/containers/docker',
    [guarded(8000, 'http', 'CHROMA_PORT', 'CHROMA_SERVER_HTTP_PORT', '--port')],
    { complete: false },
  ),
  image(['minio/minio', 'quay.io/minio/minio'], 'min.io/docs/minio/linux/reference/minio-server/minio-server.html', [
    guarded(9000, 's3', '--address', 'MINIO_ADDRESS'),
    guarded(9001, 'console', '--console-address', 'MINIO_CONSOLE_ADDRESS'),
  ]),
  image(['bitnami/minio'], 'github.com/bitnami/containers bitnami/minio', [
    guarded(9000, 's3', 'MINIO_API_PORT_NUMBER'),
    guarded(9001, 'console', 'MINIO_CONSOLE_PORT_NUMBER'),
  ]),
  image(
    ['quay.io/coreos/etcd', 'gcr.io/etcd-development/etcd', 'registry.k8s.io/etcd', 'k8s.gcr.io/etcd', 'bitnami/etcd'],
    'etcd.io/docs/latest/op-guide/configuration',
    [
      guarded(2379, 'client', 'ETCD_LISTEN_CLIENT_URLS', '--listen-client-urls', '-listen-client-urls'),
      tcp(2380, 'peer', 'ETCD_LISTEN_PEER_URLS', '--listen-peer-urls', '-listen-peer-urls'),
    ],
  ),
  image(
    ['zookeeper'],
    'hub.docker.com/_/zookeeper',
    [guarded(2181, 'client'), tcp(2888, 'follower'), tcp(3888, 'election'), guarded(8080, 'admin')],
    { readsConfig: true },
  ),
  image(['bitnami/zookeeper'], 'github.com/bitnami/containers bitnami/zookeeper', [
    guarded(2181, 'client', 'ZOO_PORT_NUMBER'),
    tcp(2888, 'follower'),
    tcp(3888, 'election'),
    guarded(8080, 'admin', 'ZOO_ADMIN_SERVER_PORT_NUMBER'),
  ]),
  image(
    ['hazelcast/hazelcast'],
    'docs.hazelcast.com/hazelcast/latest/clusters/port-config',
    [tcp(5701, 'cluster', 'HZ_NETWORK_PORT_PORT')],
    { readsConfig: true },
  ),
  image(
    ['quay.io/infinispan/server', 'infinispan/server'],
    'infinispan.org/docs Server guide',
    [guarded(11222, 'http')],
    { readsConfig: true, complete: false },
  ),
];
