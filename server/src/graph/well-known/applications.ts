/** Well-known images that are applications for people: content, collaboration, home, games. */
import { guarded, http, image, metrics, tcp, tls, udp, type WellKnownImage } from './entry.ts';

const fpm = { test: /fpm/, ports: [tcp(9000, 'fastcgi')] };

export const applications: readonly WellKnownImage[] = [
  image(
    ['wordpress', 'drupal', 'joomla', 'mediawiki', 'matomo', 'nextcloud', 'prestashop/prestashop', 'backdrop'],
    'hub.docker.com/_/wordpress and the pages of the others',
    [http(80)],
    { readsConfig: true, tags: [fpm, { test: /^cli/, ports: [], complete: false }] },
  ),
  image(['phpmyadmin', 'phpmyadmin/phpmyadmin'], 'hub.docker.com/_/phpmyadmin', [guarded(80, 'http', 'APACHE_PORT')], {
    tags: [fpm],
  }),
  image(
    [
      'bitnami/wordpress',
      'bitnami/drupal',
      'bitnami/joomla',
      'bitnami/moodle',
      'bitnami/phpmyadmin',
      'bitnami/mediawiki',
    ],
    'github.com/bitnami/containers bitnami/wordpress',
    [http(8080, 'APACHE_HTTP_PORT_NUMBER'), tls(8443, 'https', 'APACHE_HTTPS_PORT_NUMBER')],
  ),
  image(['ghost'], 'hub.docker.com/_/ghost', [http(2368, 'server__port')]),
  image(
    ['odoo'],
    'hub.docker.com/_/odoo',
    [
      http(8069, '--http-port', '-p'),
      tcp(8071, 'longpolling'),
      tcp(8072, 'longpolling', '--gevent-port', '--longpolling-port'),
    ],
    { readsConfig: true },
  ),
  image(['redmine'], 'hub.docker.com/_/redmine', [http(3000)]),
  image(['directus/directus'], 'directus.io/docs/configuration/general', [http(8055, 'PORT')]),
  image(['nocodb/nocodb'], 'docs.nocodb.com/getting-started/self-hosted/environment-variables', [
    guarded(8080, 'http', 'PORT'),
  ]),
  image(['baserow/baserow'], 'baserow.io/docs/installation/install-with-docker', [http(80), tls(443, 'https')], {
    complete: false,
  }),
  image(
    ['rocket.chat', 'rocketchat/rocket.chat', 'registry.rocket.chat/rocketchat/rocket.chat'],
    'hub.docker.com/r/rocketchat/rocket.chat',
    [http(3000, 'PORT')],
    { complete: false },
  ),
  image(
    ['mattermost/mattermost-team-edition', 'mattermost/mattermost-enterprise-edition'],
    'docs.mattermost.com/administration-guide/configure',
    [http(8065, 'MM_SERVICESETTINGS_LISTENADDRESS'), metrics(8067), tcp(8074, 'gossip'), tcp(8075, 'gossip')],
    { readsConfig: true },
  ),
  image(
    ['matrixdotorg/synapse', 'ghcr.io/element-hq/synapse'],
    'hub.docker.com/r/matrixdotorg/synapse',
    [http(8008, 'SYNAPSE_HTTP_PORT'), tcp(8009, 'federation'), tls(8448, 'federation')],
    { readsConfig: true },
  ),
  image(['vaultwarden/server', 'ghcr.io/dani-garcia/vaultwarden'], 'github.com/dani-garcia/vaultwarden/wiki', [
    http(80, 'ROCKET_PORT'),
    tcp(3012, 'websocket', 'WEBSOCKET_PORT'),
  ]),
  image(
    ['homeassistant/home-assistant', 'ghcr.io/home-assistant/home-assistant'],
    'home-assistant.io/integrations/http',
    [guarded(8123, 'http')],
    { readsConfig: true, complete: false },
  ),
  image(['nodered/node-red'], 'nodered.org/docs/getting-started/docker', [guarded(1880, 'http', '-p', '--port')], {
    complete: false,
  }),
  image(
    ['n8nio/n8n', 'docker.n8n.io/n8nio/n8n', 'ghcr.io/n8n-io/n8n'],
    'docs.n8n.io/hosting/configuration/environment-variables/deployment',
    [guarded(5678, 'http', 'N8N_PORT'), tcp(5679, 'task broker', 'N8N_RUNNERS_BROKER_PORT')],
    { complete: false },
  ),
  image(
    ['jellyfin/jellyfin'],
    'jellyfin.org/docs/general/post-install/networking',
    [http(8096), tls(8920, 'https'), udp(1900, 'dlna'), udp(7359, 'discovery')],
    { readsConfig: true },
  ),
  image(['plexinc/pms-docker', 'linuxserver/plex'], 'github.com/plexinc/pms-docker', [http(32400)], {
    complete: false,
  }),
  image(
    ['ghcr.io/open-feature/flagd'],
    'flagd.dev/reference/flagd-cli/flagd_start',
    [
      tcp(8013, 'rpc', '--port', '-p', 'FLAGD_PORT'),
      tcp(8014, 'metrics', '--management-port', '-m', 'FLAGD_MANAGEMENT_PORT'),
      tcp(8015, 'sync', '--sync-port', '-g', 'FLAGD_SYNC_PORT'),
      tcp(8016, 'http', '--ofrep-port', '-r', 'FLAGD_OFREP_PORT'),
    ],
    { complete: false },
  ),
  image(
    ['syncthing/syncthing', 'linuxserver/syncthing'],
    'hub.docker.com/r/syncthing/syncthing',
    [guarded(8384, 'http', 'STGUIADDRESS'), tcp(22000, 'sync'), udp(22000, 'sync'), udp(21027, 'discovery')],
    { readsConfig: true },
  ),
  image(
    ['linuxserver/qbittorrent'],
    'docs.linuxserver.io/images/docker-qbittorrent',
    [
      guarded(8080, 'http', 'WEBUI_PORT'),
      tcp(6881, 'torrent', 'TORRENTING_PORT'),
      udp(6881, 'torrent', 'TORRENTING_PORT'),
    ],
    { readsConfig: true },
  ),
  image(
    ['codercom/code-server'],
    'hub.docker.com/r/codercom/code-server',
    [guarded(8080, 'http', 'PORT', '--bind-addr', '--port')],
    { complete: false },
  ),
  image(['linuxserver/code-server'], 'docs.linuxserver.io/images/docker-code-server', [guarded(8443, 'http')], {
    complete: false,
  }),
  image(
    ['itzg/minecraft-server'],
    'docker-minecraft-server.readthedocs.io',
    [tcp(25565, 'minecraft', 'SERVER_PORT'), guarded(25575, 'rcon', 'RCON_PORT')],
    { complete: false },
  ),
  image(
    ['itzg/minecraft-bedrock-server'],
    'github.com/itzg/docker-minecraft-bedrock-server',
    [udp(19132, 'minecraft', 'SERVER_PORT')],
    { complete: false },
  ),
];
