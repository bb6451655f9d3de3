/** A fixed list of findings with everything that reports have to write, and stay right with. */
import { type Finding, pointBehind } from '../../server/src/model/index.ts';
import { spanOf } from './program.ts';

export const FILES = {
  'big.yaml': '#'.repeat(2_000_001),
  'k8s/deploy.yaml': 'kind: Deployment\nports: [{ containerPort: 8080 }]\n',
  'k8s/service.yaml': 'kind: Service\n\tport: 80 # 100% "<ü>"\n\ttargetPort: 8081\r\n',
  'ok.yaml': 'port: 1\n',
  'odd, name: 50%.yaml': 'odd: 9\n',
};

export function findFixed(file: string, text: string, root: string): readonly Finding[] {
  const name = file.slice(root.length + 1);
  if (name === 'odd, name: 50%.yaml') {
    return [
      { rule: 'odd-port', severity: 'info', span: spanOf(file, text, '9'), message: 'odd', related: [], fixes: [] },
    ];
  }
  if (name !== 'k8s/service.yaml') return [];
  const declared = spanOf(`${root}/k8s/deploy.yaml`, FILES['k8s/deploy.yaml'], '8080');
  const target = spanOf(file, text, '8081');
  const end = pointBehind(declared);
  return [
    {
      rule: 'odd-port',
      severity: 'warning',
      span: spanOf(file, text, '80'),
      message: 'port 80 is "odd" & <rare> | 100%:\nby far',
      related: [],
      fixes: [],
    },
    {
      rule: 'wrong-port',
      severity: 'error',
      span: target,
      message: 'targetPort 8081 reaches no container of Deployment web: it declares 8080 (http)',
      related: [{ span: declared, message: 'containerPort 8080 (http)' }],
      fixes: [
        { title: 'Change targetPort to 8080', edits: [{ span: target, newText: '8080' }] },
        {
          title: 'Declare 8081',
          edits: [
            { span: end, newText: ' }, { containerPort: 8081' },
            { span: target, newText: 'http' },
          ],
        },
      ],
    },
  ];
}
