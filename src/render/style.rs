//! The look of the page that `html` writes.
//!
//! The page contains its whole style, so that it looks the same as an attachment, in an archive or offline.

/// The style sheet.
pub(crate) const SHEET: &str = r#"
:root {
  color-scheme: light dark;
  --paper: #fdfcf9; --ink: #1c2025; --quiet: #5b636d; --rule: #e2ded5; --band: #f4f1e9;
  --bar: #2b6a99; --below: #b3552f; --shade: rgb(28 32 37 / 16%);
  --line-2: #3a7d44; --line-3: #7a4fa3; --line-4: #8a6d00; --line-5: #a0325f; --line-6: #23797f; --line-7: #5b636d;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #15181c; --ink: #e8e6e1; --quiet: #9ba3ad; --rule: #2e343b; --band: #1e2328;
    --bar: #63a9d8; --below: #e0926a; --shade: rgb(0 0 0 / 55%);
    --line-2: #7cc488; --line-3: #b99ae0; --line-4: #d6b656; --line-5: #e087ad; --line-6: #6cc4cb; --line-7: #a7afb8;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, "PingFang SC",
    "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif;
}
main { width: fit-content; min-width: min(100%, 52rem); max-width: 100%; margin: 0 auto; padding: clamp(1rem, 4vw, 3rem); }
header { max-width: 60rem; margin-bottom: 1.75rem; }
h1 { margin: 0; font-size: clamp(1.4rem, 1.15rem + 1.3vw, 2rem); line-height: 1.2; font-weight: 650; letter-spacing: -.012em; text-wrap: balance; }
a { color: inherit; text-decoration-color: var(--rule); text-underline-offset: .2em; }
a:hover { text-decoration-color: currentColor; }
.sub { max-width: 60rem; margin: .35rem 0 .75rem; font-weight: 600; font-size: .9375rem; }
h2 { margin: 1.75rem 0 .5rem; font-size: 1.0625rem; line-height: 1.3; font-weight: 650; }
header p { max-width: 46rem; margin: .5rem 0 0; color: var(--quiet); text-wrap: pretty; }
footer { max-width: 60rem; margin-top: 1.5rem; color: var(--quiet); font-size: .8125rem; overflow-wrap: anywhere; }
footer p { margin: .25rem 0 0; }
figure { margin: 0 0 2rem; overflow-x: auto; }
figcaption { margin-bottom: .6rem; font-size: .875rem; font-weight: 600; }
figcaption span { font-weight: 400; color: var(--quiet); }
svg { display: block; width: 100%; min-width: 40rem; max-width: 46rem; height: auto; font-size: 13px; font-variant-numeric: tabular-nums; }
svg text { fill: var(--ink); }
svg .quiet { fill: var(--quiet); }
svg .end { text-anchor: end; }
svg .middle { text-anchor: middle; }
svg .bar, svg .dot { fill: var(--line, var(--bar)); }
svg .below { fill: var(--below); }
svg .open { fill-opacity: .25; stroke: var(--line, var(--bar)); }
svg .below.open { stroke: var(--below); }
svg .bar.forecast { stroke-dasharray: 4 3; }
svg .dot.open { fill: var(--paper); fill-opacity: 1; stroke-width: 2; }
svg .dot.forecast { stroke-dasharray: 2 2; }
svg .path, svg .range { fill: none; stroke: var(--line, var(--bar)); stroke-width: 2.25; stroke-linejoin: round; stroke-linecap: round; }
svg .path.forecast { stroke-dasharray: 5 5; }
svg .range { stroke-width: 1.5; }
svg .bar ~ .range { stroke: var(--ink); }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0 0 .6rem; padding: 0; max-width: 46rem; font-size: .8125rem; list-style: none; }
.legend li::before { content: ""; display: inline-block; width: 1.25em; height: .25em; margin-right: .5em; vertical-align: middle; border-radius: .125em; background: var(--line); }
.line-0 { --line: var(--bar); }
.line-1 { --line: var(--below); }
.line-2 { --line: var(--line-2); }
.line-3 { --line: var(--line-3); }
.line-4 { --line: var(--line-4); }
.line-5 { --line: var(--line-5); }
.line-6 { --line: var(--line-6); }
.line-7 { --line: var(--line-7); }
svg .grid { stroke: var(--rule); }
svg .zero { stroke: var(--quiet); }
.scroll { overflow: auto; max-height: calc(100vh - 2rem); max-height: calc(100dvh - 2rem); }
/* A shade at the side where there is more. */
.scroll, figure {
  background:
    linear-gradient(to right, var(--paper) 40%, transparent) left / 2.5rem 100% local,
    linear-gradient(to left, var(--paper) 40%, transparent) right / 2.5rem 100% local,
    linear-gradient(to right, var(--shade), transparent) left / .75rem 100% scroll,
    linear-gradient(to left, var(--shade), transparent) right / .75rem 100% scroll;
  background-repeat: no-repeat;
}
.scroll:focus-visible, figure:focus-visible { outline: 2px solid var(--bar); outline-offset: 4px; }
table { min-width: min(100%, 36rem); border-collapse: separate; border-spacing: 0; font-size: .9375rem; line-height: 1.4; }
th, td { padding: .5rem 1.25rem .5rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--rule); white-space: nowrap; }
th:last-child, td:last-child { padding-right: .25rem; }
th {
  position: sticky; top: 0; z-index: 1; vertical-align: bottom; background: var(--paper); color: var(--quiet);
  border-bottom: 1.5px solid var(--ink); font-size: .8125rem; font-weight: 600; white-space: normal;
}
.n { text-align: right; font-variant-numeric: tabular-nums; }
.w { min-width: 14rem; max-width: 40rem; white-space: normal; overflow-wrap: anywhere; }
.none { color: var(--quiet); }
@media (hover: hover) { tbody tr:hover td { background: var(--band); } }
@media (max-width: 40rem) { table { font-size: .875rem; } th, td { padding-right: 1rem; } .w { min-width: 13rem; } }
@media print {
  :root {
    color-scheme: light;
    --paper: #fff; --ink: #000; --quiet: #444; --rule: #ccc; --bar: #2b6a99; --below: #b3552f;
    --line-2: #3a7d44; --line-3: #7a4fa3; --line-4: #8a6d00; --line-5: #a0325f; --line-6: #23797f; --line-7: #5b636d;
  }
  @page { margin: 16mm 14mm; }
  a { text-decoration: none; }
  body { font-size: 9.5pt; }
  main { width: auto; min-width: 0; padding: 0; }
  figure, .scroll { overflow: visible; max-height: none; background: none; }
  svg { min-width: 0; }
  svg, .legend { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  table { font-size: 8.5pt; }
  thead { display: table-header-group; }
  h1 { font-size: 17pt; }
  h2 { font-size: 11pt; break-after: avoid; }
  th { position: static; font-size: 8pt; }
  tr, figure { break-inside: avoid; }
  .w { min-width: 0; }
}
"#;
