/**
 * The graph: every component's sites with their values, and what each site leads to. It redoes only what a change
 * can have touched, and gives what a new start would give: every answer comes through a look-up that is recorded.
 */
import type { Component, Facts } from '../model/index.ts';
import { comparePositions } from '../model/index.ts';
import { keys } from './keys.ts';
import { type Resolution, resolve } from './links.ts';
import type { PortSite } from './sites.ts';
import { type Asked, Store } from './store.ts';

interface Linked {
  readonly sites: readonly PortSite[];
  readonly resolutions: readonly Resolution[];
}

export class Graph {
  readonly store = new Store();
  readonly #linked = new Map<Component, Linked>();
  /** The components of each file that the links were drawn for. */
  readonly #drawn = new Map<string, readonly Component[]>();
  readonly #incoming = new Map<string, Set<Resolution>>();
  #checking: string | undefined;

  /** Sets a file's facts, or forgets it. @returns the keys whose answers may now be others. */
  set(file: string, facts: Facts | undefined): ReadonlySet<string> {
    return this.store.set(file, facts);
  }

  /**
   * Draws a file's links anew.
   * @returns what they asked, and the keys that those who look at this file's links have asked.
   */
  link(file: string): { readonly asked: Asked; readonly touched: ReadonlySet<string> } {
    const touched = new Set([keys.links(file)]);
    for (const component of this.#drawn.get(file) ?? []) {
      for (const resolution of this.#linked.get(component)?.resolutions ?? []) {
        for (const id of reachedIds(resolution)) {
          const set = this.#incoming.get(id);
          set?.delete(resolution);
          if (set?.size === 0) this.#incoming.delete(id);
          touched.add(keys.incoming(id));
        }
      }
      this.#linked.delete(component);
    }
    const components = this.store.facts(file)?.components ?? [];
    if (components.length > 0) this.#drawn.set(file, components);
    else this.#drawn.delete(file);
    const { asked } = this.store.recording(() => {
      for (const component of components) if (!component.part) this.#draw(component, touched);
    });
    return { asked, touched };
  }

  #draw(component: Component, touched: Set<string>): void {
    const linked = resolve(this.store, component);
    if (linked.sites.length === 0) return;
    this.#linked.set(component, linked);
    for (const resolution of linked.resolutions) {
      for (const id of reachedIds(resolution)) {
        const set = this.#incoming.get(id);
        if (set) set.add(resolution);
        else this.#incoming.set(id, new Set([resolution]));
        touched.add(keys.incoming(id));
      }
    }
  }

  /** Runs a check of one file's components; what it looks at is recorded, but for the file's own links. */
  checking<T>(file: string, work: () => T): { readonly result: T; readonly asked: Asked } {
    this.#checking = file;
    try {
      return this.store.recording(work);
    } finally {
      this.#checking = undefined;
    }
  }

  #askLinks(component: Component): void {
    const file = this.store.homeOf(component);
    if (file !== this.#checking) this.store.ask(keys.links(file));
  }

  /** The sites of a component, values looked up, in the order that the format and the settings give them. */
  sites(component: Component): readonly PortSite[] {
    this.#askLinks(component);
    return this.#linked.get(component)?.sites ?? [];
  }

  /** What the sites of a component lead to. */
  resolutions(component: Component): readonly Resolution[] {
    this.#askLinks(component);
    return this.#linked.get(component)?.resolutions ?? [];
  }

  /** Whatever leads to a component, or was meant to, in the order of the places that lead there. */
  incoming(component: Component): readonly Resolution[] {
    this.store.ask(keys.incoming(component.id));
    return [...(this.#incoming.get(component.id) ?? [])].sort(
      (a, b) =>
        (a.from.component.file < b.from.component.file ? -1 : a.from.component.file > b.from.component.file ? 1 : 0) ||
        comparePositions(a.from.site.span, b.from.site.span),
    );
  }

  /** The site of the same component that a site names by index: a Service's `targetPort` behind its `port`. */
  next(from: PortSite): readonly PortSite[] {
    const sites = this.sites(from.component);
    return (from.site.to ?? []).flatMap((to) => (to.kind === 'site' ? (sites[to.index] ?? []) : []));
  }

  /** The sites of the same component that lead to a site. */
  previous(to: PortSite): readonly PortSite[] {
    const sites = this.sites(to.component);
    const index = sites.indexOf(to);
    return sites.filter((s) => s.site.to?.some((d) => d.kind === 'site' && d.index === index));
  }
}

/** The components that a resolution reaches or looked at, so that they know who leads to them; one may be named twice. */
function reachedIds({ ends }: Resolution): readonly string[] {
  const ids: string[] = [];
  for (const end of ends) {
    ids.push(end.owner.id);
    for (const reached of end.reached) ids.push(reached.component.id);
  }
  return ids;
}
