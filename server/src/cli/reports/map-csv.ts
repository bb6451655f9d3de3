/** The ports of the map as CSV, one line each, for a spreadsheet. */
import { type MapReporter, rowsOf } from './map.ts';
import { csvTable } from './table.ts';

const COLUMNS = ['place', 'component', 'port', 'protocol', 'name', 'field', 'environments', 'site'] as const;

export const mapCsv: MapReporter = (report) =>
  csvTable(
    COLUMNS,
    rowsOf(report).map((row) => COLUMNS.map((column) => row[column])),
  );
