/**
 * The floor: what any program must do that reads the workspace. Reads every file and parses the YAML ones into
 * events, in one thread. Run in a process of its own: `floor.mjs FOLDER`; prints `{ "milliseconds", "yamlBytes" }`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEvents } from 'js-yaml';

const root = process.argv[2] ?? '.';
const paths = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));

let events = 0;
let yamlBytes = 0;
const start = performance.now();
for (const path of paths) {
  const text = readFileSync(path, 'utf8');
  if (!path.endsWith('.yaml')) continue;
  yamlBytes += text.length;
  try {
    events += parseEvents(text, {}).length;
  } catch {
    // A template is no YAML; it is read all the same.
  }
}
const milliseconds = performance.now() - start;
process.stdout.write(JSON.stringify({ milliseconds, yamlBytes, events }));
