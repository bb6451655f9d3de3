// What nginx, HAProxy, Caddy and Apache themselves make of a configuration: whether they take it, which files they read,
// and what they listen on. Each is started for a moment in namespaces of its own (unshare, from util-linux): no network
// but a loopback, no other process, its own /run and /var/log. Names resolve to the loopback, and what a configuration
// needs of a machine (certificates, users) is put in its place in a copy of its folder.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';

const MODULES = { nginx: '/usr/lib/nginx/modules/ngx_stream_module.so', apache: '/usr/lib/apache2/modules' };
/** Ports that the program opens for itself; what a wrapper has to listen on, so that a program starts at all. */
const EPHEMERAL = 65200;
const WRAPPER = 65000;

// The program listens soon after its start; two equal looks in a row are the answer.
const SANDBOX = `
ip link set lo up
sysctl -qw net.ipv4.ip_nonlocal_bind=1 net.ipv6.ip_nonlocal_bind=1 net.ipv4.ip_local_port_range="${EPHEMERAL} 65535"
mount -t tmpfs tmpfs /run && mkdir -p /run/nginx /run/haproxy /run/apache2 /run/lock /run/caddy
mount -t tmpfs tmpfs /var/log && mkdir -p /var/log/nginx /var/log/apache2 /var/log/httpd
mount --bind "$DIR/.hosts" /etc/hosts
mount --bind /dev/null /etc/resolv.conf
cd "$DIR"
"$@" >"$DIR/.output" 2>&1 </dev/null &
look() { cat /proc/net/tcp /proc/net/tcp6 | awk '$4 == "0A" { print "tcp", $2 }'; cat /proc/net/udp /proc/net/udp6 | awk '$4 == "07" { print "udp", $2 }'; }
before=x
for turn in 1 2 3 4 5 6 7 8 9 10; do
  sleep 0.15
  now=$(look | sort)
  if [ -n "$now" ] && [ "$now" = "$before" ]; then break; fi
  before=$now
done
echo "$now"
`;

/**
 * Asks the program of a format about one configuration.
 * @param format nginx, haproxy, caddyfile or apache
 * @param file an absolute path; its folder is copied along
 * @param root the folder that was named; env files in it are taken for the environment
 * @returns `files` it is made of and `ports` such as `tcp/80`, or `refused` with the program's own words
 */
