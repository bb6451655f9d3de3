/** Fixes that several rules offer. Every edit stands where the value is written, not where it is read. */

import type { End, Reached } from '../graph/ends.ts';
import { sameProtocol } from '../graph/evidence/evidence.ts';
import { contradicts, speaks } from '../graph/evidence/spoken.ts';
import type { Graph } from '../graph/graph.ts';
import type { PortSite } from '../graph/sites.ts';
import {
  type Component,
  type Edit,
  type Fix,
  type Insertion,
  isSamePlace,
  partOf,
  startsTogether,
} from '../model/index.ts';
import { distinct, offerText } from './wording.ts';

/** Gives a site another value. */
export function changeTo(from: PortSite, text: string): Fix {
  const { implied } = from.site;
  const title = `Change ${from.site.field} to ${text}`;
  if (!implied) return { title, edits: replacement(from, text) };
  if (implied === true) return { title: `Change port to ${text}`, edits: [{ span: from.written, newText: text }] };
  return { title: `Add ${from.site.field} ${text}`, edits: [insert(implied, { port: text })] };
}

/** None where quotes that would have to go stand elsewhere than what is in them. */
function replacement({ site, value, written }: PortSite, text: string): readonly Edit[] {
  if (value.kind !== 'name' || !value.quoted || !/^\d+$/.test(text)) return [{ span: written, newText: text }];
  const isHere = !written.via && isSamePlace(site.span, written);
  return isHere ? [{ span: partOf(written, -1, written.length + 1), newText: text }] : [];
}

/** Gives the other end the value that this one has; undefined where it is no plain number of its own. */
export function changeOther(offer: Reached, number: number): Fix | undefined {
  if (offer.site?.implied || offer.from !== offer.to || offer.place.length !== String(offer.from).length)
    return undefined;
  return {
    title: `Change ${offer.label} ${offer.from} to ${number}`,
    edits: [{ span: offer.place, newText: String(number) }],
  };
}

/**
 * True where others than `from` are sent to an offer by its number or by its name, so that they would be left behind
 * if it changed. Those that change with it, `moving`, do not count.
 */
export function isShared(
  graph: Graph,
  from: PortSite,
  offer: Pick<Reached, 'component' | 'place' | 'route'>,
  by: 'number' | 'name',
  moving: readonly Reached[] = [],
): boolean {
  const goAlong = [from.written, offer.place, ...moving.map((o) => o.place)];
  // A Service's port without targetPort is its own target.
  if (by === 'number' && offer.route && graph.next(offer.route).some((next) => next.site.implied)) return true;
  return graph
    .incoming(offer.component)
    .some(
      (other) =>
        (by === 'name') === (other.from.value.kind === 'name') &&
        !goAlong.some((place) => startsTogether(place, other.from.written)) &&
        other.ends.some((end) => end.reached.some((reached) => startsTogether(reached.place, offer.place))),
    );
}

/** Declares a port at the component that should have it. */
export function declare(component: Component, number: number, name?: string): Fix | undefined {
  const insertion = 'declare' in component ? component.declare : undefined;
  if (!insertion) return undefined;
  const title = `Declare ${name ? `${name} as ` : ''}port ${number} on ${component.label}`;
  return { title, edits: [insert(insertion, { port: String(number), ...(name ? { name } : {}) })] };
}

function insert(insertion: Insertion, values: { port: string; name?: string }): Fix['edits'][number] {
  const template = values.name && insertion.named ? insertion.named : insertion.template;
  const newText = template.replaceAll('{port}', values.port).replaceAll('{name}', values.name ?? '');
  return { span: insertion.at, newText };
}

/**
 * The usual fixes of a site that reaches nothing: this end to each likely offer, that offer to this end, declare,
 * refer by name (`names`). `name` is what the site's own port is called.
 */
