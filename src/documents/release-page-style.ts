import { html } from './html';

/** Of a document that is filed: a white sheet, in the dark a dark one, on paper what fits a page. Nothing is fetched for it. */
export const PAGE_STYLE = html`
:root { color-scheme: light dark; --ink: #1c2024; --soft: #5b646d; --line: #d5dade; --sheet: #ffffff; --desk: #eef1f3;
  --link: #0b57a4; --good: #1a6b3c; --warning: #8a5200; --bad: #a8201a; --shade: #f6f8f9; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8eb; --soft: #a3adb6; --line: #3a424a; --sheet: #191d21;
  --desk: #0f1214; --link: #7fb8f0; --good: #6fcf97; --warning: #f0b45e; --bad: #ff8a80; --shade: #20262b; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--desk); color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; counter-reset: chapter; }
main { max-width: 60rem; margin: 2rem auto; padding: 3rem 3.5rem; background: var(--sheet); border: 1px solid var(--line); }
header { border-bottom: 3px solid var(--ink); margin-bottom: 1.5rem; padding-bottom: 1rem; }
header p { margin: 0; max-width: none; color: var(--soft); }
.kind { font-size: 0.8rem; font-weight: 600; letter-spacing: 0.12em; text-transform: uppercase; }
h1 { margin: 0.2rem 0 0.4rem; font-size: 1.9rem; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 2.4rem 0 0.8rem; padding-bottom: 0.3rem; border-bottom: 1px solid var(--line); font-size: 1.2rem; counter-increment: chapter; }
h2::before { content: counter(chapter) ". "; color: var(--soft); }
h3 { margin: 1.4rem 0 0.4rem; font-size: 1rem; }
p { max-width: 46rem; }
a { color: var(--link); }
dl { margin: 0 0 1rem; }
dl div { display: grid; grid-template-columns: 12rem 1fr; gap: 0 1rem; padding: 0.3rem 0; border-bottom: 1px solid var(--line); }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; white-space: pre-line; }
.glance { padding: 0.8rem 1.2rem; background: var(--shade); border: 1px solid var(--line); }
.glance dl { margin: 0; }
.glance div:last-child { border-bottom: 0; }
.glance dt { font-weight: 600; color: var(--ink); }
ul.plain { margin: 0; padding: 0; list-style: none; }
table { width: 100%; margin: 0.8rem 0 1.4rem; border-collapse: collapse; font-size: 0.87rem; }
caption { padding-bottom: 0.3rem; text-align: left; color: var(--soft); }
th, td { padding: 0.35rem 0.8rem 0.35rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; min-width: 6.5em; overflow-wrap: anywhere; }
thead th { border-bottom: 2px solid var(--line); font-weight: 600; overflow-wrap: normal; }
tbody th { font-weight: 400; }
th:last-child, td:last-child { padding-right: 0; }
.number { min-width: 4em; text-align: right; font-variant-numeric: tabular-nums; }
time { white-space: nowrap; font-variant-numeric: tabular-nums; }
code, pre { font: 0.86em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
code, .id { overflow-wrap: anywhere; }
.id { color: var(--soft); font-size: 0.86em; }
.before { color: var(--soft); }
pre { margin: 0.4rem 0 0.8rem; padding: 0.7rem 0.9rem; background: var(--shade); border: 1px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere; }
.record { font-size: 0.74rem; unicode-bidi: isolate; }
.hash { margin: 0 0 1.2rem; max-width: none; color: var(--soft); overflow-wrap: anywhere; }
.absent { color: var(--soft); font-style: italic; }
.tag { display: inline-block; padding: 0 0.45em; border: 1px solid currentColor; border-radius: 3px; font-size: 0.85em; font-weight: 600; white-space: nowrap; }
.good { color: var(--good); } .warning { color: var(--warning); } .bad { color: var(--bad); } .unknown { color: var(--soft); }
footer { margin-top: 2.5rem; padding-top: 0.8rem; border-top: 1px solid var(--line); color: var(--soft); font-size: 0.85rem; }
@media screen and (max-width: 45rem) { main { margin: 0; padding: 1.2rem; border: 0; } dl div { grid-template-columns: 1fr; } table { display: block; overflow-x: auto; } }
@media print {
  :root { color-scheme: light; --ink: #000; --soft: #444; --line: #bbb; --sheet: #fff; --desk: #fff; --shade: #f4f4f4; --link: #000;
    --good: #14532d; --warning: #6b3f00; --bad: #8b0f0a; }
  @page { margin: 16mm 15mm; @bottom-right { content: counter(page) " / " counter(pages); font: 9pt sans-serif; } }
  body { font-size: 10pt; }
  main { max-width: none; margin: 0; padding: 0; border: 0; }
  h2, h3, caption { break-after: avoid; }
  table { font-size: 8pt; } th, td { min-width: 4.5em; padding-right: 0.5rem; } time { white-space: normal; }
  tr, dl div, .glance { break-inside: avoid; }
  thead { display: table-header-group; }
  a { color: inherit; text-decoration: none; }
}
`;
