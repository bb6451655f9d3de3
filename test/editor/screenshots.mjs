// Takes the README's pictures in the real editor, on examples/: the squiggle with its problem, the hover's flow, and
// the light bulb's menu. Run by `npm run screenshots`; they go to docs/images/.

import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchBrowser } from '../../scripts/editor/browser.mjs';
import { installChromium } from '../../scripts/editor/chromium.mjs';
import { installEditor } from '../../scripts/editor/install.mjs';
import { installExtension, startServer } from '../../scripts/editor/server.mjs';
import { packageExtension } from '../../scripts/package.mjs';

const root = join(fileURLToPath(import.meta.url), '../../..');
const examples = join(root, 'examples');
const images = join(root, 'docs/images');
const viewport = { width: 1200, height: 720 };
const largest = 200 * 1024;

/** Each picture: the place that it shows, by the line's text and the port in it, and what one does there. */
const pictures = [
  { name: 'squiggle', file: 'k8s/web.yaml', line: 'targetPort: 8081', port: '8081', act: showProblems },
  { name: 'hover', file: 'proxy/nginx.conf', line: 'server api:8000', port: '8000', act: hover },
  { name: 'fix', file: 'k8s/web.yaml', line: 'targetPort: 8081', port: '8081', act: openLightBulb },
];

async function showProblems(page, picture) {
  // The side bar leaves the message too little room.
  await page.keyboard.press('Control+B');
  await page.keyboard.press('Control+Shift+M');
  await page.locator('.viewpane-filter input').fill(basename(picture.file));
  await page.locator('.markers-panel .monaco-list-row').first().waitFor();
  const place = await placeOnScreen(page, picture);
  await page.mouse.click(place.x, place.y);
}

async function hover(page, picture) {
  const place = await placeOnScreen(page, picture);
  await page.mouse.move(place.x, place.y, { steps: 5 });
  await page.locator('.monaco-hover-content a').first().waitFor();
}

async function openLightBulb(page, picture) {
  const place = await placeOnScreen(page, picture);
  await page.mouse.click(place.x, place.y);
  await page.keyboard.press('Control+.');
  await page.locator('.action-widget .monaco-list-row').first().waitFor();
}

/** The middle of the port on the screen, in pixels. */
async function placeOnScreen(page, { line, port }) {
  const row = page.locator('.view-line', { hasText: line.replaceAll(' ', '\u00a0') }).first();
  await row.waitFor();
  return row.evaluate((element, text) => {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const at = node.data.indexOf(text);
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + text.length);
      const { x, y, width, height } = range.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    }
    throw new Error(`${text} is not on the screen`);
  }, port);
}

async function take(browser, server, picture) {
  const { name, file, line, act } = picture;
  const number =
    readFileSync(join(examples, file), 'utf8')
      .split('\n')
      .findIndex((text) => text.includes(line)) + 1;
  if (number === 0) throw new Error(`${line} stands nowhere in examples/${file}.`);
  const page = await browser.newPage({ viewport });
  const uri = server.uri(join(examples, file));
  const payload = [
    ['openFile', `${uri}:${number}:1`],
    ['gotoLineMode', 'true'],
  ];
  await page.goto(server.page(examples, payload));
  // Everything is there once the status bar has counted.
  await page.locator('[id="portolan.portolan.portolan.counts"] .codicon-compass').waitFor({ timeout: 60_000 });
  await page.locator('.squiggly-warning, .squiggly-error').first().waitFor();
  await act(page, picture);
  // The picture is of what stands still: no fading hover, no notification.
  await page.waitForTimeout(1500);
  const path = join(images, `${name}.png`);
  await page.screenshot({ path });
  await page.close();
  const { size } = statSync(path);
  if (size > largest) throw new Error(`docs/images/${name}.png has ${size} bytes, more than ${largest}.`);
  console.log(`docs/images/${name}.png: ${Math.ceil(size / 1024)} KB`);
}

async function main() {
  const executablePath = installChromium(console.log);
  const editor = installEditor(console.log);
  const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'portolan-pictures-')));
  mkdirSync(images, { recursive: true });
  const ends = [() => rmSync(temporary, { recursive: true, force: true, maxRetries: 5 })];
  try {
    const extensionsFolder = join(temporary, 'extensions');
    mkdirSync(extensionsFolder);
    installExtension(editor, extensionsFolder, packageExtension('out/portolan.vsix'));
    const settings = {
      'workbench.colorTheme': 'Default Dark Modern',
      'editor.minimap.enabled': false,
      'editor.stickyScroll.enabled': false,
    };
    const dataFolder = join(temporary, 'data');
    const server = await startServer(editor, { dataFolder, extensionsFolder, settings, trust: true });
    ends.push(server.stop);
    const browser = await launchBrowser(executablePath);
    ends.push(() => browser.close());
    for (const picture of pictures) await take(browser, server, picture);
  } finally {
    while (ends.length > 0) await ends.pop()();
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
