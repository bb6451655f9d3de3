/** Long work in short slices, so that requests are answered in between. */

/** Milliseconds of work between two looks at the wire: below what a person notices. */
const SLICE = 10;
/** A message takes this many turns of the event loop from the pipe to its handler and back; an empty turn is free. */
const TURNS = 6;

/**
 * Runs a generator to its end, giving way to waiting messages after each slice.
 * @param step Called with each value that the generator yields.
 * @param cancelled Looked at after each pause; where it is true, the generator is left.
 * @returns what the generator returns, undefined where the work was cancelled.
 */
export async function inSlices<T, R>(
  work: Generator<T, R>,
  step: (value: T) => void,
  cancelled: () => boolean,
): Promise<R | undefined> {
  let end = performance.now() + SLICE;
  for (let next = work.next(); ; next = work.next()) {
    if (next.done) return next.value;
    step(next.value);
    if (performance.now() < end) continue;
    for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
    if (cancelled()) return undefined;
    end = performance.now() + SLICE;
  }
}
