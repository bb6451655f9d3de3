/**
 * Nearest scope wins. Repositories hold the same app several times, so a name or a selector is answered by the
 * candidates that stand closest to whoever asks: in the same file, else in the same folder, else under the deepest
 * common parent. Two copies in two folders never mix, and neither do two environments of one deployment.
 */
import { dirname } from 'node:path/posix';
import type { Component } from '../model/index.ts';

/** Where a component stands: in a file, and in one way of a deployment where it belongs to one. */
export type Place = Pick<Component, 'file' | 'deployedIn'>;

export function samePlace(a: Place, b: Place): boolean {
  return a.file === b.file && a.deployedIn?.id === b.deployedIn?.id;
}

/** What is in another environment of the same deployment is nowhere near. */
const APART = -1;

/** False for two environments of one deployment. */
export function areMet(a: Place, b: Place): boolean {
  return nearness(a, b) !== APART;
}

/**
 * How near a candidate stands to a place, higher is nearer: one environment, one file, one folder, else the number of
 * folders that two files share.
 */
export function nearness(place: Place, candidate: Place): number {
  const [one, other] = [place.deployedIn, candidate.deployedIn];
  if (one && other && one.id === other.id) return Number.MAX_SAFE_INTEGER;
  if (one && other && one.deployment === other.deployment) return APART;
  // Two charts, each for production, belong together; what is a part of no deployment is the same in all environments.
  const belongs = one && (!other || one.name === other.name);
  return fileNearness(place.file, candidate.file) + (belongs ? 0.5 : 0);
}

function fileNearness(a: string, b: string): number {
  if (a === b) return Number.MAX_SAFE_INTEGER - 1;
  const folderA = dirname(a);
  const folderB = dirname(b);
  if (folderA === folderB) return Number.MAX_SAFE_INTEGER - 2;
  let shared = 0;
  for (let at = 0; ; at++) {
    const endA = at >= folderA.length || folderA.charCodeAt(at) === 47;
    const endB = at >= folderB.length || folderB.charCodeAt(at) === 47;
    if (endA && endB) shared++;
    if (at >= folderA.length || at >= folderB.length || folderA.charCodeAt(at) !== folderB.charCodeAt(at))
      return shared;
  }
}

/** The candidates that stand nearest to a place, all of them equally near. */
export function nearest<T extends Component>(place: Place, candidates: readonly T[]): readonly T[] {
  if (candidates.length === 0) return candidates;
  let best = APART;
  let kept: T[] = [];
  for (const candidate of candidates) {
    const near = nearness(place, candidate);
    if (near > best) {
      best = near;
      kept = [candidate];
    } else if (near === best && near !== APART) {
      kept.push(candidate);
    }
  }
  return kept;
}
