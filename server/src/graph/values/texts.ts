/** The texts of a component in which variables stand, and the defaults that are written for these. */
import type { Component, Span, Text, Variable } from '../../model/index.ts';
import { isVariable, literalText } from '../../model/index.ts';

export interface WrittenText {
  readonly text: Text;
  /** A port of the host, which the process inside knows nothing of. */
  readonly outside: boolean;
}

/** In the order of fields: image, ports, environment, commands. */
export function textsOf(component: Component): readonly WrittenText[] {
  const inside = (text: Text | undefined): WrittenText[] => (text ? [{ text, outside: false }] : []);
  const sites = component.sites.flatMap(({ value, role }): WrittenText[] =>
    value.kind === 'text' ? [{ text: value.text, outside: role === 'publish' }] : [],
  );
  if (component.kind === 'container') {
    const { image, environment, entrypoint, arguments: words, build } = component;
    return [
      ...inside(image?.text),
      ...sites,
      ...[...environment, ...(build?.arguments ?? [])].flatMap(({ value }) => inside(value)),
      ...[entrypoint, words].flatMap((line) => line?.words.flatMap(inside) ?? []),
    ];
  }
  if (component.kind === 'image') {
    const { environment, entrypoint, command } = component;
    return [
      ...sites,
      ...environment.flatMap(({ value }) => inside(value)),
      ...[entrypoint, command].flatMap((line) => line?.words.flatMap(inside) ?? []),
    ];
  }
  return sites;
}

/** Every variable of a text, those in the defaults of others included. */
export function variablesOf(text: Text): readonly Variable[] {
  return text.flatMap((part) => (isVariable(part) ? [part, ...variablesOf(part.fallback ?? [])] : []));
}

/** A default that is a number: `3000` of `${PORT:-3000}`. */
export interface NumericDefault {
  readonly variable: Variable;
  readonly number: number;
  readonly span: Span;
}

export function numericDefault(variable: Variable): NumericDefault | undefined {
  const { operator, fallback } = variable;
  const text = fallback && (operator === ':-' || operator === '-') ? literalText(fallback) : undefined;
  const span = fallback?.[0]?.span;
  return text && span && /^\d{1,5}$/.test(text) ? { variable, number: Number(text), span } : undefined;
}
