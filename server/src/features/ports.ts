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

/** The rows of all files, in the order of their places. A port that is not written has none. */
export function listPorts(engine: Engine): readonly PortRow[] {
  const rows: PortRow[] = [];
  for (const { components } of engine.files()) {
    for (const component of components) {
      for (const site of engine.graph.sites(component)) if (!site.site.implied) rows.push(rowOf(engine, site));
    }
  }
  return rows
    .sort((a, b) => compareSpans(a.span, b.span) || (a.role < b.role ? -1 : a.role > b.role ? 1 : 0))
    .filter(
      (row, index, all) =>
        index === 0 || compareSpans(all[index - 1]!.span, row.span) !== 0 || all[index - 1]!.role !== row.role,
    );
}

export function rowOf(engine: Engine, site: PortSite): PortRow {
  const { value, name, place: span } = hopOf(site, undefined);
  return {
    span,
    text: engine.text(span.file)?.slice(span.start, span.end) ?? '',
    ...(value === undefined ? {} : { value }),
    ...(name === undefined ? {} : { name }),
    protocol: site.site.protocol,
    role: site.site.role,
    component: site.component.label,
    format: site.component.format,
  };
}
