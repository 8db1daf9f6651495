import { timelineFrame } from './charts/timeline-frame.ts';

/**
 * Colours after Okabe and Ito's palette for colour-blind readers, darkened or lightened until text reaches 4.5:1 on its page.
 */
export const colourRules = {
  light: `--page: #ffffff; --panel: #f6f7f9; --ink: #1c2024; --soft: #5a6470; --line: #c9d0d8; --zone: #e4e8ed;
  --base: #6a737d; --candidate: #0072b2; --bad: #b8450a; --good: #00734f; --open: #8a6100;`,
  dark: `--page: #101418; --panel: #191f25; --ink: #e8ecf0; --soft: #a3aeb9; --line: #3a444e; --zone: #262e36;
    --base: #9aa5b1; --candidate: #56b4e9; --bad: #f0884f; --good: #3fc59b; --open: #e0b040;`,
};

const share = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(3)}%`;
const timesPadding = (width: number): string =>
  `0 ${share(timelineFrame.right, width)} 0 ${share(timelineFrame.left, width)}`;

/**
 * The style of the HTML report. No url, no import, no font: the page loads nothing.
 */
export const pageStyle = `
:root {
  color-scheme: light dark;
  ${colourRules.light}
}
@media (prefers-color-scheme: dark) {
  :root {
    ${colourRules.dark}
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 1000px; margin: 0 auto; padding: 24px 16px 64px; }
h1 { font-size: 1rem; font-weight: 600; margin: 0 0 4px; color: var(--soft); }
h2 { font-size: 1.2rem; margin: 48px 0 8px; padding-top: 16px; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 16px 0 4px; }
p { margin: 8px 0; max-width: 75ch; }
.verdict { border-left: 6px solid var(--tone); padding: 4px 0 4px 16px; margin: 0 0 16px; }
.verdict .word { color: var(--tone); font-size: 1.6rem; font-weight: 700; margin: 0; line-height: 1.3; }
.verdict .sentence { font-size: 1.15rem; margin: 4px 0 0; }
.pass { --tone: var(--good); } .fail { --tone: var(--bad); } .inconclusive { --tone: var(--open); } .invalid { --tone: var(--bad); }
.warnings { background: var(--panel); border: 1px solid var(--open); border-radius: 6px; padding: 8px 16px; margin: 16px 0; }
.warnings ul, .reasons { margin: 4px 0; padding-left: 20px; }
.quiet { color: var(--soft); font-size: .9rem; }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 16px 24px; }
figure { margin: 12px 0; min-width: 0; }
figcaption { font-size: .875rem; color: var(--soft); }
figcaption b { color: var(--ink); }
svg { display: block; width: 100%; height: auto; }
.grid figure { max-width: 560px; }
.effects svg { max-width: 760px; }
.narrow { display: none; }
.key { white-space: nowrap; margin-right: 12px; }
.key::before { content: ''; display: inline-block; width: 22px; margin-right: 6px; vertical-align: middle; border-top: 3px solid var(--candidate); }
.key.base::before { border-top: 3px dashed var(--base); }
.kind { white-space: nowrap; margin-right: 12px; }
.kind::before { content: ''; display: inline-block; width: 10px; height: 10px; margin-right: 6px; background: var(--kind); }
.kind-0 { --kind: var(--bad); } .kind-1 { --kind: var(--open); } .kind-2 { --kind: var(--ink); } .kind-3 { --kind: var(--soft); }
.stage { position: relative; }
.times { position: absolute; inset: 0; display: flex; padding: ${timesPadding(timelineFrame.broad)}; }
.times label { flex: 1; cursor: crosshair; }
.times input { position: absolute; opacity: 0; width: 1px; height: 1px; margin: 0; }
.times label:hover, .times label:has(:checked) { background: color-mix(in srgb, var(--ink) 22%, transparent); }
.times label:has(:focus-visible) { outline: 2px solid var(--candidate); }
.readout { position: absolute; top: 100%; left: 0; right: 0; z-index: 1; min-height: 8.5rem; padding: 6px 12px; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; font-size: .8125rem; pointer-events: none; clip-path: inset(50%); }
.readout b, .readout > span { display: block; }
.times :checked + .readout { clip-path: none; }
.times label:hover .readout { clip-path: none; z-index: 2; }
.hint { min-height: 8.5rem; margin: 0; padding: 6px 12px; max-width: none; color: var(--soft); font-size: .8125rem; }
.scroll { overflow-x: auto; }
.scroll:focus-visible, summary:focus-visible, a:focus-visible { outline: 2px solid var(--candidate); outline-offset: 2px; }
table { border-collapse: collapse; font-size: .875rem; overflow-wrap: normal; }
.changed table { width: 100%; }
th, td { text-align: left; padding: 5px 10px; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; color: var(--soft); }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.weak { color: var(--soft); font-style: italic; }
.tone-regressed { color: var(--bad); font-weight: 700; } .tone-improved { color: var(--good); font-weight: 700; }
.tone-inconclusive { color: var(--open); font-weight: 700; }
.name { font-family: ui-monospace, monospace; font-size: .92em; overflow-wrap: anywhere; }
details { margin: 8px 0; }
summary { cursor: pointer; color: var(--candidate); font-size: .875rem; padding: 4px 0; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 10px 14px; white-space: pre-wrap; font: .875rem/1.5 ui-monospace, monospace; }
a { color: var(--candidate); }
@media (max-width: 560px) {
  main { padding: 16px 12px 48px; }
  .broad { display: none; } .narrow { display: block; }
  .times { padding: ${timesPadding(timelineFrame.narrow)}; }
  .readout, .hint { min-height: 13rem; }
  .changed thead { display: none; }
  .changed tr { display: grid; grid-template-columns: 1fr 1fr; padding: 8px 0; border-bottom: 1px solid var(--line); }
  .changed td { border: 0; padding: 2px 0; text-align: left; }
  .changed td:first-child, .changed td:nth-child(2) { grid-column: 1 / -1; }
  .changed td:first-child { display: none; }
  .changed td[data-head]::before { content: attr(data-head) ' '; color: var(--soft); }
}
@media print {
  :root { --page: #ffffff; --panel: #ffffff; --ink: #000000; --soft: #444444; --line: #bbbbbb; --zone: #e8e8e8; --base: #666666; --candidate: #00558a; --bad: #a33a00; --good: #005f40; --open: #6f4e00; }
  body { font-size: 11pt; }
  .times, .hint { display: none; }
  .grid { grid-template-columns: 1fr 1fr; }
  .scroll { overflow: visible; }
  table { font-size: 8pt; }
  th, td { padding: 2px 4px; }
  figure, tr, .verdict { break-inside: avoid; }
  h2 { break-after: avoid; }
  details::details-content { content-visibility: visible; height: auto; opacity: 1; }
}
`;
