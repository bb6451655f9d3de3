/** Where in an image programs look for their configs, by the path alone. */

/** The configs that programs start from. */
export function isMainConfig(target: string): boolean {
  return /^(?:\/etc\/nginx\/nginx\.conf|(?:\/usr\/local)?\/etc\/haproxy\/haproxy\.cfg)$/.test(target);
}

/** True for a file below a folder that belongs to programs, not to an application that is copied in whole. */
export function isProgramFolder(path: string): boolean {
  return /^\/(?:etc|config|bitnami|opt\/bitnami|usr\/local\/(?:etc|openresty|nginx|apache2))\//.test(path);
}

/** Places where an image's own default config lies. */
export function replacesDefault(target: string): boolean {
  return /nginx\.conf$|default\.conf(?:\.template)?$|conf\.d\/?$|templates\/?$|haproxy\.cfg$|etc\/nginx\/?$|etc\/haproxy\/?$|sites-(?:enabled|available)|Caddyfile$|etc\/caddy\/?$|traefik\.(?:ya?ml|toml)$|etc\/traefik\/?$/.test(
    target,
  );
}

/** Where programs look for their configs: content, data and scripts that prepare a database lie elsewhere. */
export function isConfigPlace(target: string): boolean {
  if (
    target === '/' ||
    /^\/etc\/(?:localtime|timezone|ssl|pki|hosts|ca-certificates|letsencrypt|grafana\/(?:provisioning|dashboards))(?:\/|$)/.test(
      target,
    )
  ) {
    return target === '/';
  }
  return (
    /^\/(?:etc|config|conf|usr\/local\/etc|usr\/local\/openresty|opt\/[^/]+\/(?:etc|conf|config)|bitnami\/[^/]+\/conf)(?:\/|$)/.test(
      target,
    ) ||
    /\.(?:conf|cfg|cnf|config|ya?ml|toml|ini|json|properties|hcl|xml|template|tmpl|js)$|(?:^|\/)(?:Caddyfile|conf\.d|templates|conf)\/?$/.test(
      target,
    )
  );
}
