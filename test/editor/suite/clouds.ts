/** Terraform: each fault of a cloud typed in, its squiggle, what mends it, and the whole way of a request. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from './runner.ts';
import {
  apply,
  eventually,
  everyFinding,
  expectUnderlined,
  FINDING,
  findings,
  hoverOver,
  lightBulb,
  open,
  replace,
} from './workspace.ts';

interface Fault {
  /** What a person sees. */
  readonly name: string;
  readonly file: string;
  /** Stands once in the file. */
  readonly old: string;
  readonly typed: string;
  readonly rule: string;
  /** The text that is underlined. */
  readonly token: string;
  /** What the light bulb offers to mend it, in order. */
  readonly fixes: readonly string[];
}

const FAULTS: readonly Fault[] = [
  {
    name: 'a group of firewall rules that was left behind',
    file: 'cloud/firewalls.tf',
    old: 'from_port       = var.port\n    to_port         = var.port',
    typed: 'from_port       = 80\n    to_port         = 80',
    rule: 'firewall-port-closed',
    token: '80',
    fixes: ['Change from_port to 8080', 'Open port 8080 as well'],
  },
  {
    name: 'a database that everybody may ask',
    file: 'cloud/firewalls.tf',
    old: '10.30.0.0/16',
    typed: '0.0.0.0/0',
    rule: 'firewall-open-to-world',
    token: '5432',
    fixes: [],
  },
  {
    name: 'a range that runs backwards',
    file: 'cloud/firewalls.tf',
    old: '9102',
    typed: '9002',
    rule: 'invalid-port',
    token: '9002',
    fixes: ['Change to_port to 9100'],
  },
  {
    name: 'a health check of a port that is not served',
    file: 'cloud/balancer.tf',
    old: '"traffic-port"',
    typed: '8081',
    rule: 'health-check-port-unserved',
    token: '8081',
    fixes: ['Check the port that traffic is sent to'],
  },
  {
    name: 'a target group that its listener cannot forward to',
    file: 'cloud/balancer.tf',
    old: '"HTTP"',
    typed: '"TCP"',
    rule: 'balancer-protocol-mismatch',
    token: 'TCP',
    fixes: ['Change the protocol to HTTP'],
  },
  {
    name: 'a machine that listens on another port than its target group',
    file: 'cloud/machine.tf',
    old: 'port     = 8000',
    typed: 'port     = 80',
    rule: 'balancer-port-unmatched',
    token: '80',
    fixes: ['Change port to 8000', 'Change args 8000 to 80'],
  },
  {
    name: 'a port that the task does not have',
    file: 'cloud/service.tf',
    old: 'container_port   = var.port',
    typed: 'container_port   = 8000',
    rule: 'task-port-unknown',
    token: '8000',
    fixes: ['Change container_port to 8080'],
  },
  {
    name: 'a container that the task does not have',
    file: 'cloud/service.tf',
    old: 'container_name   = "tickets"',
    typed: 'container_name   = "ticket"',
    rule: 'task-port-unknown',
    token: 'ticket',
    fixes: ['Change the container to tickets'],
  },
  {
    name: 'a host port where nothing is mapped',
    file: 'cloud/service.tf',
    old: 'hostPort = var.port',
    typed: 'hostPort = 80',
    rule: 'task-host-port',
    token: '80',
    fixes: ['Change hostPort to 8080'],
  },
  {
    name: "a variable's port that is not the image's",
    file: 'cloud/variables.tf',
    old: '8080',
    typed: '8090',
    rule: 'container-port-mismatch',
    token: '8090',
    fixes: ['Change containerPort to 8080'],
  },
  {
    name: 'a named port that is called otherwise',
    file: 'cloud/status.tf',
    old: 'port_name = "http"',
    typed: 'port_name = "web"',
    rule: 'named-port-unknown',
    token: 'web',
    fixes: ['Change port_name to http', 'Rename the port http to web'],
  },
];

/** The token that is underlined in a file, once it is the only one. */
async function underlinedRange({ file, rule, token }: Fault): Promise<vscode.Range> {
  await expectUnderlined(file, [`${token}: ${rule}`]);
  return findings(file)[0]!.range;
}

for (const fault of FAULTS) {
  test(`underlines ${fault.name}, and mends it in every way that is offered`, async () => {
    const offered = async (): Promise<vscode.CodeAction[]> => {
      const { document } = await open(fault.file);
      const actions = await lightBulb(document, await underlinedRange(fault));
      return actions.filter(({ title }) => !title.startsWith('Ignore '));
    };
    await replace(await open(fault.file), fault.old, fault.typed);
    const titles = (await offered()).map(({ title }) => title);
    assert.deepEqual(titles, fault.fixes);
    for (const index of fault.fixes.keys()) {
      await apply((await offered())[index]!);
      await expectUnderlined(fault.file, []);
      await eventually(() => assert.deepEqual(everyFinding(), [FINDING]));
      await open(fault.file);
      await vscode.commands.executeCommand('undo');
    }
  });
}

test('shows the whole way from the listener to the process', async () => {
  const editor = await open('cloud/balancer.tf');
  await eventually(async () => {
    const markdown = await hoverOver(editor, '443');
    const hops = [...markdown.matchAll(/^( *)- \*\*(\d+)\*\* (.*) · \[([^\]]*)\]/gm)];
    assert.deepEqual(
      hops.map(([, indent, port, whose, place]) => `${indent}${port} ${whose} ${place}`),
      [
        '443 listener https cloud/balancer.tf:8',
        '  80 target group tickets cloud/balancer.tf:18',
        '    8080 service tickets cloud/service.tf:12',
        '      8080 containerPort of container tickets cloud/service.tf:25',
        '        8080 EXPOSE of image tickets cloud/tickets/Dockerfile:2',
        '        8080 CMD of image tickets cloud/tickets/Dockerfile:3',
      ],
    );
  });
});
