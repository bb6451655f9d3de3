/** Facts as text, one line a site, for tests of formats; and the promises that every format keeps on any text. */
import assert from 'node:assert/strict';
import type { Component, Destination, Format, Site, Span } from '../../server/src/model/index.ts';
import { writtenText } from '../../server/src/model/text.ts';
import { fileSource } from '../../server/src/syntax/source.ts';
import { shownAt } from './places.ts';

/** The components of a text. Fails where one of their places lies out of bounds or does not show what it says. */
export function parseChecked(format: Format, file: string, text: string): readonly Component[] {
  const components = format.parse(
    fileSource(file, text),
    () => {},
    () => {},
  );
  const check = (span: Span): string => {
    assert.equal(span.file, file);
    return shownAt(text, span);
  };
  for (const { sites, span } of components) {
    check(span);
    for (const site of sites) {
      const shown = check(site.span);
      if (site.value.kind === 'number' && !site.implied) assert.equal(Number(shown), site.value.number);
      if (site.address) assert.equal(check(site.address.span), site.address.text);
      if (site.implied && site.implied !== true) assert.equal(check(site.implied.at), '');
      for (const each of site.to ?? []) {
        if (each.kind === 'site') assert.ok(sites[each.index], 'a link leads to a site');
        if (each.kind === 'host')
          for (const part of each.host) {
            const shownPart = check(part.span);
            if ('variable' in part) assert.ok(shownPart.includes(part.variable));
            else if (shownPart.length === part.text.length) assert.equal(shownPart, part.text);
          }
      }
    }
  }
  return components;
}

/** `3:10 listen listen 8080 tcp -> 5:30`, one a line: place, role, field, text, what else there is to say, links. */
export function siteLines(format: Format, file: string, text: string): readonly string[] {
  return parseChecked(format, file, text).flatMap(({ sites }) => sites.map((site) => siteLine(site, sites, text)));
}

function siteLine(site: Site, sites: readonly Site[], text: string): string {
  const { role, field, span, value, protocol, tls, address, implied, to } = site;
  const shown = shownAt(text, span);
  const said =
    value.kind === 'number'
      ? String(value.number)
      : value.kind === 'range'
        ? `${value.from}..${value.to}`
        : value.kind === 'text'
          ? `text(${writtenText(value.text)})`
          : value.kind === 'name'
            ? value.name
            : value.kind;
  return [
    place(span),
    role,
    field,
    shown === said ? shown : `${shown}=${said}`,
    protocol,
    ...(tls ? ['tls'] : []),
    ...(address ? [`at ${address.text}`] : []),
    ...(implied && implied !== true ? [`implied${implied.template}@${place(implied.at)}`] : []),
    ...(to && to.length > 0 ? ['->', to.map((each) => destination(each, sites)).join(', ')] : []),
  ].join(' ');
}

function destination(to: Destination, sites: readonly Site[]): string {
  if (to.kind === 'site') return place(sites[to.index]!.span);
  if (to.kind === 'host') return writtenText(to.host);
  return to.kind;
}

function place(span: Span): string {
  return `${span.line + 1}:${span.column + 1}`;
}

/** Every prefix of the text, and the text with `\r\n` and a byte order mark, parses with spans that hold. */
export function checkPrefixes(format: Format, file: string, text: string): void {
  for (let end = 0; end <= text.length; end++) parseChecked(format, file, text.slice(0, end));
  const windows = `\ufeff${text.replaceAll('\n', '\r\n')}`;
  const values = (each: string): unknown =>
    parseChecked(format, file, each).map(({ sites }) => sites.map(({ role, field, span }) => [role, field, span.line]));
  assert.deepEqual(values(windows), values(text));
}
