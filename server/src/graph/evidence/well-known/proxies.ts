/** Well-known images that stand in front of others: web servers, proxies, gateways, DNS, VPN. */
import { guarded, http, image, metrics, tcp, tls, udp, type WellKnownImage } from './entry.ts';

const dns = [tcp(53, 'dns'), udp(53, 'dns')];
const wireguardUi = guarded(51821, 'http', 'PORT');

export const proxies: readonly WellKnownImage[] = [
  image(['nginx', 'nginx/nginx', 'openresty/openresty', 'nginxdemos/hello'], 'hub.docker.com/_/nginx', [http(80)], {
    readsConfig: true,
  }),
  image(
    ['nginxinc/nginx-unprivileged', 'ghcr.io/nginxinc/nginx-unprivileged', 'quay.io/nginx/nginx-unprivileged'],
    'hub.docker.com/r/nginxinc/nginx-unprivileged',
    [http(8080)],
    { readsConfig: true },
  ),
  image(['nginxdemos/nginx-hello'], 'github.com/nginx/nginx-demos nginx-hello-nonroot', [http(8080)], {
    readsConfig: true,
  }),
  image(
    ['bitnami/nginx'],
    'github.com/bitnami/containers bitnami/nginx',
    [http(8080, 'NGINX_HTTP_PORT_NUMBER'), tls(8443, 'https', 'NGINX_HTTPS_PORT_NUMBER')],
    { readsConfig: true },
  ),
  image(['nginxproxy/nginx-proxy', 'jwilder/nginx-proxy'], 'github.com/nginx-proxy/nginx-proxy docs', [
    http(80, 'HTTP_PORT'),
    tls(443, 'https', 'HTTPS_PORT'),
    udp(443, 'http3', 'HTTPS_PORT'),
  ]),
  image(
    ['jc21/nginx-proxy-manager'],
    'nginxproxymanager.com/setup',
    [http(80), guarded(81, 'admin'), tls(443, 'https')],
    { complete: false },
  ),
  image(['linuxserver/swag'], 'docs.linuxserver.io/images/docker-swag', [http(80), tls(443, 'https')], {
    readsConfig: true,
  }),
  image(
    ['registry.k8s.io/ingress-nginx/controller', 'k8s.gcr.io/ingress-nginx/controller'],
    'kubernetes.github.io/ingress-nginx/user-guide/cli-arguments',
    [
      http(80, '--http-port'),
      tls(443, 'https', '--https-port'),
      tls(8443, 'webhook', '--validating-webhook'),
      metrics(10254, '--healthz-port'),
    ],
    { complete: false },
  ),
  image(
    ['nginx/nginx-ingress', 'quay.io/nginx/nginx-ingress', 'nginx/nginx-plus-ingress'],
    'docs.nginx.com/nginx-ingress-controller/configuration/global-configuration/command-line-arguments',
    [
      http(80, '-default-http-listener-port'),
      tls(443, 'https', '-default-https-listener-port'),
      tcp(8080, 'status', '-nginx-status-port'),
      tcp(8081, 'ready', '-ready-status-port'),
      metrics(9113, '-prometheus-metrics-listen-port'),
    ],
    { complete: false },
  ),
  image(['httpd'], 'hub.docker.com/_/httpd', [http(80)], { readsConfig: true }),
  image(
    ['bitnami/apache'],
    'github.com/bitnami/containers bitnami/apache',
    [http(8080, 'APACHE_HTTP_PORT_NUMBER'), tls(8443, 'https', 'APACHE_HTTPS_PORT_NUMBER')],
    { readsConfig: true },
  ),
  image(
    ['haproxy', 'haproxytech/haproxy-alpine', 'haproxytech/haproxy-debian', 'haproxytech/haproxy-ubuntu'],
    'hub.docker.com/_/haproxy',
    [],
    { readsConfig: true, complete: false },
  ),
  image(
    ['envoyproxy/envoy', 'envoyproxy/envoy-distroless', 'envoyproxy/envoy-contrib', 'envoyproxy/envoy-alpine'],
    'envoyproxy.io/docs/envoy/latest/start/docker',
    [http(10000), guarded(9901, 'admin')],
    { readsConfig: true, complete: false },
  ),
  image(
    ['traefik'],
    'doc.traefik.io/traefik/reference/install-configuration/entrypoints',
    [http(80), tls(443, 'https'), guarded(8080, 'dashboard')],
    { readsConfig: true, complete: false },
  ),
  image(
    ['caddy', 'lucaslorentz/caddy-docker-proxy'],
    'hub.docker.com/_/caddy',
    [http(80), tls(443, 'https'), udp(443, 'http3'), guarded(2019, 'admin')],
    { readsConfig: true },
  ),
  image(
    ['dunglas/frankenphp'],
    'frankenphp.dev/docs/docker',
    [
      http(80, 'SERVER_NAME'),
      tls(443, 'https', 'SERVER_NAME'),
      udp(443, 'http3', 'SERVER_NAME'),
      guarded(2019, 'admin'),
    ],
    { readsConfig: true },
  ),
  image(['varnish'], 'hub.docker.com/_/varnish', [
    http(80, 'VARNISH_HTTP_PORT', '-a'),
    tcp(8443, 'proxy', 'VARNISH_PROXY_PORT', '-a'),
  ]),
  image(['ubuntu/squid', 'sameersbn/squid'], 'hub.docker.com/r/ubuntu/squid', [tcp(3128, 'proxy')], {
    readsConfig: true,
  }),
  image(
    ['kong', 'kong/kong-gateway', 'kong/kong'],
    'developer.konghq.com/gateway/configuration',
    [
      http(8000, 'KONG_PROXY_LISTEN'),
      tls(8443, 'https', 'KONG_PROXY_LISTEN'),
      guarded(8001, 'admin', 'KONG_ADMIN_LISTEN'),
      tls(8444, 'admin', 'KONG_ADMIN_LISTEN'),
      guarded(8002, 'manager', 'KONG_ADMIN_GUI_LISTEN'),
      tls(8445, 'manager', 'KONG_ADMIN_GUI_LISTEN'),
      tcp(8007, 'status', 'KONG_STATUS_LISTEN'),
    ],
    { complete: false },
  ),
  image(
    ['apache/apisix'],
    'apisix.apache.org/docs/docker/build',
    [http(9080), tls(9443, 'https'), guarded(9180, 'admin'), metrics(9091)],
    { readsConfig: true, complete: false },
  ),
  image(['tykio/tyk-gateway'], 'tyk.io/docs/tyk-oss-gateway/configuration', [http(8080, 'TYK_GW_LISTENPORT')], {
    readsConfig: true,
  }),
  image(
    ['krakend', 'devopsfaith/krakend', 'krakend/krakend-ee'],
    'krakend.io/docs/configuration/service',
    [http(8080, 'KRAKEND_PORT', '--port', '-p'), metrics(8090)],
    { readsConfig: true },
  ),
  image(
    ['quay.io/oauth2-proxy/oauth2-proxy', 'bitnami/oauth2-proxy'],
    'oauth2-proxy.github.io/oauth2-proxy/configuration/overview',
    [
      http(4180, 'OAUTH2_PROXY_HTTP_ADDRESS', '--http-address', '-http-address'),
      tls(443, 'https', 'OAUTH2_PROXY_HTTPS_ADDRESS', '--https-address'),
    ],
    { complete: false },
  ),
  image(['cloudflare/cloudflared'], 'developers.cloudflare.com/cloudflare-one/connections/connect-networks', [], {
    complete: false,
  }),
  image(
    ['coredns/coredns', 'registry.k8s.io/coredns/coredns', 'registry.k8s.io/coredns', 'k8s.gcr.io/coredns/coredns'],
    'coredns.io/manual/toc',
    dns,
    { readsConfig: true },
  ),
  image(
    ['pihole/pihole'],
    'github.com/pi-hole/docker-pi-hole',
    [
      ...dns,
      udp(67, 'dhcp'),
      udp(123, 'ntp'),
      guarded(80, 'http', 'FTLCONF_webserver_port', 'WEB_PORT'),
      tls(443, 'https', 'FTLCONF_webserver_port'),
    ],
    { tags: [{ below: [2025], ports: [...dns, udp(67, 'dhcp'), guarded(80, 'http', 'WEB_PORT')] }] },
  ),
  image(
    ['adguard/adguardhome'],
    'hub.docker.com/r/adguard/adguardhome',
    [
      ...dns,
      udp(67, 'dhcp'),
      udp(68, 'dhcp'),
      guarded(80, 'http'),
      tls(443, 'https'),
      udp(443, 'http3'),
      tls(853, 'dns'),
      udp(853, 'dns'),
      guarded(3000, 'setup'),
    ],
    { readsConfig: true, complete: false },
  ),
  image(['mvance/unbound', 'klutchell/unbound'], 'github.com/MatthewVance/unbound-docker', dns, { readsConfig: true }),
  image(
    ['internetsystemsconsortium/bind9', 'ubuntu/bind9'],
    'hub.docker.com/r/internetsystemsconsortium/bind9',
    [...dns, tls(853, 'dns'), tcp(953, 'control')],
    { readsConfig: true },
  ),
  image(['technitium/dns-server'], 'hub.docker.com/r/technitium/dns-server', [...dns, guarded(5380, 'http')], {
    complete: false,
  }),
  image(
    ['ghcr.io/wg-easy/wg-easy'],
    'github.com/wg-easy/wg-easy',
    [udp(51820, 'wireguard', 'WG_PORT', 'INIT_PORT'), wireguardUi],
    { tags: [{ below: [14], ports: [udp(51820, 'wireguard'), wireguardUi] }] },
  ),
  image(['weejewel/wg-easy'], 'github.com/wg-easy/wg-easy', [udp(51820, 'wireguard'), wireguardUi]),
  image(['linuxserver/wireguard'], 'docs.linuxserver.io/images/docker-wireguard', [udp(51820, 'wireguard')], {
    readsConfig: true,
    lends: true,
  }),
  image(['kylemanna/openvpn'], 'github.com/kylemanna/docker-openvpn', [udp(1194, 'openvpn')], { readsConfig: true }),
  image(
    ['qmcgaw/gluetun', 'ghcr.io/qdm12/gluetun'],
    'github.com/qdm12/gluetun-wiki',
    [
      guarded(8000, 'control', 'HTTP_CONTROL_SERVER_ADDRESS'),
      tcp(8388, 'shadowsocks', 'SHADOWSOCKS_LISTENING_ADDRESS'),
      udp(8388, 'shadowsocks', 'SHADOWSOCKS_LISTENING_ADDRESS'),
      tcp(8888, 'proxy', 'HTTPPROXY_LISTENING_ADDRESS'),
    ],
    { complete: false, lends: true },
  ),
];