export function align(
  graph: Graph,
  from: PortSite,
  end: End,
  among: readonly Reached[],
  { name, names = false }: { readonly name?: string | undefined; readonly names?: boolean } = {},
): readonly Fix[] {
  const number = from.value.kind === 'number' ? from.value.number : undefined;
  const likelihood = byLikelihood(name, number, from.site.scheme);
  const offers = among
    .filter((offer) => sameProtocol(offer.protocol, from.site.protocol) && !isForAnother(from, offer))
    .toSorted(likelihood);
  const known = distinct(offers).toSorted((a, b) => offers.indexOf(a) - offers.indexOf(b));
  const likely = known.slice(0, 3);
  const sure = known.length < 2 || likelihood(known[0]!, known[1]!) < 0;
  const fixes: (Fix | undefined)[] = likely.map((offer) => {
    const fix = changeTo(from, rangeText(offer));
    return sure ? fix : { ...fix, guess: true };
  });
  const [best] = likely;
  if (best && number !== undefined) {
    // All places that say the same of the other end move together.
    const places = offers.filter((o) => o.from === best.from && o.to === best.to && isWritten(o));
    const edits = places.map((o) => changeOther(o, number));
    // What an image listens on does not move with those who say so.
    const fixed = offers.some((o) => o.from === best.from && o.weight === 'default');
    const stay = fixed || places.some((o) => isShared(graph, from, o, 'number', places));
    if (!stay && edits.every((e) => e !== undefined) && edits[0]) {
      fixes.push({ title: edits[0].title, edits: unique(edits.flatMap((e) => e.edits)) });
    }
  }
  if (from.site.implied && from.site.implied !== true && best) {
    fixes.push({
      title: `Change port to ${rangeText(best)}`,
      edits: [{ span: from.written, newText: rangeText(best) }],
    });
  }
  if (number !== undefined && end.owner.kind !== 'service' && !hasUnclaimedListener(end))
    fixes.push(declare(end.owner, number));
  if (names && best?.name) {
    const { text } = best.name;
    fixes.push({ ...changeTo(from, text), title: `Use the name ${text} (${offerText(best)})` });
  }
  return fixes.filter((fix) => fix !== undefined);
}

function isForAnother({ site: { scheme } }: PortSite, { purpose }: Reached): boolean {
  return scheme !== undefined && purpose !== undefined && contradicts(scheme, purpose);
}

/** A number that a slip of a finger, or the next free one, may have made into the other. */
export function isNear(a: number, b: number): boolean {
  const [x, y] = [String(a), String(b)];
  if (x.length !== y.length) return false;
  return Math.abs(a - b) <= 20 || [...x].filter((digit, index) => digit !== y[index]).length === 1;
}

/** A listener that its container does not declare: a declaration of another port would be a mismatch of its own. */
function hasUnclaimedListener({ owner, offers }: End): boolean {
  const claimed = offers.filter((o) => o.weight === 'declared' && o.component.id === owner.id);
  return offers.some(
    (o) =>
      (o.main || o.weight === 'declared' || o.weight === 'default') &&
      !claimed.some((c) => c.from <= o.to && o.from <= c.to),
  );
}

/** What an image listens on by default is written nowhere; a Dockerfile found by its folder's name is left alone. */
function isWritten({ weight, inferred }: Reached): boolean {
  return weight !== 'default' && !inferred;
}

function unique(edits: Fix['edits']): Fix['edits'] {
  return edits.filter((edit, index) => edits.findIndex((e) => startsTogether(e.span, edit.span)) === index);
}

function rangeText({ from, to }: Reached): string {
  return from === to ? String(from) : `${from}-${to}`;
}

/**
 * The order in which offers are likely to be what was meant: the same name, what a URL's scheme is spoken at, then a
 * number that a slip may have changed, then what says most of a listener.
 */
export function byLikelihood(
  name: string | undefined,
  number: number | undefined,
  scheme?: string,
): (a: Reached, b: Reached) => number {
  const rank = (offer: Reached): number => {
    if (name !== undefined && offer.name?.text === name) return 0;
    if (scheme !== undefined && speaks(scheme, offer)) return weight(offer) / 10;
    return (number !== undefined && isNear(offer.from, number) ? 1 : 6) + weight(offer);
  };
  return (a, b) => rank(a) - rank(b);
}

function weight(evidence: Reached): number {
  if (!evidence.weight) return 0;
  if (evidence.weight === 'declared') return 1;
  return evidence.main ? 2 : evidence.weight === 'default' ? 4 : 3;
}
