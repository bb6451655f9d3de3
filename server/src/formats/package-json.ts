/**
 * package.json: the scripts that `npm run` and its like start (docs.npmjs.com, scripts). Each is a command line of a
 * shell; which one a container runs is for the graph to say.
 */
import type { Format, Setting } from '../model/index.ts';
import { interpolate } from '../syntax/interpolation.ts';
import { parseJson } from '../syntax/json.ts';
import { entries, get, scalar, spanOf } from '../syntax/yaml.ts';
import { scalarText } from '../syntax/yaml-text.ts';

export const packageJson: Format = {
  id: 'package-json',
  ofBuilds: true,
  matches: (path) => path.endsWith('/package.json'),
  parse(source) {
    const { file } = source;
    const scripts = get(parseJson(source.text), 'scripts');
    const settings = entries(scripts).flatMap(({ key, value }): Setting[] => {
      const text = scalar(value);
      if (!text || value.kind !== 'scalar' || value.style !== 'quoted') return [];
      const line = scalarText(source, text, 'kubernetes');
      return [{ name: key.text, span: spanOf(source, key), value: interpolate(line, 'shell') }];
    });
    if (!scripts || settings.length === 0) return [];
    const span = source.span(scripts.start, scripts.start);
    const shared = { kind: 'settings', format: 'package-json', sites: [], namespace: undefined } as const;
    return [{ ...shared, id: `${file}#0`, file, label: 'package.json', name: 'package.json', span, settings }];
  },
};
