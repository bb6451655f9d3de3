/**
 * apprunner.yaml: a service of AWS App Runner that is run from the source code beside it
 * (docs.aws.amazon.com/apprunner, Configuration file reference). Requests are sent to `run.network.port`, which the process
 * is told by the variable that `run.network.env` names, and by PORT.
 */
import { basename, dirname } from 'node:path/posix';
import type { Container, Format, Setting } from '../model/index.ts';
import { interpolate } from '../syntax/interpolation.ts';
import { parsePort } from '../syntax/ports.ts';
import { get, items, parseYaml, scalar, spanOf, textAt } from '../syntax/yaml.ts';
import { literalsOf } from '../syntax/yaml-literals.ts';

export const appRunner: Format = {
  id: 'app-runner',
  comment: '#',
  matches: (path) => /^apprunner\.ya?ml$/.test(basename(path)),
  parse(source, problem) {
    const { documents, problems } = parseYaml(source);
    for (const { message, offset } of problems) problem(message, source.span(offset, offset));
    const run = get(documents[0], 'run');
    const port = scalar(get(run, 'network', 'port'));
    const command = scalar(get(run, 'command'));
    const value = port && parsePort(port.text);
    if (!port || !command || value?.kind !== 'number') return [];
    const { file } = source;
    const id = `${file}#0`;
    const name = basename(dirname(file)) || 'app';
    const label = 'App Runner service';
    const span = spanOf(source, port);
    const told = ['PORT', textAt(run, 'network', 'env') ?? 'PORT'];
    const container: Container = {
      kind: 'container',
      id,
      file,
      format: 'app-runner',
      label,
      name,
      span,
      sites: [{ role: 'target', field: 'port', protocol: 'tcp', span, value, to: [{ kind: 'own' }] }],
      environment: [
        ...[...new Set(told)].map((of): Setting => ({ name: of, span, value: literalsOf(source, port) })),
        ...items(get(run, 'env')).flatMap((each): readonly Setting[] => {
          const [key, text] = [scalar(get(each, 'name')), scalar(get(each, 'value'))];
          return key && text ? [{ name: key.text, span: spanOf(source, key), value: literalsOf(source, text) }] : [];
        }),
      ],
      environmentFrom: [],
      arguments: { form: 'shell', words: [interpolate(literalsOf(source, command), 'shell')] },
      mounts: [],
      network: { project: id, names: [], joined: [], links: [], profiles: [], replicas: 1 },
      pod: { id, label, span, namespace: undefined, labels: {}, hostNetwork: false },
      folder: dirname(file),
    };
    return [container];
  },
};
