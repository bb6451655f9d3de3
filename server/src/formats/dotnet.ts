/**
 * Where ASP.NET Core is told to listen: the endpoints of appsettings.json (learn.microsoft.com, "Configure endpoints for
 * the ASP.NET Core Kestrel web server") and the profiles of launchSettings.json, which `dotnet run` alone reads
 * (learn.microsoft.com, dotnet run). Both are JSON with comments. Which of them is in force is for the graph to say.
 */
import { basename } from 'node:path/posix';
import type { Format, Proxy, Site, Source } from '../model/index.ts';
import { parseAddress } from '../syntax/endpoint.ts';
import { parseJson } from '../syntax/json.ts';
import { embeddedSource, entries, get, scalar, type YamlEntry, type YamlNode } from '../syntax/yaml.ts';

export const dotnet: Format = {
  id: 'dotnet',
  comment: '//',
  ofBuilds: true,
  matches: (path) => /\/(?:appsettings(?:\.[\w-]+)?|launchSettings)\.json$/i.test(path),
  parse(source) {
    const root = parseJson(source.text);
    if (/launchSettings/i.test(basename(source.file))) {
      return entries(get(root, 'profiles')).flatMap((profile, index) => launched(source, profile, index));
    }
    const kestrel = entries(get(field(root, 'Kestrel'), 'Endpoints')).flatMap(({ key, value }) =>
      urlSites(source, field(value, 'Url'), `Kestrel:Endpoints:${key.text}:Url`),
    );
    const urls = urlSites(source, field(root, 'Urls'), 'urls');
    return component(source, [...kestrel, ...urls], basename(source.file), 0);
  },
};

/** A profile that runs the project itself; others start a web server of the developer's machine or a container. */
function launched(source: Source, { key, value }: YamlEntry, index: number): readonly Proxy[] {
  if (scalar(get(value, 'commandName'))?.text !== 'Project') return [];
  return component(source, urlSites(source, get(value, 'applicationUrl'), 'applicationUrl'), key.text, index);
}

function component(source: Source, sites: readonly Site[], name: string, index: number): readonly Proxy[] {
  const [first] = sites;
  if (!first) return [];
  const { file } = source;
  const label = `dotnet ${basename(file)}`;
  return [
    {
      kind: 'proxy',
      id: `${file}#${index}`,
      file,
      format: 'dotnet',
      label,
      name,
      span: first.span,
      sites,
      includes: [],
    },
  ];
}

/** Settings are found by their names in any case. */
function field(node: YamlNode | undefined, name: string): YamlNode | undefined {
  return entries(node).findLast(({ key }) => key.text.toLowerCase() === name.toLowerCase())?.value;
}

/** `https://localhost:7001;http://+:5000`; a URL without a port is that of its scheme and stands nowhere. */
function urlSites(source: Source, node: YamlNode | undefined, name: string): readonly Site[] {
  const token = scalar(node);
  if (!token) return [];
  const inner = embeddedSource(source, token);
  return [...token.text.matchAll(/[^;\s]+/g)].flatMap(({ 0: url, index }): Site[] => {
    const { scheme, host, port } = parseAddress(url) ?? {};
    if (!scheme || !port || !/^[1-9]\d{0,4}$/.test(port.text)) return [];
    const address = host && /^(?:localhost|\[?[\d.:a-f]+\]?)$/i.test(host.text) ? host : undefined;
    return [
      {
        role: 'listen',
        field: name,
        protocol: 'tcp',
        span: inner.span(index + port.start, index + port.end),
        value: { kind: 'number', number: Number(port.text) },
        tls: scheme === 'https',
        ...(address
          ? { address: { text: address.text, span: inner.span(index + address.start, index + address.end) } }
          : {}),
      },
    ];
  });
}
