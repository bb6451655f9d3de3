/**
 * Nearest scope wins. Repositories hold the same app several times, so a name or a selector is answered by the
 * candidates that stand closest to whoever asks: in the same file, else in the same folder, else under the deepest
 * common parent. Two copies in two folders never mix.
 */
import { dirname } from 'node:path/posix';
import type { Component } from '../model/index.ts';

/** Higher is nearer: the number of folders that two files share, and more for one folder or one file. */
export function nearness(a: string, b: string): number {
  if (a === b) return Number.MAX_SAFE_INTEGER;
  const folderA = dirname(a);
  const folderB = dirname(b);
  if (folderA === folderB) return Number.MAX_SAFE_INTEGER - 1;
  let shared = 0;
  for (let at = 0; ; at++) {
    const endA = at >= folderA.length || folderA.charCodeAt(at) === 47;
    const endB = at >= folderB.length || folderB.charCodeAt(at) === 47;
    if (endA && endB) shared++;
    if (at >= folderA.length || at >= folderB.length || folderA.charCodeAt(at) !== folderB.charCodeAt(at))
      return shared;
  }
}

/** The candidates that stand nearest to `file`, all of them equally near. */
export function nearest<T extends Component>(file: string, candidates: readonly T[]): readonly T[] {
  if (candidates.length < 2) return candidates;
  let best = -1;
  let kept: T[] = [];
  for (const candidate of candidates) {
    const near = nearness(file, candidate.file);
    if (near > best) {
      best = near;
      kept = [candidate];
    } else if (near === best) {
      kept.push(candidate);
    }
  }
  return kept;
}
