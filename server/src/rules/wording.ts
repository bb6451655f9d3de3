/** How findings speak of ports and of those who own them, the same in every rule. */
import type { End, Reached } from '../graph/ends.ts';
import type { PortSite } from '../graph/sites.ts';
import type { Related, Severity } from '../model/index.ts';
import { placeKey } from '../model/index.ts';

/** A site's value as a reader would say it: `8080`, `8000-8010`, `"http"`. */
export function valueText({ value, site }: PortSite): string {
  switch (value.kind) {
    case 'number':
      return String(value.number);
    case 'range':
      return `${value.from}-${value.to}`;
    case 'name':
      return `"${value.name}"`;
    case 'invalid':
    case 'unknown':
      return site.field;
  }
}

/** `targetPort 8081`. */
export function siteText(from: PortSite): string {
  return `${from.site.field} ${valueText(from)}`;
}

/** `8080 (http)`. */
export function offerText(offer: Reached): string {
  // Of a port whose number is not known, its name is all that there is.
  if (offer.from === 0 && offer.name) return offer.name.text;
  const number = offer.from === offer.to ? String(offer.from) : `${offer.from}-${offer.to}`;
  const protocol = offer.protocol === 'udp' || offer.protocol === 'sctp' ? `/${offer.protocol}` : '';
  return offer.name ? `${number}${protocol} (${offer.name.text})` : `${number}${protocol}`;
}

/** What an end has instead: `8080 (http) and 9090`; each port once, the best evidence of it. */
export function offersText(offers: readonly Reached[]): string {
  const texts = distinct(offers).map(offerText);
  if (texts.length < 2) return texts.join('');
  return `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}

/** One offer a port, named ones first of their number, in the order of the numbers. */
export function distinct(offers: readonly Reached[]): readonly Reached[] {
  const byPort = new Map<string, Reached>();
  for (const offer of offers) {
    const key = `${offer.from}-${offer.to}/${offer.protocol === 'unknown' ? 'tcp' : offer.protocol}`;
    const known = byPort.get(key);
    if (!known || (!known.name && offer.name)) byPort.set(key, offer);
  }
  return [...byPort.values()].sort((a, b) => a.from - b.from || a.to - b.to);
}

/** `Deployment web`, `service db`; the owner of an end as its reader knows it. */
export function ownerText({ owner }: End): string {
  return owner.label;
}

/** The places of offers: `containerPort 8080 (http)`. */
export function relatedOffers(offers: readonly Reached[]): readonly Related[] {
  const seen = new Set<string>();
  return offers.slice(0, 8).flatMap((offer) => {
    const key = placeKey(offer.place);
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ span: offer.place, message: `${offer.label} ${offerText(offer)}`.trim() }];
  });
}

/** One step less certain. */
export function lower(severity: Severity): Severity {
  return severity === 'error' ? 'warning' : 'info';
}
