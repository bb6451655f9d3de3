/**
 * Socket units of systemd (systemd.socket(5)): the ports that systemd listens on for a service. A lone number is a port of
 * all addresses; paths, names of AF_VSOCK and netlink families are no ports. An empty value takes away those before it.
 */
import { basename } from 'node:path/posix';
import type { Format, Named, Protocol, Site, Source } from '../model/index.ts';
import { parsePort } from '../syntax/ports.ts';

const LISTENS: Readonly<Record<string, Protocol>> = { ListenStream: 'tcp', ListenDatagram: 'udp' };
const LINE = /^[ \t]*(\[[^\]\n]*\]|ListenStream|ListenDatagram)[ \t]*(?:=([^\r\n]*))?/gm;
/** `80`, `127.0.0.1:80`, `[::1]:80`. */
const ADDRESS = /^(?:([\d.]+|\[[\da-fA-F:.]+\]):)?(\d+)$/;

export const systemdSocket: Format = {
  id: 'systemd-socket',
  comment: '#',
  matches: (path) => /\.socket(?:\.in)?$/.test(path),
  parse(source) {
    let sites: Site[] = [];
    let section = '';
    for (const match of source.text.matchAll(LINE)) {
      const [line, key = '', rest = ''] = match;
      const value = rest.trim();
      if (key.startsWith('[')) section = key;
      else if (section !== '[Socket]') continue;
      else if (value === '') sites = sites.filter(({ field }) => field !== key);
      else sites.push(...listening(source, key, value, match.index + line.indexOf(value, line.length - rest.length)));
    }
    if (sites.length === 0) return [];
    const { file } = source;
    const name = basename(file);
    const label = `unit ${name}`;
    const span = sites[0]!.span;
    return [{ kind: 'proxy', id: `${file}#0`, file, format: 'systemd-socket', label, name, span, sites, includes: [] }];
  },
};

function listening(source: Source, field: string, value: string, start: number): readonly Site[] {
  const [, host, digits] = ADDRESS.exec(value) ?? [];
  const number = digits && parsePort(digits);
  if (!number) return [];
  const place = (from: number, to: number): Site['span'] => source.span(start + from, start + to);
  const inside = host?.replace(/^\[|\]$/g, '');
  const from = host?.startsWith('[') ? 1 : 0;
  const address: Named | undefined = inside ? { text: inside, span: place(from, from + inside.length) } : undefined;
  return [
    {
      role: 'listen',
      field,
      protocol: LISTENS[field] ?? 'unknown',
      span: place(value.length - digits!.length, value.length),
      value: number,
      ...(address ? { address } : {}),
    },
  ];
}
