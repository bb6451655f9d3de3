/** `portolan rules`: the rules, or one rule's page, all from the rules' own objects. */
import { enabling } from '../../rules/registry.ts';
import type { Chart, Command, Parts, RuleDoc } from '../parts.ts';
import { findingBlock } from '../reports/pretty.ts';
import { alignedTable } from '../reports/table.ts';
import { type Paint, paintFor } from '../terminal.ts';
import { atMost, readArguments, UsageError } from '../usage.ts';

/** Where the examples stand, to the engine; no such folder is read. */
const EXAMPLE_ROOT = '/example';

export const command: Command = {
  help: `Lists the rules, or explains one: what it finds, why that matters, an example, and how to silence it.

Usage: portolan rules [ID]
`,
  async run(args, terminal, parts) {
    const { positionals } = readArguments(args, {});
    atMost(1, positionals);
    const paint = paintFor(terminal.stdout, terminal.env);
    const rules = await parts.rules();
    const [id] = positionals;
    if (id === undefined) {
      const rows = rules.map((rule) => [paint.bold(rule.id), severityOf(rule), rule.summary]);
      terminal.stdout.write(alignedTable(rows));
      return 0;
    }
    const rule = rules.find((other) => other.id === id);
    if (!rule) throw new UsageError(`no rule is called '${id}'`);
    terminal.stdout.write(await page(rule, parts, paint));
    return 0;
  },
};

/** Rules that are off until a severity is set for them say so. */
function severityOf({ severity, enabled }: RuleDoc): string {
  return enabled === false ? `off (${severity})` : severity;
}

async function page(rule: RuleDoc, parts: Parts, paint: Paint): Promise<string> {
  const heading = (text: string) => paint.bold(text);
  return [
    `${paint.bold(rule.id)} (${severityOf(rule)})`,
    rule.summary,
    rule.why.trim(),
    heading('Bad'),
    example(rule.bad, paint),
    heading('What is reported, and how it is mended'),
    await reportOf(rule, parts, paint),
    heading('Good'),
    example(rule.good, paint),
    heading('To silence it'),
    `for one place, by a comment on the line or above it:\n\n    # portolan-ignore ${rule.id}: why it is right here`,
    `for a Kubernetes object, by an annotation:\n\n    portolan.dev/ignore: "${rule.id}: why it is right here"`,
    `everywhere, by portolan.yaml at the root of the folder:\n\n    severities:\n      ${rule.id}: off`,
    `everywhere for yourself, by the editor's settings:\n\n    "portolan.severities": { "${rule.id}": "off" }`,
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

function example(files: RuleDoc['bad'], paint: Paint): string {
  return Object.entries(files)
    .map(([name, text]) => `${paint.dim(`# ${name}`)}\n${text.trimEnd()}`.replace(/^(?=.)/gm, '    '))
    .join('\n\n');
}

/** What `check` prints for the bad example. */
async function reportOf(rule: RuleDoc, parts: Parts, paint: Paint): Promise<string> {
  const { engine }: Chart = await parts.createChart({ root: EXAMPLE_ROOT, severities: enabling(rule) });
  for (const [name, text] of Object.entries(rule.bad)) engine.update(`${EXAMPLE_ROOT}/${name}`, text);
  engine.refresh();
  return engine
    .filesWithFindings()
    .flatMap((file) => engine.findings(file))
    .filter((finding) => finding.rule === rule.id)
    .map((finding) =>
      findingBlock(finding, EXAMPLE_ROOT, (file) => engine.text(file), paint).replace(/^(?=.)/gm, '    '),
    )
    .join('\n')
    .trimEnd();
}
