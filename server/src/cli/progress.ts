/** A line on a terminal that says how far long work is. Short work, and a file or pipe, never see it. */
import type { Stream } from './terminal.ts';

/** Milliseconds before the first line, and between two. */
const PATIENCE = 500;
const INTERVAL = 100;
const CLEAR_LINE = '\r\x1b[K';

export interface ProgressLine {
  show(text: string): void;
  /** Takes the line away. */
  end(): void;
}

/** @param now Milliseconds on any clock that does not jump. */
export function progressLine(stream: Stream, now: () => number = () => performance.now()): ProgressLine {
  if (stream.isTTY !== true) return { show: () => undefined, end: () => undefined };
  let next = now() + PATIENCE;
  let shown = false;
  return {
    show(text) {
      const time = now();
      if (time < next) return;
      next = time + INTERVAL;
      shown = true;
      stream.write(CLEAR_LINE + text);
    },
    end() {
      if (shown) stream.write(CLEAR_LINE);
      shown = false;
    },
  };
}
