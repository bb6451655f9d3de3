/** Every port site of a workspace, as rows. */
import type { Engine } from '../engine.ts';
import { hopOf } from '../graph/flow.ts';
import type { PortSite } from '../graph/sites.ts';
import type { Protocol, Role, Span } from '../model/index.ts';
import { compareSpans } from '../model/index.ts';

/** One port site. */
export interface PortRow {
  readonly span: Span;
  /** As it is written: `${PORT:-8080}`. */
  readonly text: string;
  /** What it resolves to: `8080`, `http`, `8000-8010`. Absent where that cannot be known. */
  readonly value?: string;
  /** The name given to this port: `http`. */
  readonly name?: string;
  readonly protocol: Protocol;
  readonly role: Role;
  /** The component that owns it, as messages call it: `Deployment web`. */
  readonly component: string;
  /** The format's id: `kubernetes`. */
  readonly format: string;
}

/**
 * The rows of all files, in the order of their places. A port that is not written has none, unless `implied` is true:
 * then it has one at the place that implies it.
 */
export function listPorts(engine: Engine, { implied = false } = {}): readonly PortRow[] {
  const rows: PortRow[] = [];
  for (const { components } of engine.files()) {
    for (const component of components) {
      for (const site of engine.graph.sites(component))
        if (implied || !site.site.implied) rows.push(rowOf(engine, site));
    }
  }
  return rows
    .sort(
      (a, b) => compareSpans(a.span, b.span) || compareTexts(a.role, b.role) || compareTexts(a.protocol, b.protocol),
    )
    .filter(
      (row, index, all) =>
        index === 0 ||
        compareSpans(all[index - 1]!.span, row.span) !== 0 ||
        all[index - 1]!.role !== row.role ||
        all[index - 1]!.protocol !== row.protocol ||
        all[index - 1]!.value !== row.value,
    );
}

export function rowOf(engine: Engine, site: PortSite): PortRow {
  const { value, name, place: span } = hopOf(site, undefined);
  return {
    span,
    text: engine.textAt(span),
    ...(value === undefined ? {} : { value }),
    ...(name === undefined ? {} : { name }),
    protocol: site.site.protocol,
    role: site.site.role,
    component: site.component.label,
    format: site.component.format,
  };
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
