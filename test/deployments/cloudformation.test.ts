import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cloudformation } from '../../server/src/deployments/cloudformation/index.ts';
import { checkFixture } from '../support/fixture.ts';
import { engineOf, type Files, findingsOf } from '../support/workspace.ts';
import { cloudLines } from './cloud-lines.ts';

const port = (value: string, more = ''): readonly string[] =>
  cloudLines({
    'stack.yaml': `${more}
Resources:
  Group:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties:
      Port: ${value}
`,
  }).map((line) => line.replace(/^.*: target Port /, ''));

const TOP = `Parameters:
  Port: { Type: Number, Default: 8080 }
  Free: { Type: Number }
  Stage: { Type: String, Default: prod }
Mappings:
  Ports:
    prod: { web: 443 }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsDev: !Not [!Condition IsProd]
  IsFree: !Equals [!Ref Free, 1]`;

test('what functions are worth, in both spellings', () => {
  for (const [value, worth] of [
    ['80', '80'],
    ['!Ref Port', '8080'],
    ['{ Ref: Port }', '8080'],
    ['!Sub "${Port}"', '8080'],
    ['!Sub ["${P}", { P: 81 }]', '81'],
    ['!FindInMap [Ports, !Ref Stage, web]', '443'],
    ['{ "Fn::FindInMap": [Ports, prod, web] }', '443'],
    ['!If [IsProd, 1443, 1080]', '1443'],
    ['!If [IsDev, 1443, 1080]', '1080'],
    ['!If [IsFree, 1443, 1080]', 'unknown'],
    ['!Select [1, ["1", "2"]]', '2'],
    ['!Join ["", ["80", !Ref Port]]', '808080'],
    ['{ "Fn::Select": [0, !Split [",", "81,82"]] }', '81'],
    ['{ "Fn::Base64": !Sub "${Port}" }', '8080'],
    ['{ "Fn::If": !Ref Port }', 'unknown'],
    ['!Ref Free', 'unknown'],
    ['!ImportValue web-port', 'unknown'],
    ['!GetAtt Db.Endpoint.Port', 'unknown'],
  ]) {
    assert.deepEqual(port(value!, TOP), [worth], value);
  }
});

test('nested stacks get parameters and give outputs, wherever they were uploaded to', () => {
  const files = {
    'master.yaml': `Resources:
  Network:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: !Sub https://s3.amazonaws.com/\${Bucket}/network.yaml
  Web:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./templates/web.yaml
      Parameters:
        Group: !GetAtt Network.Outputs.WebGroup
        Port: 9000
Parameters:
  Bucket: { Type: String }
`,
    'templates/network.yaml': `Resources:
  WebSecurityGroup:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress:
        - { IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 10.0.0.0/16 }
Outputs:
  WebGroup: { Value: !Ref WebSecurityGroup }
`,
    'templates/web.yaml': `Parameters:
  Group: { Type: String }
  Port: { Type: Number, Default: 80 }
Resources:
  Service:
    Type: AWS::ECS::Service
    Properties:
      NetworkConfiguration: { AwsvpcConfiguration: { SecurityGroups: [!Ref Group] } }
      LoadBalancers: [{ ContainerName: web, ContainerPort: !Ref Port }]
`,
  };
  assert.deepEqual(cloudLines(files), [
    'master.yaml:12:15 (templates/web.yaml:9:65) service Service: target ContainerPort 9000',
    'templates/network.yaml:6:40 security group WebSecurityGroup: allow FromPort 80',
  ]);
  assert.deepEqual(
    findingsOf(engineOf(files)).map(({ rule, message }) => `${rule}: ${message}`),
    [
      'firewall-port-closed: FromPort 80 of security group WebSecurityGroup does not let in ContainerPort 9000 of service Service',
    ],
  );
});

/** A stack that exports its security group, and one that lets a service wear it. */
const EXPORTING = `Resources:
  WebSecurityGroup:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress:
        - { IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 10.0.0.0/16 }
Outputs:
  Group:
    Value: !Ref WebSecurityGroup
    Export: { Name: !Sub "\${AWS::StackName}-WebGroup" }
  Port:
    Value: 9000
    Export: { Name: shop-port }
`;
const importing = (group: string): string => `Parameters:
  Network: { Type: String, Default: network }
Resources:
  Service:
    Type: AWS::ECS::Service
    Properties:
      NetworkConfiguration: { AwsvpcConfiguration: { SecurityGroups: [${group}] } }
      LoadBalancers: [{ ContainerName: web, ContainerPort: !ImportValue shop-port }]
`;
const CLOSED = 'FromPort 80 of security group WebSecurityGroup does not let in ContainerPort 9000 of service Service';

