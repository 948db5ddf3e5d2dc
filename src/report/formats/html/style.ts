export const STYLE = `
:root{color-scheme:light;--ink:#1c2024;--dim:#5b6470;--paper:#fff;--card:#f6f7f9;--line:#d5dae1;--link:#0b57b0;
--del:#ffe5e5;--ins:#dcf5e1;--del2:#ffb9b9;--ins2:#a5e3b2;--same:#1a6b35;--differs:#8a4b00;--manual:#9b1c31;--focus:#0b57b0}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;--ink:#e4e8ee;--dim:#a2acb9;--paper:#14171b;
--card:#1d2127;--line:#3a414b;--link:#7fb7ff;--del:#45201f;--ins:#17381f;--del2:#7d3130;--ins2:#22602f;--same:#7fd696;
--differs:#ffb964;--manual:#ff95a5;--focus:#7fb7ff}}
:root[data-theme=dark]{color-scheme:dark;--ink:#e4e8ee;--dim:#a2acb9;--paper:#14171b;--card:#1d2127;--line:#3a414b;--link:#7fb7ff;
--del:#45201f;--ins:#17381f;--del2:#7d3130;--ins2:#22602f;--same:#7fd696;--differs:#ffb964;--manual:#ff95a5;--focus:#7fb7ff}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
header,main,footer{max-width:1500px;margin:0 auto;padding:0 1.5rem}
h1{margin:1.2rem 0 .3rem;font-size:1.4rem}h2{margin:2.2rem 0 .6rem;font-size:1.2rem;border-bottom:1px solid var(--line)}
h3{margin:0;font-size:1rem}
.verdict{font-size:1.15rem}.wrong{border:2px solid var(--manual);padding:.6rem 1rem;border-radius:6px}
nav a,nav button{margin-right:1rem}a{color:var(--link)}
code,.diff{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.87em;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}caption{text-align:left;color:var(--dim);padding:.2rem 0}
th,td{text-align:left;vertical-align:top;padding:.25rem .6rem;border-bottom:1px solid var(--line)}
th button{all:unset;cursor:pointer;font-weight:inherit}th button:focus-visible{outline:2px solid var(--focus)}
th[aria-sort=ascending] button::after{content:" \\2191"}th[aria-sort=descending] button::after{content:" \\2193"}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(21rem,1fr));gap:.8rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:6px;padding:.7rem 1rem}
.card p{margin:.35rem 0}.card dl{margin:.4rem 0;border-left:3px solid var(--differs);padding-left:.7rem}dt{color:var(--dim)}dd{margin:0 0 .3rem}
.tag{font-weight:600}.same{color:var(--same)}.differs{color:var(--differs)}.manual{color:var(--manual)}
.migrated{color:var(--same)}.bridged{color:var(--differs)}.kept{color:var(--manual)}
.scroll{overflow-x:auto}
summary{cursor:pointer;padding:.4rem 0}summary h3{display:inline}
.hunk{display:grid;grid-template-columns:minmax(0,1fr) 19rem;gap:1rem;margin:0 0 1rem;border:1px solid var(--line);border-radius:6px}
.hunk:target,.hunk.here{outline:2px solid var(--focus)}
.hunk ul{list-style:none;margin:0;padding:.5rem .8rem;font-size:.9em}.hunk li{margin-bottom:.5rem}
.hunk.seen table,.hunk.seen ul{opacity:.45}
.diff{table-layout:fixed;font-size:12.5px;line-height:1.45}.diff caption,.diff thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.diff td{border:0;padding:0 .4rem;white-space:pre-wrap;overflow-wrap:anywhere}
.diff .n{width:4.2rem}.diff td:nth-child(odd){color:var(--dim);text-align:right;user-select:none}
.diff .d{background:var(--del)}.diff .i{background:var(--ins)}
.diff del{background:var(--del2);text-decoration:none}.diff ins{background:var(--ins2);text-decoration:none}
.diff.unified,.diff.unified tbody,.diff.unified tr,.diff.unified td{display:block}.diff.unified td:nth-child(odd){display:none}
.diff.unified tr:not(:has(.d,.i)) td:nth-child(4),.diff.unified td:empty{display:none}
.bar{display:flex;flex-wrap:wrap;gap:.8rem;align-items:end;margin:.5rem 0}
input,select,button{font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:4px;padding:.25rem .6rem}
:focus-visible{outline:2px solid var(--focus);outline-offset:1px}
[hidden]{display:none}
dialog{background:var(--paper);color:var(--ink);border:1px solid var(--line);border-radius:8px}kbd{border:1px solid var(--line);border-radius:3px;padding:0 .3rem}
@media (max-width:1000px){.hunk{grid-template-columns:1fr}.diff,.diff tbody,.diff tr,.diff td{display:block}.diff td:nth-child(odd){display:none}.diff tr:not(:has(.d,.i)) td:nth-child(4),.diff td:empty{display:none}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media print{nav,.bar{display:none}.hunk{break-inside:avoid}}
`;
