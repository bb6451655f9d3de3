/** The port map as one page that needs nothing else: a search box, the flows as drawings, the ports, the parity matrix. */
import { escapeHtml } from './html.ts';
import { cellText, type MapReport, type MapReporter, type MapRow, placeName, rowsOf } from './map.ts';
import { type Drawing, drawings } from './map-drawing.ts';
import { SCRIPT, STYLE } from './map-page.ts';

export const mapHtml: MapReporter = (report) => {
  const { version, root, map } = report;
  const name = root.slice(root.lastIndexOf('/') + 1);
  const drawn = drawings(map.flows, root);
  const rows = rowsOf(report);
  const names = [...new Set(map.components.flatMap(({ environments }) => environments))];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Port map of ${escapeHtml(name)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>Port map <small>${escapeHtml(name)}</small></h1>
<nav>
<a href="#flows">Flows</a>
<a href="#ports">Ports</a>${map.parity.rows.length > 0 ? '\n<a href="#parity">Parity</a>' : ''}
</nav>
<div class="tools">
${names.length > 1 ? environmentChoice(names) : ''}
<input id="search" type="search" placeholder="Search: a port, a component, a file" aria-label="Search">
</div>
</header>
<main>
${flowsPart(drawn)}
${portsPart(rows)}
${parityPart(report)}
</main>
<footer>Written by Portolan ${escapeHtml(version)}. A port that cannot be known from the files is shown as it is written.</footer>
<script>${SCRIPT}</script>
</body>
</html>
`;
};

function environmentChoice(names: readonly string[]): string {
  const options = names.map((name) => `<option>${escapeHtml(name)}</option>`).join('');
  return `<select id="environment" aria-label="Environment"><option value="">All environments</option>${options}</select>`;
}

/** The attributes by which the script finds what is searched for. */
function found(texts: readonly string[], environments: readonly string[]): string {
  const text = escapeHtml(texts.join(' ').toLowerCase());
  return `data-text="${text}" data-environments="${escapeHtml(JSON.stringify(environments))}"`;
}

function tags(environments: readonly string[]): string {
  return environments.map((name) => `<span class="tag">${escapeHtml(name)}</span>`).join(' ');
}

function flowsPart(drawn: readonly Drawing[]): string {
  const cards = drawn.map(
    ({ svg, text, title, isBroken, environments }) =>
      `<section class="card flow${isBroken ? ' bad' : ''}" ${found([text, isBroken ? 'broken' : ''], environments)}><h3>${escapeHtml(
        title,
      )} ${tags(environments)}</h3><div class="scroll drawing" tabindex="0">${svg}</div></section>`,
  );
  return `<h2 id="flows">Flows (<span data-count=".flow">${drawn.length}</span>)</h2>
<p class="note">From the outermost entry on the left to the process that listens on the right. Hold the pointer over a box to read all of it.</p>
${cards.join('\n')}`;
}

function portsPart(rows: readonly MapRow[]): string {
  const places = new Map<string, MapRow[]>();
  for (const row of rows) places.set(row.place, [...(places.get(row.place) ?? []), row]);
  const groups = [...places].map(
    ([place, own]) =>
      `<tbody class="group"><tr class="place"><th colspan="7">${escapeHtml(place)}</th></tr>${own.map(portRow).join('')}</tbody>`,
  );
  return `<h2 id="ports">Ports (<span data-count=".portrow">${rows.length}</span>)</h2>
<p class="note">What each component listens on, declares, publishes and accepts traffic at.</p>
<div class="card"><div class="scroll" tabindex="0"><table>
<thead><tr><th>Component</th><th>Port</th><th>Protocol</th><th>Name</th><th>What</th><th>Environment</th><th>Place</th></tr></thead>
${groups.join('\n')}
</table></div></div>`;
}

function portRow(row: MapRow): string {
  const { component, port, protocol, name, field, environments, site, place } = row;
  const own = environments === '' ? [] : environments.split(', ');
  const cells = [
    `<td>${escapeHtml(component)}</td>`,
    `<td class="port">${escapeHtml(port) || '–'}</td>`,
    ...[protocol, name, field].map((text) => `<td>${escapeHtml(text)}</td>`),
    `<td>${tags(own)}</td>`,
    `<td class="mono">${escapeHtml(site)}</td>`,
  ];
  return `<tr class="portrow" ${found([component, port, protocol, name, field, site, place], own)}>${cells.join('')}</tr>`;
}

function parityPart({ root, map: { parity } }: MapReport): string {
  if (parity.rows.length === 0) return '';
  const heads = ['Deployment', 'Component', ...parity.environments].map((text) => `<th>${escapeHtml(text)}</th>`);
  const rows = parity.rows.map(({ deployment, component, cells, differs }) => {
    const place = placeName(deployment, root);
    const own = cells.map((ports) =>
      ports ? `<td class="port">${escapeHtml(cellText(ports))}</td>` : '<td class="absent">–</td>',
    );
    const text = [place, component, ...cells.map(cellText), differs ? 'differs' : ''];
    return `<tr ${differs ? 'class="differs" ' : ''}${found(text, [])}><td class="mono">${escapeHtml(place)}</td><td>${escapeHtml(
      component,
    )}</td>${own.join('')}<td>${differs ? '≠' : ''}</td></tr>`;
  });
  return `<h2 id="parity">Parity</h2>
<p class="note legend">The ports of each component in each environment. <b>≠</b> marks those that are not the same everywhere.</p>
<div class="card"><div class="scroll" tabindex="0"><table>
<thead><tr>${heads.join('')}<th></th></tr></thead>
<tbody>${rows.join('\n')}</tbody>
</table></div></div>`;
}
