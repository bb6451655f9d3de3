/**
 * What a chart is made of besides manifests: named templates, notes, and what says which files are none of it. They mean
 * something only as a part of a chart, which is rendered as a deployment; read alone, they say nothing.
 */
import type { Format } from '../model/index.ts';

export const helm: Format = {
  id: 'helm',
  matches: (path) => /\/templates\/(?:.*\/)?(?:[^/]+\.tpl|NOTES\.txt)$|\/\.helmignore$/.test(path),
  parse: () => [],
};
