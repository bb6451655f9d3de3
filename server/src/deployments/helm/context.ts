/**
 * What a template sees besides its values (helm.sh/docs/chart_template_guide/builtin_objects): the release, as `helm
 * template` would install it, the chart, its files, and a cluster that has what the chart asks for.
 */
import { basename, join, normalize, relative } from 'node:path/posix';
import type { Chart } from './chart.ts';
import type { ChartFiles } from './files.ts';
import type { Reads } from './reads.ts';
import { split, type Text } from './text.ts';
import { toYaml } from './to-yaml.ts';
import {
  bool,
  type Dict,
  dictOf,
  type Entry,
  FALSE,
  int,
  list,
  plainText,
  TRUE,
  UNKNOWN_VALUE,
  type Value,
} from './value.ts';
import type { Instance } from './values.ts';

/** The name that `helm template` takes where none is given: the same text wherever a template writes it. */
const RELEASE = plainText('release-name');

const KUBERNETES = plainText('v1.34.0');

/** The same for all templates of a chart. */
export type SharedContext = Readonly<Record<string, Value>>;

export function sharedContext({ chart, name, isRoot }: Instance, values: Value, files: ChartFiles): SharedContext {
  return {
    Values: values,
    Chart: chartValue(chart.metadata, name, isRoot),
    Release: dictOf({
      Name: RELEASE,
      Namespace: plainText('default'),
      Service: plainText('Helm'),
      Revision: int(1),
      IsInstall: TRUE,
      IsUpgrade: FALSE,
    }),
    Capabilities: CAPABILITIES,
    Files: filesValue(chart, files),
    Subcharts: dictOf({}),
  };
}

/** @param path of the template, as Helm names it: `web/templates/service.yaml`. */
export function contextOf(shared: SharedContext, path: string): Dict {
  const base = plainText(`${path.slice(0, path.lastIndexOf('/templates/'))}/templates`);
  return dictOf({ ...shared, Template: dictOf({ Name: plainText(path), BasePath: base }) });
}

const FIELDS: Readonly<Record<string, string>> = { apiVersion: 'APIVersion', kubeVersion: 'KubeVersion' };

function chartValue(metadata: Dict, name: string, isRoot: boolean): Dict {
  const entries = new Map<string, Entry>();
  const texts = ['Name', 'Version', 'AppVersion', 'Description', 'Type', 'Home', 'Icon', 'KubeVersion', 'APIVersion'];
  for (const field of texts) entries.set(field, { key: plainText(field), value: plainText('') });
  for (const [key, entry] of metadata.entries) {
    const field = FIELDS[key] ?? `${key.charAt(0).toUpperCase()}${key.slice(1)}`;
    const { value } = entry;
    // All of these are texts, whatever YAML takes them for.
    const text = (value.kind === 'number' || value.kind === 'bool') && value.written;
    entries.set(field, { key: plainText(field), value: text || value });
  }
  const own = entries.get('Name')!.value;
  if (own.kind !== 'string' || own.text !== name)
    entries.set('Name', { key: plainText('Name'), value: plainText(name) });
  entries.set('IsRoot', { key: plainText('IsRoot'), value: bool(isRoot) });
  return { kind: 'dict', entries };
}

/**
 * Every API that is asked for is there, so that whatever a chart can deploy is looked at; OpenShift's alone are not,
 * since charts do other things there.
 */
const CAPABILITIES = dictOf({
  KubeVersion: dictOf({
    Version: KUBERNETES,
    GitVersion: KUBERNETES,
    Major: plainText('1'),
    Minor: plainText('34'),
  }),
  APIVersions: {
    ...dictOf({}),
    methods: {
      Has: {
        kind: 'method',
        call: ([version]) =>
          version?.kind === 'string' ? bool(!version.text.includes('openshift.io/')) : UNKNOWN_VALUE,
      },
    },
  },
  HelmVersion: dictOf({ Version: plainText('v3.19.0'), GitCommit: plainText(''), GoVersion: plainText('') }),
});

/** `.Files`: what lies in the chart's folder and is neither a template nor a chart of its own. */
function filesValue({ folder, files: all, ignores }: Chart, files: ChartFiles): Dict {
  const read = (name: string, reads: Reads): Text => {
    const path = normalize(join(folder, name));
    reads.files.add(path);
    reads.files.add(ignores.path);
    const inside = all.includes(path) && !path.startsWith(`${folder}/templates/`);
    return (inside ? files.at(path)?.text : undefined) ?? plainText('');
  };
  const textMethod = (give: (text: Text) => Value): Value => ({
    kind: 'method',
    call: ([name], reads) => (name?.kind === 'string' ? give(read(name.text, reads)) : UNKNOWN_VALUE),
  });
  const glob: Value = {
    kind: 'method',
    call: ([pattern], reads) => {
      if (pattern?.kind !== 'string') return UNKNOWN_VALUE;
      reads.files.add('*');
      const test = globPattern(pattern.text);
      const names = all
        .map((path) => relative(folder, path))
        .filter((name) => test.test(name) && !/^templates\//.test(name));
      return globbed(names.map((name) => [name, read(name, reads)] as const));
    },
  };
  return {
    ...dictOf({}),
    methods: {
      Get: textMethod((text) => text),
      GetBytes: textMethod((text) => text),
      Lines: textMethod((text) =>
        list(split(text, '\n').filter((line, at, all) => line.text !== '' || at < all.length - 1)),
      ),
      AsConfig: UNKNOWN_VALUE,
      AsSecrets: UNKNOWN_VALUE,
      Glob: glob,
    },
  };
}

function globbed(found: readonly (readonly [string, Text])[]): Dict {
  const byName = new Map<string, Entry>(found.map(([name, text]) => [name, { key: plainText(name), value: text }]));
  const config = new Map<string, Entry>(
    found.map(([name, text]) => [basename(name), { key: plainText(basename(name)), value: text }]),
  );
  const maker = { made: plainText };
  return {
    kind: 'dict',
    entries: byName,
    methods: {
      AsConfig: {
        kind: 'method',
        call: () => (found.length > 0 ? toYaml({ kind: 'dict', entries: config }, maker) : plainText('')),
      },
      AsSecrets: UNKNOWN_VALUE,
      Glob: UNKNOWN_VALUE,
      Get: {
        kind: 'method',
        call: ([name]) => (name?.kind === 'string' ? (byName.get(name.text)?.value ?? plainText('')) : UNKNOWN_VALUE),
      },
    },
  };
}

/** github.com/gobwas/glob with `/` between folders: `*` within a folder, `**` across, `{a,b}`. */
function globPattern(pattern: string): RegExp {
  const source = pattern.replace(/\*\*|[*?{},.+^$|()[\]\\]/g, (mark) => {
    const known: Readonly<Record<string, string>> = {
      '**': '.*',
      '*': '[^/]*',
      '?': '[^/]',
      '{': '(?:',
      '}': ')',
      ',': '|',
    };
    return known[mark] ?? `\\${mark}`;
  });
  try {
    return new RegExp(`^${source}$`);
  } catch {
    return /^\b$/;
  }
}