export function askProgram(format, file, root) {
  const copy = mkdtempSync(join(tmpdir(), 'program-'));
  try {
    cpSync(dirname(file), copy, {
      recursive: true,
      dereference: true,
      filter: (path) => !/\/(?:node_modules|\.git)$/.test(path),
    });
    return ASK[format]({ format, copy, root, folder: dirname(file), name: basename(file) });
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

const ASK = { nginx: askNginx, haproxy: askHaproxy, caddyfile: askCaddy, apache: askApache };

function askNginx(at) {
  const text = prepare(at);
  const modules = existsSync(MODULES.nginx) && !/load_module/.test(text) ? ['-g', `load_module ${MODULES.nginx};`] : [];
  const include = `include ${join(at.copy, at.name)};`;
  const other = `listen ${WRAPPER};`;
  const wrappers = /^\s*(?:http|stream|events)\s*\{/m.test(text)
    ? [undefined, `events {} ${include}`]
    : [
        `events {} http { ${include} server { ${other} } }`,
        `events {} stream { ${include} server { ${other} return ok; } }`,
        `events {} http { server { ${other} ${include} } }`,
      ];
  let refused = '';
  for (const wrapper of wrappers) {
    const main = wrapper ? write(at, '.wrapper.conf', wrapper) : join(at.copy, at.name);
    const { output } = run(at, ['nginx', '-T', '-c', main, ...modules], true);
    if (/test failed/.test(output)) {
      refused ||= output.match(/\[emerg\].*/)?.[0] ?? output.slice(0, 200);
      continue;
    }
    const files = [...output.matchAll(/^# configuration file (\S+):$/gm)].map(([, path]) => path);
    const { ports } = run(at, ['nginx', '-c', main, ...modules]);
    return { files: filesOf(at, files), ports };
  }
  return { refused };
}

function askHaproxy(at) {
  const text = prepare(at);
  const main = join(at.copy, at.name);
  const { output, code } = run(at, ['haproxy', '-c', '-dr', '-f', main], true);
  if (code !== 0) return { refused: output.match(/\[ALERT\].*/)?.[0] ?? output.slice(0, 200) };
  // Among peers it is the one that is given no address.
  const peer = /^peers\s[^\n]*(?:\n[ \t]+[^\n]*)*?\n[ \t]+server[ \t]+(\S+)[ \t]*$/m.exec(text)?.[1];
  const { ports } = run(at, ['haproxy', '-dr', '-W', ...(peer ? ['-L', peer] : []), '-f', main]);
  return { files: [join(at.folder, at.name)], ports };
}

function askCaddy(at) {
  prepare(at);
  const json = /\.json$/.test(at.name);
  const main = join(at.copy, at.name);
  const adapted = json
    ? { code: 0, stdout: readFileSync(main, 'utf8') }
    : run(at, ['caddy', 'adapt', '--config', main, '--adapter', 'caddyfile'], true);
  if (adapted.code !== 0) return { refused: adapted.output.match(/Error:.*/)?.[0] ?? adapted.output.slice(0, 200) };
  const config = JSON.parse(adapted.stdout);
  config.apps ??= {};
  config.apps.pki ??= {};
  config.apps.pki.certificate_authorities ??= {};
  config.apps.pki.certificate_authorities.local = {
    ...config.apps.pki.certificate_authorities.local,
    install_trust: false,
  };
  // Its own default is written nowhere.
  config.admin ??= { disabled: true };
  const { ports, output } = run(at, ['caddy', 'run', '--config', write(at, '.caddy.json', JSON.stringify(config))]);
  if (/^Error: /m.test(output)) return { refused: output.match(/^Error: .*/m)[0] };
  return { files: [join(at.folder, at.name), ...importsOf(at)], ports };
}

/** Caddy does not say what it imports. */
function importsOf({ copy, folder, name }) {
  const patterns = [...readFileSync(join(copy, name), 'utf8').matchAll(/^\s*import\s+(\S+)/gm)].map(([, each]) => {
    const parts = each.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('[^/]*')}$`);
  });
  const files = readdirSync(copy, { recursive: true, encoding: 'utf8' });
  return files.filter((path) => patterns.some((each) => each.test(path))).map((path) => join(folder, path));
}

function askApache(at) {
  const text = prepare(at);
  const modules = readdirSync(MODULES.apache).filter((name) =>
    /^mod_(?:proxy.*|ssl|rewrite|headers|alias|dir|mime|authz_core|authz_host|access_compat|authn_core|authn_file|authz_user|auth_basic|setenvif|env|log_config|socache_shmcb|slotmem_shm|lbmethod_byrequests|lbmethod_bytraffic|lbmethod_bybusyness|remoteip|status|deflate|filter|expires|http2|unixd|autoindex|negotiation|watchdog|version|macro|xml2enc|cache|cache_disk|info|reqtimeout)\.so$/.test(
      name,
    ),
  );
  const loads = [...modules, 'mod_mpm_event.so'].map((name) => {
    const module = `${name.replace(/^mod_|\.so$/g, '')}_module`;
    return `<IfModule !${module}>\nLoadModule ${module} ${join(MODULES.apache, name)}\n</IfModule>`;
  });
  const listens = /^\s*Listen\s/im.test(text) ? '' : `Listen ${WRAPPER}`;
  const main = write(
    at,
    '.wrapper.conf',
    [
      `ServerRoot ${at.copy}`,
      ...loads,
      'ServerName localhost',
      'PidFile /run/apache2.pid',
      'DocumentRoot /tmp',
      'TypesConfig /etc/mime.types',
      listens,
      'ErrorLog /var/log/apache2/error.log',
      `Include ${join(at.copy, at.name)}`,
    ].join('\n'),
  );
  const env = { APACHE_LOG_DIR: '/var/log/apache2', APACHE_RUN_DIR: '/run/apache2', APACHE_LOCK_DIR: '/run/lock' };
  const checked = run(at, ['apache2', '-t', '-D', 'DUMP_INCLUDES', '-f', main], true, env);
  if (checked.code !== 0)
    return {
      refused: checked.output.match(/AH\d+:.*|.*(?:error|Invalid|not allowed).*/i)?.[0] ?? checked.output.slice(0, 300),
    };
  const files = [...checked.output.matchAll(/^\s+\(\d+\)\s+(\S+)$/gm)].map(([, path]) => path);
  const { ports } = run(at, ['apache2', '-f', main], false, env);
  return { files: filesOf(at, [join(at.copy, at.name), ...files]), ports };
}

/** The files of the folder that was copied, by their places in it. */
function filesOf({ copy, folder }, files) {
  return [...new Set(files)]
    .filter((path) => path.startsWith(`${copy}/`) && !basename(path).startsWith('.'))
    .map((path) => join(folder, relative(copy, path)));
}

/** Puts in place what a configuration needs of its machine; returns its text. */
function prepare(at) {
  const words = new Set();
  const variables = variablesOf(at);
  for (const name of readdirSync(at.copy, { recursive: true, encoding: 'utf8' })) {
    const path = join(at.copy, name);
    if (!/\.(?:conf|cfg|vhost|template|caddyfile|json)$|Caddyfile|sites-/i.test(name)) continue;
    let text;
    try {
      text = readFileSync(path, 'utf8');
    } catch {
      continue;
    }
    const plain = at.format === 'nginx' ? substitute(text, variables) : text;
    for (const [word] of plain.matchAll(/[a-z][\w.-]*\w/gi)) if (words.size < 3000) words.add(word);
    writeFileSync(
      path,
      plain
        .replaceAll(/(?<=^|[\s"'])\/[\w./-]+\/[\w.-]+\.(?:pem|crt|cert|cer|key)(?=$|[\s;"'])/gm, () => certificate(at))
        .replaceAll(/(?<=\bcrt\s+)\/[\w./-]+/g, () => certificate(at))
        .replace(/^(\s*user\s+)\w+(?=;)/m, '$1root')
        .replace(/^(\s*User\s+)\w+[ \t]*$/m, '$1www-data')
        .replace(/^(\s*Group\s+)\w+[ \t]*$/m, '$1www-data')
        .replaceAll(/^\s*ServerRoot\s.*$/gm, '')
        // Modules of others.
        .replaceAll(/^\s*(?:load_module|opentracing\w*|otel_(?!exporter)\w*)\b[^;]*;/gm, '')
        .replaceAll(/^\s*otel_exporter\s*\{[^}]*\}/gm, ''),
    );
  }
  if (!existsSync(join(at.copy, 'mime.types'))) writeFileSync(join(at.copy, 'mime.types'), 'types {}');
  writeFileSync(join(at.copy, '.hosts'), ['localhost', ...words].map((word) => `127.0.0.1 ${word}\n`).join(''));
  return readFileSync(join(at.copy, at.name), 'utf8');
}

/** What envsubst makes of a text: what an env file sets, and a word for what is set elsewhere. */
function substitute(text, variables) {
  return text.replaceAll(/\$\{?([A-Z][A-Z0-9_]*)\}?/g, (_, name) => variables[name] ?? 'elsewhere');
}

/** What env files set, from the folder that was named down to the configuration's own. */
export function variablesOf({ root, folder }) {
  const files = [];
  for (let at = folder; at.startsWith(root); at = dirname(at)) files.unshift(join(at, '.env'));
  const lines = files.filter(existsSync).flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/^(\w+)=(.*)$/gm)]);
  return Object.fromEntries(lines.map(([, name, value]) => [name, value]));
}

function certificate({ copy }) {
  const path = join(copy, '.pair');
  if (!existsSync(path)) {
    const args = [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      '/CN=localhost',
      '-keyout',
      `${path}.key`,
      '-out',
      `${path}.crt`,
    ];
    spawnSync('openssl', args, { stdio: 'ignore' });
    writeFileSync(path, readFileSync(`${path}.key`, 'utf8') + readFileSync(`${path}.crt`, 'utf8'));
  }
  return path;
}

function write({ copy }, name, text) {
  const path = join(copy, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${text}\n`);
  return path;
}

/** Runs a program to its end, or, where `once` is false, until it listens. */
function run({ copy, root, folder }, command, once = false, env = {}) {
  const script = once ? SANDBOX.replace(/"\$@"[\s\S]*/, 'exec "$@" </dev/null') : SANDBOX;
  const unshare = [...(process.getuid() === 0 ? [] : ['-r']), '-nm', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const { stdout, stderr, status } = spawnSync('unshare', [...unshare, 'sh', '-c', script, 'sh', ...command], {
    encoding: 'utf8',
    timeout: 30_000,
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: copy, DIR: copy, ...env, ...variablesOf({ root, folder }) },
  });
  if (once) return { stdout, output: `${stderr}${stdout}`, code: status };
  const ports = new Set();
  for (const [, protocol, hex] of (stdout ?? '').matchAll(/^(tcp|udp) [0-9A-F]+:([0-9A-F]{4})$/gm)) {
    const port = Number.parseInt(hex, 16);
    if (port !== WRAPPER && port < EPHEMERAL) ports.add(`${protocol}/${port}`);
  }
  const output = join(copy, '.output');
  return { ports, output: existsSync(output) ? readFileSync(output, 'utf8') : '' };
}
