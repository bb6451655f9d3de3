/** The port map as Markdown, for a wiki or a repository. */
import { cellText, flowText, type MapReporter, placeName, rowsOf } from './map.ts';
import { counted } from './report.ts';
import { escapeMarkdown, markdownTable } from './table.ts';

export const mapMarkdown: MapReporter = (report) => {
  const { root, map } = report;
  const rows = rowsOf(report);
  const ports = rows.filter(({ port }) => port !== '').length;
  const parts = [
    '# Port map\n',
    `${counted(map.components.length, 'component')}, ${counted(ports, 'port')}, ${counted(map.flows.length, 'flow')}.\n`,
    '## Components and ports\n',
    markdownTable(
      ['Component', 'Port', 'Protocol', 'Name', 'What', 'Environment', 'Place'],
      rows.map((row) =>
        [row.component, row.port, row.protocol, row.name, row.field, row.environments, row.site].map(escapeMarkdown),
      ),
    ),
  ];
  if (map.parity.rows.length > 0) {
    parts.push(
      '## Parity\n',
      'The ports of each component in each environment; ≠ marks those that are not the same everywhere.\n',
      markdownTable(
        ['Deployment', 'Component', ...map.parity.environments.map(escapeMarkdown), ''],
        map.parity.rows.map(({ deployment, component, cells, differs }) => [
          escapeMarkdown(placeName(deployment, root)),
          escapeMarkdown(component),
          ...cells.map((ports) => escapeMarkdown(cellText(ports) || '–')),
          differs ? '≠' : '',
        ]),
      ),
    );
  }
  if (map.flows.length > 0) {
    parts.push(
      '## Flows\n',
      markdownTable(
        ['Flow', 'Environment'],
        map.flows.map((flow) => [flowText(flow), flow.environments.join(', ')].map(escapeMarkdown)),
      ),
    );
  }
  return parts.join('\n');
};
