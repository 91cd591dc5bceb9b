/**
 * The look of the pages: one column to read, the reader's own fonts, light or dark as they like it, and a night sky where
 * nodes are shown as stars. Every colour of text stands at least 4.5 : 1 from what is behind it (WCAG 2.2, 1.4.3).
 */

const BASE = `:root {
  color-scheme: light dark;
  --paper: light-dark(#fbfaf7, #12141b);
  --ink: light-dark(#23262d, #dfe2ea);
  --soft: light-dark(#595f6b, #a2aab9);
  --line: light-dark(#e3dfd5, #2a2f3b);
  --link: light-dark(#23568a, #93c0ee);
  --wash: light-dark(#f3f0e8, #1b1f29);
  --added: light-dark(#dcf1dc, #173a22);
  --cut: light-dark(#fbe2de, #4a2020);
}
* { box-sizing: border-box; }
html { font: 100%/1.65 system-ui, sans-serif; background: var(--paper); color: var(--ink); text-size-adjust: none; scroll-padding-top: 1rem; }
body { max-width: 66rem; margin: 0 auto; padding: 0 1.1rem 3rem; overflow-wrap: anywhere; }
main > * { max-width: 42rem; margin-inline: auto; }
main > .broad { max-width: none; }
a { color: var(--link); text-underline-offset: 0.16em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; text-wrap: balance; }
h1 { font-size: clamp(1.7rem, 1.2rem + 2.2vw, 2.5rem); letter-spacing: -0.015em; margin-block: 0.6rem 0.5rem; }
h2 { font-size: 1.3rem; margin-block: 2.4rem 0.7rem; }
h3 { font-size: 1.08rem; margin: 1.7rem 0 0.4rem; }
h4, h5, h6 { font-size: 1rem; margin: 1.4rem 0 0.3rem; color: var(--soft); }
ul, ol { padding-inline-start: 1.3rem; }
time, .count, .why, .what, .note, .formats, .quiet, .crumbs { color: var(--soft); font-size: 0.9rem; }
code { font: 0.9em ui-monospace, monospace; }
summary { cursor: pointer; padding: 0.3rem 0; }
.skip { position: absolute; inset-inline-start: -999rem; }
.skip:focus { position: static; }
`;

const FRAME = `header.site { display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem 1.4rem; padding: 1rem 0; margin-bottom: 1.2rem; border-bottom: 1px solid var(--line); font-size: 0.95rem; }
header.site nav { display: flex; gap: 1.1rem; margin-inline-end: auto; }
header.site a { color: var(--soft); text-decoration: none; padding: 0.2rem 0; }
header.site a:hover, header.site a[aria-current] { color: var(--ink); text-decoration: underline; text-underline-offset: 0.4em; }
header.site .home { display: flex; align-items: center; gap: 0.5rem; color: var(--ink); font-weight: 650; }
.star path { fill: light-dark(#b07a1e, #ffd98a); }
form { display: flex; gap: 0.4rem; flex-wrap: wrap; }
input[type="search"], .address { font: inherit; color: inherit; background: var(--wash); border: 1px solid light-dark(#8b8779, #6d7484); border-radius: 7px; padding: 0.35rem 0.7rem; min-width: 0; }
header.site form { flex: 0 1 17rem; flex-wrap: nowrap; }
header.site input { width: 100%; }
button { font: inherit; color: var(--paper); background: var(--link); border: 0; border-radius: 7px; padding: 0.35rem 0.9rem; cursor: pointer; white-space: nowrap; }
footer.site { margin-top: 4rem; padding-top: 0.8rem; border-top: 1px solid var(--line); color: var(--soft); font-size: 0.9rem; }
.lead { font-size: 1.15rem; color: var(--soft); margin-block: 0 1.2rem; }
.note { border: 1px solid var(--line); border-radius: 0.9rem; padding: 0.05rem 0.6rem; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
.formats { white-space: nowrap; }
.follow dt { font-weight: 600; margin-top: 0.9rem; }
.follow .what { font-weight: normal; }
.follow dd { margin: 0.2rem 0 0; }
.follow .formats { white-space: normal; }
.address { display: block; width: 100%; user-select: all; margin: 0.3rem 0; font-size: 0.82rem; }
`;