test('a stack takes what another one exports, whose name need not be known', () => {
  for (const group of [
    '!ImportValue { "Fn::Sub": "${Network}-WebGroup" }',
    '"Fn::ImportValue": !Sub "${Other}-WebGroup"',
    '!ImportValue { "Fn::Join": ["-", [!Ref Network, WebGroup]] }',
  ]) {
    const files = {
      'stacks/network.yaml': EXPORTING,
      'app/web.yaml': importing(group.startsWith('"') ? `{ ${group} }` : group),
    };
    assert.deepEqual(cloudLines(files), [
      'stacks/network.yaml:12:12 (app/web.yaml:8:73) service Service: target ContainerPort 9000',
      'stacks/network.yaml:6:40 security group WebSecurityGroup: allow FromPort 80',
    ]);
    assert.deepEqual(
      findingsOf(engineOf(files)).map(({ message }) => message),
      [CLOSED],
      group,
    );
  }
});

test('what nobody exports, or several do, is unknown', () => {
  const group = '!ImportValue { "Fn::Sub": "${Network}-WebGroup" }';
  const found = (files: Files) => findingsOf(engineOf(files)).map(({ message }) => message);
  for (const [name, text] of Object.entries({
    'network.yaml': EXPORTING.replace('-WebGroup', '-Group'),
    // Its name may be any.
    'any.yaml': EXPORTING.replace('!Sub "${AWS::StackName}-WebGroup"', '!Ref Name'),
  })) {
    assert.deepEqual(found({ [name]: text, 'web.yaml': importing(group) }), [], name);
  }
  for (const other of [EXPORTING, EXPORTING.replace('!Sub "${AWS::StackName}-WebGroup"', '!Ref Name')]) {
    assert.deepEqual(found({ 'a.yaml': EXPORTING, 'b.yaml': other, 'web.yaml': importing(group) }), []);
  }
  // Two stacks that take from each other.
  const circle = (own: string, other: string): string => `Resources: { A: { Type: AWS::ECS::Service } }
Outputs:
  A: { Value: !ImportValue ${other}, Export: { Name: ${own} } }
`;
  assert.deepEqual(found({ 'a.yaml': circle('a-x', 'b-x'), 'b.yaml': circle('b-x', 'a-x') }), []);
});

test('a third stack may add rules to a group that is exported', () => {
  const group = '!ImportValue { "Fn::Sub": "${Network}-WebGroup" }';
  const rule = `Resources:
  Rule:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: { GroupId: ${group}, IpProtocol: tcp, FromPort: 9000, ToPort: 9000, CidrIp: 10.0.0.0/16 }
`;
  const files = { 'network.yaml': EXPORTING, 'web.yaml': importing(group), 'rule.yaml': rule };
  assert.deepEqual(findingsOf(engineOf(files)), []);
});

test('an export that comes, changes or goes is noticed', () => {
  const group = '!ImportValue { "Fn::Sub": "${Network}-WebGroup" }';
  const engine = engineOf({ 'web.yaml': importing(group) });
  const found = (file: string, text: string | undefined): readonly string[] => {
    if (text === undefined) engine.remove(`/w/${file}`);
    else engine.update(`/w/${file}`, text);
    engine.refresh();
    return findingsOf(engine).map(({ message }) => message);
  };
  assert.deepEqual(found('network.yaml', EXPORTING), [CLOSED]);
  assert.deepEqual(found('network.yaml', EXPORTING.replaceAll('80', '9000')), []);
  assert.deepEqual(found('network.yaml', EXPORTING), [CLOSED]);
  assert.deepEqual(found('copy.yaml', EXPORTING), []);
  assert.deepEqual(found('copy.yaml', undefined), [CLOSED]);
  assert.deepEqual(found('network.yaml', undefined), []);
});

test('what is not deployed says nothing', () =>
  assert.deepEqual(
    cloudLines({
      'stack.yaml': `${TOP}
Resources:
  Group:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Condition: IsDev
    Properties: { Port: 80 }
`,
    }),
    [],
  ));

test('a comment silences, as anywhere', () =>
  checkFixture(`
    === stack.yaml
    Resources:
      Task:
        Type: AWS::ECS::TaskDefinition
        Properties:
          NetworkMode: awsvpc
          ContainerDefinitions:
            - Name: web
              Image: example.com/web:1
              PortMappings:
                # portolan-ignore task-host-port
                - { ContainerPort: 3000, HostPort: 80 }
  `));

test('other YAML and JSON is left alone', () => {
  const build = (text: string) => cloudformation.build('/w/a.yaml', { text: () => text, below: () => [] }, undefined);
  assert.equal(build('a: 1\n'), undefined);
  assert.equal(build('Resources: [AWS::x]\n'), undefined);
  assert.equal(build('Resources:\n  A: { Type: AWS::ECS::Service }\n')?.units.length, 0);
});

test('nothing half typed throws', () => {
  const text = `Parameters:
  P: { Type: Number, Default: 80 }
Resources:
  G:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties:
      Port: !If [A, !Ref P, !Sub "\${P}"]
      Targets: [{ Id: !Ref I, Port: 1 }]
      Name: !ImportValue {"Fn::Sub": "\${P}-name"}
Outputs:
  Name:
    Value: !ImportValue other
    Export: { Name: !Sub "\${P}-name" }
`;
  for (let end = 0; end <= text.length; end++) engineOf({ 'stack.yaml': text.slice(0, end) });
});
