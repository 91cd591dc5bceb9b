/** The look of the pages: one column, the reader's own fonts, light or dark as they like it. */

export const STYLE = `:root {
  color-scheme: light dark;
  --paper: light-dark(#fbfaf7, #15171c);
  --ink: light-dark(#23262d, #dcdfe6);
  --soft: light-dark(#5c626e, #9aa2b1);
  --line: light-dark(#e2dfd7, #2b303a);
  --link: light-dark(#2b5c8a, #8dbbe8);
  --wash: light-dark(#f2efe8, #1d2129);
}
* { box-sizing: border-box; }
html { font: 100%/1.6 system-ui, sans-serif; background: var(--paper); color: var(--ink); text-size-adjust: none; }
body { max-width: 42rem; margin: 0 auto; padding: 1rem 1.1rem 3rem; overflow-wrap: anywhere; }
a { color: var(--link); text-underline-offset: 0.15em; text-decoration-thickness: 1px; }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 2px; }
h1, h2, h3 { line-height: 1.25; text-wrap: balance; }
h1 { font-size: 1.9rem; margin: 1.6rem 0 0.4rem; }
h2 { font-size: 1.2rem; margin: 2.4rem 0 0.6rem; padding-bottom: 0.3rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.4rem 0 0.3rem; color: var(--soft); font-weight: 600; }
ul { padding-inline-start: 1.2rem; }
.site { color: var(--soft); font-size: 0.9rem; }
footer.site { margin-top: 4rem; padding-top: 0.6rem; border-top: 1px solid var(--line); }
.skip { position: absolute; inset-inline-start: -999rem; }
.skip:focus { position: static; }
.lead { font-size: 1.1rem; color: var(--soft); margin: 0 0 1rem; }
.what, .why, .count, .note, .formats { color: var(--soft); font-size: 0.9rem; }
.what { font-weight: normal; }
.what::before { content: "— "; }
.note { border: 1px solid var(--line); border-radius: 0.8rem; padding: 0 0.5rem; }
.formats { white-space: nowrap; }
.follow dt { font-weight: 600; margin-top: 0.8rem; }
.follow dd { margin: 0.2rem 0 0; }
.address { display: block; user-select: all; background: var(--wash); border: 1px solid var(--line); border-radius: 6px; padding: 0.45rem 0.7rem; }
.latest, .shelf, .facts, .references { list-style: none; padding: 0; }
.latest li, .references li { padding: 0.3rem 0; }
.shelf { columns: 2 16rem; column-gap: 2rem; }
.shelf li { break-inside: avoid; padding: 0.25rem 0; }
.facts { display: flex; flex-wrap: wrap; gap: 0.2rem 0.9rem; color: var(--soft); font-size: 0.9rem; margin: 0.6rem 0 1.6rem; }
.content-note { border: 1px solid var(--line); border-radius: 6px; background: var(--wash); padding: 0.6rem 0.9rem; }
.content-note[open] { background: none; }
summary { cursor: pointer; padding: 0.3rem 0; }
.text img, .text video { max-width: 100%; height: auto; }
.text pre { overflow-x: auto; background: var(--wash); border: 1px solid var(--line); border-radius: 6px; padding: 0.7rem 0.9rem; overflow-wrap: normal; }
code { font: 0.9em ui-monospace, monospace; }
.text blockquote { margin: 1rem 0; padding-inline-start: 1rem; border-inline-start: 3px solid var(--line); color: var(--soft); }
.text table { display: block; overflow-x: auto; border-collapse: collapse; overflow-wrap: normal; }
.text th, .text td { border: 1px solid var(--line); padding: 0.3rem 0.6rem; text-align: start; }
.text hr { border: 0; border-top: 1px solid var(--line); margin: 2rem 0; }
`;

export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="14" fill="#2b5c8a"/><path fill="#fbfaf7" d="M32 9l5.6 17.4L55 32l-17.4 5.6L32 55l-5.6-17.4L9 32l17.4-5.6z"/></svg>
`;