const LISTS = `.list, .shelf, .facts, .references, .moments, .crumbs ol { list-style: none; padding: 0; }
.list > li, .references > li { padding: 0.55rem 0; border-bottom: 1px solid var(--line); }
.list > li > a, .references > li > a, .moments > li > a { font-weight: 550; }
.list time { margin-inline-start: 0.4rem; white-space: nowrap; }
.tagline { margin: 0.1rem 0 0; color: var(--soft); }
.tagline { text-align: match-parent; }
.moments { border-inline-start: 2px solid var(--line); margin: 0.6rem 0 1.8rem 0.35rem; padding-inline-start: 1.3rem; }
.moments > li { position: relative; padding: 0.45rem 0; }
.moments > li::before { content: ""; position: absolute; inset-inline-start: calc(-1.3rem - 6px); top: 1.05rem; width: 10px; height: 10px; border-radius: 50%; background: var(--paper); border: 2px solid var(--soft); }
.moments > .created::before, .moments > .restored::before { background: light-dark(#b07a1e, #ffd98a); border-color: light-dark(#b07a1e, #ffd98a); }
.moments > .removed::before { border-style: dotted; }
.moments .what { display: block; }
.changes { margin: 0.2rem 0 0; padding: 0; font-size: 0.9rem; color: var(--soft); list-style: none; }
.changes b { font-weight: 600; color: var(--ink); }
.shelf { columns: 2 15rem; column-gap: 2rem; }
.shelf li { break-inside: avoid; padding: 0.28rem 0; }
.facts { display: flex; flex-wrap: wrap; gap: 0.2rem 1rem; color: var(--soft); font-size: 0.9rem; margin: 0.6rem 0 1.4rem; }
.crumbs ol { display: flex; flex-wrap: wrap; gap: 0.2rem 0.5rem; margin: 0; }
.crumbs li + li::before { content: "›" / ""; margin-inline-end: 0.5rem; }
.crumbs a, .facts a { color: inherit; }
.state { font-size: 0.8rem; border-radius: 0.8rem; padding: 0.05rem 0.55rem; border: 1px solid var(--line); color: var(--soft); white-space: nowrap; }
`;

const NODE = `.text { margin-top: 1.2rem; }
.text > :first-child { margin-top: 0; }
.text :is(p, li, h2, h3, h4, h5, h6, dd, dt, td, th, blockquote) { unicode-bidi: plaintext; text-align: start; }
.text img { max-width: 100%; height: auto; }
.text pre { overflow-x: auto; background: var(--wash); border: 1px solid var(--line); border-radius: 8px; padding: 0.8rem 1rem; overflow-wrap: normal; direction: ltr; }
.text :not(pre) > code { background: var(--wash); border-radius: 4px; padding: 0.1em 0.3em; }
pre code[data-language]::before { content: attr(data-language); display: block; color: var(--soft); font: 0.75rem system-ui, sans-serif; margin-bottom: 0.4rem; }
.text blockquote { margin: 1.2rem 0; padding-inline-start: 1rem; border-inline-start: 3px solid var(--line); color: var(--soft); }
.table { overflow-x: auto; margin: 1.2rem 0; }
.text table { border-collapse: collapse; overflow-wrap: normal; font-size: 0.95rem; }
.text :is(th, td) { border: 1px solid var(--line); padding: 0.35rem 0.7rem; }
.text th { background: var(--wash); }
.text hr { border: 0; border-top: 1px solid var(--line); margin: 2rem auto; width: 40%; }
.picture { border: 1px dashed var(--line); border-radius: 6px; padding: 0.1rem 0.5rem; }
.picture::before { content: "🖼 " / ""; }
.content-note { border: 1px solid var(--line); border-radius: 10px; background: var(--wash); padding: 0.6rem 1rem; }
.content-note[open] { background: none; }
.contents { font-size: 0.92rem; border: 1px solid var(--line); border-radius: 10px; padding: 0.35rem 0.9rem; margin-bottom: 1.4rem; }
.contents ol { list-style: none; padding: 0; margin: 0.2rem 0 0.5rem; }
.contents.wide { display: none; }
.contents.wide p { margin: 0.2rem 0; }
.contents li { padding: 0.16rem 0; line-height: 1.4; }
.contents .deeper { padding-inline-start: 1rem; }
.contents a { color: var(--soft); text-decoration: none; }
.contents a:hover { color: var(--ink); text-decoration: underline; }
@media (min-width: 62rem) {
  .node { display: grid; grid-template-columns: minmax(0, 42rem) minmax(0, 1fr); column-gap: 3rem; max-width: none !important; }
  .node > * { grid-column: 1; }
  main > * { margin-inline: 0; }
  .contents.narrow { display: none; }
  .node > .contents.wide { display: block; grid-column: 2; grid-row: 2 / span 3; position: sticky; top: 1rem; align-self: start; max-height: calc(100vh - 2rem); overflow-y: auto; border-width: 0 0 0 1px; border-radius: 0; }
  .front { display: grid; grid-template-columns: minmax(0, 1fr) 19rem; column-gap: 4rem; align-items: start; }
  .front .shelf { columns: 1; }
}
ins { background: var(--added); text-decoration: none; border-radius: 3px; }
del { background: var(--cut); border-radius: 3px; }
.diff { white-space: pre-wrap; border-inline-start: 3px solid var(--line); padding-inline-start: 1rem; margin: 1rem 0; unicode-bidi: plaintext; }
.pick { border-collapse: collapse; width: 100%; }
.pick :is(td, th) { padding: 0.5rem 0.4rem; border-bottom: 1px solid var(--line); text-align: start; vertical-align: top; font-weight: normal; }
.pick thead { color: var(--soft); font-size: 0.9rem; }
.pick th { overflow-wrap: normal; }
.pick input { width: 1.25rem; height: 1.25rem; }
.pick ~ [name="page"] { color: var(--link); background: none; box-shadow: inset 0 0 0 1px; }
`;

