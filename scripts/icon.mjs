// Draws images/icon.png: a compass rose on the lines of a portolan chart.
//   node scripts/icon.mjs [PATH OF A CHROMIUM]
import { chromium } from 'playwright-core';

const SIZE = 256;
const HALF = SIZE / 2;
const SEA = '#14324a';
const RHUMB = '#7fa6bd';
const BRASS = '#e0b45c';
const LIGHT = '#fbf1d8';
const NORTH = '#e4572e';

/** The place at a distance from the middle, `turn` 0 to 1 clockwise from north. */
const at = (distance, turn) =>
  [Math.sin(turn * 2 * Math.PI) * distance, -Math.cos(turn * 2 * Math.PI) * distance].map((n) => (n + HALF).toFixed(2));
const line = (from, to) => `M${from} L${to}`;
const polygon = (points, fill) => `<polygon points="${points.join(' ')}" fill="${fill}"/>`;

/** One point of the rose, as two flanks that meet on its axis. */
const point = (turn, length, waist, left, right) =>
  polygon([at(0, 0), at(waist, turn - 1 / 16), at(length, turn)], left) +
  polygon([at(0, 0), at(waist, turn + 1 / 16), at(length, turn)], right);

const sixteenths = Array.from({ length: 16 }, (_, index) => index / 16);
const rhumbs = sixteenths.map((turn) => line(at(0, 0), at(SIZE, turn)));
// A chart's lines also join the sixteen winds with each other.
const winds = sixteenths.flatMap((turn) => [5, 6].map((step) => line(at(118, turn), at(118, turn + step / 16))));
const between = [1, 3, 5, 7].map((eighth) => point(eighth / 8, 78, 38, BRASS, '#b98a35'));
const main = [1, 2, 3].map((quarter) => point(quarter / 4, 116, 46, LIGHT, '#d8c393'));

const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE}" height="${SIZE}" viewBox="0 0 ${SIZE} ${SIZE}">
  <clipPath id="card"><rect width="${SIZE}" height="${SIZE}" rx="52"/></clipPath>
  <g clip-path="url(#card)">
    <rect width="${SIZE}" height="${SIZE}" fill="${SEA}"/>
    <path d="${[...rhumbs, ...winds].join(' ')}" stroke="${RHUMB}" stroke-width="1" opacity="0.28" fill="none"/>
    <circle cx="${HALF}" cy="${HALF}" r="84" fill="none" stroke="${BRASS}" stroke-width="7"/>
    ${between.join('')}${main.join('')}${point(0, 116, 46, NORTH, '#b53c1b')}
    <circle cx="${HALF}" cy="${HALF}" r="15" fill="${SEA}" stroke="${LIGHT}" stroke-width="6"/>
  </g>
</svg>`;

const browser = await chromium.launch({
  executablePath: process.argv[2] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
const page = await browser.newPage({ viewport: { width: SIZE, height: SIZE } });
await page.setContent(`<body style="margin:0;background:transparent">${svg}</body>`);
await page.screenshot({
  path: new URL('../images/icon.png', import.meta.url).pathname,
  omitBackground: true,
});
await browser.close();
