/** What makes the map's page look and behave: its style sheet and its script, both part of the page. */

export const STYLE = `
:root { color-scheme: light dark; --paper: #f6f4ee; --card: #fffdf8; --ink: #1d2b36; --dim: #61707c; --line: #ddd6c7;
  --sea: #14506e; --sea-soft: #e3eef3; --ok: #2f7d4f; --bad: #b3261e; --bad-soft: #fbe9e7; --mark: #fff1c2; }
@media (prefers-color-scheme: dark) { :root { --paper: #10181f; --card: #17222b; --ink: #e4ebf0; --dim: #93a4b1;
  --line: #2b3a46; --sea: #7cc4e8; --sea-soft: #1d3340; --ok: #7fce9c; --bad: #ff9d94; --bad-soft: #3a2322;
  --mark: #4a3f1d; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
header { position: sticky; top: 0; z-index: 3; background: var(--paper); border-bottom: 1px solid var(--line);
  padding: 14px 28px; display: flex; flex-wrap: wrap; gap: 10px 24px; align-items: center; }
h1 { font-size: 19px; margin: 0; letter-spacing: .01em; } h1 small { color: var(--dim); font-weight: 400; }
nav { display: flex; gap: 16px; } nav a { color: var(--sea); text-decoration: none; } nav a:hover { text-decoration: underline; }
.tools { margin-left: auto; display: flex; gap: 8px; }
input, select { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  padding: 6px 12px; } input { width: min(340px, 60vw); }
input:focus-visible, select:focus-visible, nav a:focus-visible, .scroll:focus-visible { outline: 2px solid var(--sea); outline-offset: 1px; }
main { padding: 8px 28px 60px; max-width: 1600px; margin: 0 auto; }
h2 { font-size: 16px; margin: 34px 0 4px; scroll-margin-top: 84px; } .note { color: var(--dim); margin: 0 0 12px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; margin: 0 0 14px; overflow: hidden; }
.card h3 { font-size: 14px; margin: 0; padding: 10px 16px; border-bottom: 1px solid var(--line); display: flex; gap: 10px; align-items: baseline; }
.card.bad h3::after { content: "broken"; color: var(--bad); font-size: 12px; font-weight: 600; }
.tag { font-size: 12px; font-weight: 400; color: var(--sea); background: var(--sea-soft); border-radius: 99px; padding: 1px 9px; white-space: nowrap; }
.scroll { overflow: auto; } .drawing { padding: 8px; } svg { display: block; max-width: none; }
.node rect { fill: var(--paper); stroke: var(--line); } .node .bar { stroke: none; fill: var(--dim); }
.node.entry .bar { fill: var(--sea); } .node.listens .bar { fill: var(--ok); } .node.broken .bar { fill: var(--bad); }
.node.broken > rect:first-of-type { fill: var(--bad-soft); stroke: var(--bad); }
svg text { fill: var(--ink); } .port { font: 600 13px ui-monospace, monospace; } .who { font: 13px system-ui, sans-serif; }
.site { font: 11px ui-monospace, monospace; } svg text.site { fill: var(--dim); } .node.broken text.site { fill: var(--bad); }
.edge path { fill: none; stroke: var(--dim); stroke-width: 1.4; } .edge.broken path { stroke: var(--bad); stroke-dasharray: 4 3; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: 6px 16px; border-top: 1px solid var(--line);
  vertical-align: baseline; } thead th { border-top: 0; color: var(--dim); font-weight: 600; font-size: 13px; white-space: nowrap; }
td.port, td.mono { font-family: ui-monospace, monospace; font-size: 13px; } td.port { font-weight: 600; white-space: nowrap; }
td.mono { color: var(--dim); overflow-wrap: anywhere; } tr:hover td { background: var(--sea-soft); }
tr.place th { background: var(--paper); color: var(--dim); font-weight: 600; font-size: 13px; }
tr.differs td { background: var(--mark); } td.absent { color: var(--dim); } .legend b { font-weight: 600; }
[hidden] { display: none !important; } footer { color: var(--dim); padding: 0 28px 40px; max-width: 1600px; margin: 0 auto; font-size: 13px; }
@media print { header { position: static; } .tools, nav { display: none; } .card { break-inside: avoid; } }
`;

/** Hides what does not hold every word that is searched for, and what is not in the environment that is chosen. */
export const SCRIPT = `
const search = document.getElementById('search'), chosen = document.getElementById('environment');
const items = [...document.querySelectorAll('[data-text]')];
const apply = () => {
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const name = chosen ? chosen.value : '';
  for (const item of items) {
    const text = item.dataset.text;
    const own = JSON.parse(item.dataset.environments || '[]');
    item.hidden = !words.every((word) => text.includes(word)) || (name !== '' && own.length > 0 && !own.includes(name));
  }
  for (const group of document.querySelectorAll('tbody.group')) group.hidden = !group.querySelector('tr[data-text]:not([hidden])');
  for (const part of document.querySelectorAll('[data-count]'))
    part.textContent = document.querySelectorAll(part.dataset.count + ':not([hidden])').length;
};
search.addEventListener('input', apply);
if (chosen) chosen.addEventListener('change', apply);
document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || document.activeElement === search) return;
  event.preventDefault();
  search.focus();
});
apply();
`;
