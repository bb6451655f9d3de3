/**
 * Dockerrun.aws.json, version 1: the one container of an environment of Elastic Beanstalk
 * (docs.aws.amazon.com/elasticbeanstalk, Docker configuration). Its proxy sends requests to the first of the ports. Without
 * an image the Dockerfile beside it is built. Later versions hold task definitions, or nothing of ports.
 */
import { basename, dirname, join } from 'node:path/posix';
import type { Container, Format, Site, Source } from '../model/index.ts';
import { parsePort } from '../syntax/ports.ts';
import { get, items, parseYaml, scalar, spanOf, textAt, type YamlNode } from '../syntax/yaml.ts';

export const dockerrun: Format = {
  id: 'dockerrun',
  matches: (path) => basename(path) === 'Dockerrun.aws.json',
  parse(source, problem) {
    const { documents, problems } = parseYaml(source);
    for (const { message, offset } of problems) problem(message, source.span(offset, offset));
    const [document] = documents;
    return document && textAt(document, 'AWSEBDockerrunVersion') === '1' ? [environmentOf(source, document)] : [];
  },
};

function environmentOf(source: Source, document: YamlNode): Container {
  const { file } = source;
  const folder = dirname(file);
  const image = scalar(get(document, 'Image', 'Name'));
  const span = image ? spanOf(source, image) : source.span(document.start, document.start);
  const label = `Elastic Beanstalk ${basename(folder)}`;
  const id = `${file}#0`;
  return {
    kind: 'container',
    id,
    file,
    format: 'dockerrun',
    label,
    name: basename(folder),
    span,
    sites: items(get(document, 'Ports')).flatMap((entry) => portSite(source, entry)),
    ...(image
      ? { image: { text: [{ text: image.text, span }], span } }
      : { build: { context: folder, dockerfile: join(folder, 'Dockerfile'), arguments: [] } }),
    environment: [],
    environmentFrom: [],
    mounts: [],
    covers: items(get(document, 'Volumes')).flatMap((volume) => textAt(volume, 'ContainerDirectory') ?? []),
    network: { project: id, names: [], joined: [], links: [], profiles: [], replicas: 1 },
    pod: { id, label, span, namespace: undefined, labels: {}, hostNetwork: false },
  };
}

function portSite(source: Source, entry: YamlNode): readonly Site[] {
  const port = scalar(get(entry, 'ContainerPort'));
  const value = port && parsePort(port.text);
  if (!value) return [];
  const span = spanOf(source, port);
  return [{ role: 'target', field: 'ContainerPort', protocol: 'tcp', span, value, to: [{ kind: 'own' }] }];
}
