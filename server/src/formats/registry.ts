/** Every format, one line each. Adding one touches this list, the format's own file and its test. */
import type { Component, Facts, Format, Problem } from '../model/index.ts';
import { fileSource } from '../syntax/source.ts';
import { findSuppressions } from '../syntax/suppressions.ts';

/** The first that matches a path reads the file. */
export const formats: readonly Format[] = [];

/** The format that reads `path`, an absolute path with forward slashes. */
export function formatOf(path: string): Format | undefined {
  return formats.find((format) => format.matches(path));
}

/** Facts of one file. Never throws: a fault inside a format becomes a problem. */
export function parse(file: string, text: string): Facts {
  const format = formatOf(file);
  if (!format) return { file, format: 'none', components: [], suppressions: [], problems: [] };
  const problems: Problem[] = [];
  const source = fileSource(file, text);
  let components: readonly Component[] = [];
  try {
    components = format.parse(source, (message, span) => problems.push(span ? { message, span } : { message }));
  } catch (error) {
    problems.push({ message: `${format.id}: ${error instanceof Error ? error.message : String(error)}` });
  }
  const suppressions = format.comment ? findSuppressions(source, format.comment) : [];
  return { file, format: format.id, components, suppressions, problems };
}
