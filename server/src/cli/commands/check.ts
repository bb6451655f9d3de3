/** `portolan check`: reports what is broken, after mending what can be mended where --fix asks for it. */
import { placeKey } from '../../model/index.ts';
import { fixWorkspace } from '../fix.ts';
import type { Command } from '../parts.ts';
import { type Report, type Reporter, SEVERITIES } from '../reports/report.ts';
import { paintFor } from '../terminal.ts';
import { oneOf, readArguments } from '../usage.ts';
import { findingsOf, openWorkspace, type Workspace } from '../workspace.ts';

declare const PORTOLAN_VERSION: string;

const FORMATS = ['pretty', 'json', 'sarif', 'github', 'junit', 'markdown'] as const;

const reporters: Readonly<Record<(typeof FORMATS)[number], () => Promise<Reporter>>> = {
  pretty: async () => (await import('../reports/pretty.ts')).pretty,
  json: async () => (await import('../reports/json.ts')).json,
  sarif: async () => (await import('../reports/sarif.ts')).sarif,
  github: async () => (await import('../reports/github.ts')).github,
  junit: async () => (await import('../reports/junit.ts')).junit,
  markdown: async () => (await import('../reports/markdown.ts')).markdown,
};

export const command: Command = {
  help: `Reports every place where a port leads nowhere, and what is there instead.

Usage: portolan check [PATHS...] [OPTIONS]

  PATHS   a folder, the current one where none is given; or files and folders, which are then read within the
          current folder, since links cross folders, and alone are reported

  --format pretty|json|sarif|github|junit|markdown   how the report is written (pretty)
  --fail-on error|warning|info                       the least severity that makes the exit code 1 (error)
  --fix                                              apply the preferred fix of each finding, then report the rest
  --environment NAME                                 look at one environment alone: prod (all)

What .gitignore names is not read, nor are node_modules, vendor and files over 2 MB.
Colours follow NO_COLOR and FORCE_COLOR.
`,
  async run(args, terminal, parts) {
    const { values, positionals } = readArguments(args, {
      format: { type: 'string' },
      'fail-on': { type: 'string' },
      fix: { type: 'boolean' },
      environment: { type: 'string' },
    });
    const format = oneOf('format', values.format, FORMATS);
    const failOn = oneOf('fail-on', values['fail-on'], SEVERITIES);
    const workspace = await openWorkspace(positionals, terminal, parts, values.environment);
    const mended = values.fix ? fixWorkspace(workspace, terminal) : true;

    const report = reportOf(workspace);
    const reporter = await reporters[format]();
    const text = reporter(report, {
      paint: paintFor(terminal.stdout, terminal.env),
      env: terminal.env,
      rules: await parts.rules(),
      textOf: (file) => workspace.chart.engine.text(file),
    });
    terminal.stdout.write(text);
    if (!mended || workspace.faults() > 0) return 2;
    const failing = SEVERITIES.slice(0, SEVERITIES.indexOf(failOn) + 1);
    return report.findings.some(({ severity }) => failing.includes(severity)) ? 1 : 0;
  },
};

function reportOf(workspace: Workspace): Report {
  const { root, files, skipped } = workspace;
  return {
    version: PORTOLAN_VERSION,
    root,
    files,
    sites: countSites(workspace),
    findings: findingsOf(workspace),
    skipped,
  };
}

function countSites({ chart: { engine }, isNamed }: Workspace): number {
  let sites = 0;
  // What is deployed in several environments is written once.
  const deployed = new Set<string>();
  for (const { components } of engine.files()) {
    for (const component of components) {
      if (component.part) continue;
      for (const { span } of component.sites) {
        if (!isNamed(span.file)) continue;
        if (component.deployedIn) deployed.add(placeKey(span));
        else sites++;
      }
    }
  }
  return sites + deployed.size;
}
