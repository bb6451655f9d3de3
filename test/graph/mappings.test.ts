/** The merging of ports is that of the Compose specification (13-merge.md), the examples and any other lists. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bearsName } from '../../server/src/graph/environments/projects.ts';
import { keys } from '../../server/src/graph/keys.ts';
import { mappingsOf } from '../../server/src/graph/values/mappings.ts';
import { engineOf, type Files, ROOT } from '../support/workspace.ts';

/** What is merged for the service `web` of a file, as `address:published:target/protocol`. */
function merged(files: Files, file: string): readonly string[] {
  const { store } = engineOf(files, { severities: { 'published-port-conflict': 'off' } }).graph;
  const web = store.find(keys.file(`${ROOT}/${file}`)).find(bearsName('web'));
  assert.ok(web);
  return mappingsOf(store, web).map(({ published, target }) => {
    const number = (site: typeof published) => (site?.value.kind === 'number' ? site.value.number : '');
    return `${published?.site.address?.text ?? '0.0.0.0'}:${number(published)}:${number(target)}/${target.site.protocol}`;
  });
}

const service = (ports: string) => `services:\n  web:\n    ports: ${ports}\n`;
const first = (ports: string) => `${service(ports)}    image: example.com/web\n`;

test("the specification's examples", () => {
  const over = (ports: string) =>
    merged({ 'compose.yaml': first('["8080:80"]'), 'compose.override.yaml': service(ports) }, 'compose.override.yaml');
  assert.deepEqual(over('["8443:443"]'), ['0.0.0.0:8080:80/tcp', '0.0.0.0:8443:443/tcp']);
  assert.deepEqual(over('!override ["8443:443"]'), ['0.0.0.0:8443:443/tcp']);
  assert.deepEqual(over('!reset []'), []);
  assert.deepEqual(over('["8080:80"]'), ['0.0.0.0:8080:80/tcp']);
  assert.deepEqual(over('["8080:80/udp"]'), ['0.0.0.0:8080:80/tcp', '0.0.0.0:8080:80/udp']);
});

const mapping = fc
  .record({
    address: fc.constantFrom('', '127.0.0.1', '0.0.0.0'),
    published: fc.constantFrom(undefined, 8080, 8081),
    target: fc.constantFrom(80, 81),
    protocol: fc.constantFrom('tcp', 'udp'),
  })
  .map((m) => (m.published === undefined ? { ...m, address: '' } : m));
type Mapping = Parameters<Parameters<typeof mapping.map>[0]>[0];

const short = ({ address, published, target, protocol }: Mapping): string =>
  `"${address && `${address}:`}${published === undefined ? '' : `${published}:`}${target}/${protocol}"`;
const long = ({ address, published, target, protocol }: Mapping): string =>
  `{ target: ${target}, protocol: ${protocol}${published === undefined ? '' : `, published: "${published}"`}${address && `, host_ip: ${address}`} }`;
const key = ({ address, published, target, protocol }: Mapping): string =>
  `${address || '0.0.0.0'}:${published ?? ''}:${target}/${protocol}`;

const layer = fc.record({
  tag: fc.constantFrom('', '', '!override ', '!reset '),
  ports: fc.array(fc.tuple(mapping, fc.boolean()), { maxLength: 5 }),
});

test('any layers, in both forms: appended, kept once by address, ports and protocol, replaced or reset', () => {
  fc.assert(
    fc.property(fc.array(layer, { minLength: 1, maxLength: 3 }), (layers) => {
      const names = layers.map((_, index) => `compose.${index}.yaml`);
      const files = Object.fromEntries(
        layers.map(({ tag, ports }, index) => [
          names[index]!,
          (index === 0 ? first : service)(
            `${tag}[${ports.map(([m, isLong]) => (isLong ? long(m) : short(m))).join(', ')}]`,
          ),
        ]),
      );
      const expected = new Set<string>();
      for (const { tag, ports } of layers) {
        if (tag !== '') expected.clear();
        if (tag !== '!reset ') for (const [m] of ports) expected.add(key(m));
      }
      const env = { '.env': `COMPOSE_FILE=${names.join(':')}\n` };
      assert.deepEqual(merged({ ...env, ...files }, names.at(-1)!), [...expected]);
    }),
    { numRuns: 150 },
  );
});
