/**
 * `.if`, `.elif`, `.else` and `.endif` of HAProxy configurations (configuration manual, 2.4): which lines are in force. A
 * condition that only the machine can decide leaves every branch of its block in force.
 */

/** Versions that are in use. */
const NEWEST = 3;

interface Block {
  /** A branch before was taken for sure, so that no other is. */
  decided: boolean;
  taken: boolean;
}

export class Conditions {
  readonly #blocks: Block[] = [];
  /** Something stands in force that may not be. */
  undecided = false;

  /** True for a line that is in force and is no directive of this kind. */
  holds(words: readonly { readonly text: string }[]): boolean {
    const [first, ...rest] = words;
    if (!first?.text.startsWith('.')) return this.#blocks.every(({ taken }) => taken);
    const block = this.#blocks.at(-1);
    const condition = rest.map(({ text }) => text).join(' ');
    if (first.text === '.if') this.#blocks.push(this.#enter({ decided: false, taken: false }, condition));
    else if (first.text === '.endif') this.#blocks.pop();
    else if (block && first.text === '.elif') this.#enter(block, condition);
    else if (block && first.text === '.else') this.#enter(block, 'true');
    return false;
  }

  #enter(block: Block, condition: string): Block {
    const value = block.decided ? false : decide(condition);
    if (value === undefined) this.undecided = true;
    block.taken = value ?? true;
    block.decided ||= value === true;
    return block;
  }
}

function decide(condition: string): boolean | undefined {
  const text = condition.trim();
  if (/&&|\|\||[()].*[()].*[()]/.test(text)) return undefined;
  if (text.startsWith('!')) {
    const value = decide(text.slice(1));
    return value === undefined ? undefined : !value;
  }
  if (/^(?:true|\d+)$/.test(text)) return text !== '0';
  if (text === 'false' || text === '') return false;
  const [, name, argument = ''] = /^(\w+)\(\s*"?([\w.]+)/.exec(text) ?? [];
  if (name === 'version_atleast') return Number.parseFloat(argument) < NEWEST ? true : undefined;
  if (name === 'version_before') return Number.parseFloat(argument) < NEWEST ? false : undefined;
  return undefined;
}