/** The sky is night in light and dark alike; on paper it is not printed black. */
const SKY = `figure.sky { margin-block: 2.4rem 1rem; }
figure.sky svg { display: block; width: 100%; height: auto; border-radius: 14px; background: #0d1328 radial-gradient(ellipse at 50% 42%, #1f2c56, #0b1022 75%); }
figure.sky figcaption { color: var(--soft); font-size: 0.9rem; margin-top: 0.5rem; }
.constellation .dust { stroke: #c9d4f5; stroke-opacity: 0.45; stroke-width: 1.6; stroke-linecap: round; }
.constellation :is(.near, .far) { fill: none; stroke: #9fb2e6; stroke-opacity: 0.6; stroke-width: 1.4; }
.constellation .glow { stroke: #ffe9b0; stroke-opacity: 0.1; stroke-linecap: round; }
.constellation .spark { fill: #ffe9b0; }
.constellation circle { fill: #ffe9b0; fill-opacity: 0; stroke: #ffe9b0; stroke-opacity: 0; }
.constellation a:is(:hover, :focus-visible) circle { fill-opacity: 0.2; stroke-opacity: 0.8; }
.constellation a:is(:hover, :focus-visible) text { text-decoration: underline; }
.constellation text { font-size: 16px; }
.constellation .away0 text { font-weight: 650; }
.constellation .small { display: none; font-size: 26px; }
.constellation text, .map text { fill: #e6ebfb; font-family: system-ui, sans-serif; direction: ltr; paint-order: stroke; stroke: #0b1022; stroke-width: 0.2em; stroke-linejoin: round; }
svg a:focus-visible { outline: 2px solid #ffe9b0; }
.map .disc { fill: #8fa6e8; fill-opacity: 0.07; }
.map .roads path { stroke: #9fb2e6; stroke-opacity: 0.28; }
.map .dots { stroke: #ffe9b0; stroke-linecap: round; fill: none; }
.map .size0 { stroke: #aebce6; stroke-opacity: 0.75; }
.map .size1 { stroke: #d6dcf2; }
.map .spark { fill: #ffe9b0; }
.map .lights { pointer-events: none; }
.map .aim { fill: #ffe9b0; fill-opacity: 0.1; }
.map a:is(:hover, :focus-visible) .aim { fill-opacity: 0.4; }
.map a.name:is(:hover, :focus-visible) .disc { fill-opacity: 0.14; }
.map a:is(:hover, :focus-visible) text { text-decoration: underline; }
figure.sky .map { max-height: max(92vh, 40rem); }
.scroll { overflow-x: auto; border-radius: 14px; }
.scroll svg { min-width: 60rem; }
/* On a phone the sky reaches from edge to edge: stars are as large as fingers, and fewer names are larger. */
@media (max-width: 40rem) {
  figure.sky { margin-inline: -1.1rem; }
  figure.sky figcaption { margin-inline: 1.1rem; }
  figure.sky svg, .scroll { border-radius: 0; }
  .constellation text { display: none; }
  .constellation .small { display: initial; }
  .constellation circle { r: 36px; }
}
@media (max-width: 36rem) {
  .formats { white-space: normal; }
  header.site form { flex-basis: 100%; }
}
@media (prefers-reduced-motion: no-preference) {
  html { scroll-behavior: smooth; }
  .constellation circle, .map .aim { transition: fill-opacity 0.2s; }
}
@media print {
  header.site nav, header.site form, footer.site, .contents, .about, .skip, .sky { display: none; }
  body { max-width: none; }
  a { color: inherit; }
  .text pre { white-space: pre-wrap; overflow: visible; }
}
`;

export const STYLE = BASE + FRAME + LISTS + NODE + SKY;

export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="14" fill="#1f2c56"/><path fill="#ffe9b0" d="M32 6q2.6 23.4 26 26q-23.4 2.6-26 26q-2.6-23.4-26-26q23.4-2.6 26-26z"/></svg>
`;
