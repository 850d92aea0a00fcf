/** The page's look: one column, system fonts, light and dark by the reader's preference, and a plain form for paper. */
export const style = `
:root{color-scheme:light dark;--paper:#fcfcfa;--sheet:#fff;--ink:#1d2226;--soft:#5c666e;--line:#dfe2e0;--faint:#eef0ed;--accent:#1f6f78;--accent-soft:#1f6f7833;--warm:#a8501c;
--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media (prefers-color-scheme:dark){:root{--paper:#14181b;--sheet:#1a1f23;--ink:#dfe4e6;--soft:#98a4ab;--line:#313a40;--faint:#22292e;--accent:#5cc0c4;--accent-soft:#5cc0c43a;--warm:#e79a63}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1432px;margin:0 auto;padding:48px 24px 64px}
section{margin-top:56px}
h1{font-size:32px;line-height:1.2;letter-spacing:-.015em;font-weight:650;margin:0 0 12px;overflow-wrap:anywhere}
h2{font-size:20px;letter-spacing:-.01em;font-weight:620;margin:0 0 16px;padding-bottom:8px;border-bottom:1px solid var(--line)}
h3{font-size:15px;font-weight:620;margin:0 0 4px;overflow-wrap:anywhere}
p{margin:0 0 12px;max-width:78ch}
code,pre,.groups dl{font-family:var(--mono);font-size:13px}
code{overflow-wrap:anywhere}
pre{background:var(--faint);border-radius:6px;padding:12px 16px;margin:0 0 16px;white-space:pre-wrap;overflow-wrap:anywhere}
dl,dd{margin:0}
.eyebrow{color:var(--accent);font-size:13px;font-weight:600;letter-spacing:.02em;margin-bottom:8px}
.lead{font-size:18px;line-height:1.5}
.note,.none,.unit,.readout,.legend{color:var(--soft)}
.note{font-size:14px;max-width:none}
.note b{color:var(--ink);font-weight:600}
.note>span{margin-right:.8em}
.problem{color:var(--warm)}
.state{display:inline-block;vertical-align:middle;font-size:13px;font-weight:600;letter-spacing:0;border-radius:99px;padding:2px 10px;margin-left:4px;background:var(--accent-soft);color:var(--accent)}
.state.failed,.state.interrupted,.state.unreadable{background:color-mix(in srgb,var(--warm) 16%,transparent);color:var(--warm)}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(216px,1fr));background:var(--sheet);border:1px solid var(--line);border-radius:8px;overflow:hidden;margin-top:28px}
.tiles>div{padding:14px 18px;box-shadow:0 0 0 .5px var(--line)}
.tiles dt{color:var(--soft);font-size:13px}
.tiles dd{font-size:21px;font-weight:600;letter-spacing:-.01em;white-space:nowrap}
.tiles small{display:block;font-size:12.5px;font-weight:400;color:var(--soft);letter-spacing:0;white-space:normal}
.tiles .to{color:var(--soft);font-weight:400}
.charts{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:36px 40px}
.chart:first-child{grid-column:1/-1}
.chart:first-child .plot{height:300px}
figure{margin:0}
.chart figcaption{display:flex;flex-wrap:wrap;gap:0 8px;align-items:baseline;margin-bottom:12px;font-size:14px}
.readout{margin-left:auto;font-size:13px}
.plot{position:relative;height:190px;margin:0 8px 22px 52px;touch-action:pan-y;cursor:crosshair;outline-offset:6px}
.plot svg{position:absolute;inset:0;width:100%;height:100%;overflow:visible}
.plot path{vector-effect:non-scaling-stroke;fill:none}
.plot .grid{stroke:var(--line);stroke-width:1}
.plot .line{stroke:var(--accent);stroke-width:1.8;stroke-linejoin:round}
.plot .dot{stroke-width:7;stroke-linecap:round}
.plot .raw{stroke:var(--accent);stroke-width:1;opacity:.38}
.plot .band{fill:var(--accent);opacity:.24}
.plot .mark{stroke:var(--warm);stroke-dasharray:4 4}
.plot span{position:absolute;font-size:12px;line-height:16px;color:var(--soft);white-space:nowrap;pointer-events:none}
.plot .y{right:calc(100% + 8px);transform:translateY(50%)}
.plot .x{top:calc(100% + 5px);transform:translateX(-50%)}
.plot .name{left:auto;right:0;transform:none}
.plot .marked{right:0;color:var(--warm);padding-bottom:1px}
.cursor{position:absolute;display:none;top:0;bottom:0;border-left:1px solid var(--soft);pointer-events:none}
.legend{font-size:12.5px;margin:0 0 0 52px}
.steps{position:sticky;top:0;z-index:1;display:flex;flex-wrap:wrap;align-items:center;gap:4px;border:0;margin:0 0 12px;padding:8px 0;background:var(--paper)}
.steps legend{float:left;padding:0 8px 0 0;color:var(--soft);font-size:14px}
.steps input{position:absolute;opacity:0}
.steps span{display:block;min-width:48px;text-align:center;font-size:13px;padding:3px 10px;border:1px solid var(--line);border-radius:5px;cursor:pointer}
.steps :checked+span{background:var(--accent);border-color:var(--accent);color:var(--paper);font-weight:600}
.steps :focus-visible+span{outline:2px solid var(--accent);outline-offset:2px}
.scales{display:flex;flex-wrap:wrap;gap:6px 28px;font-size:13px;color:var(--soft);margin-bottom:12px}
.scale>span{white-space:nowrap}
.scale i{display:inline-block;width:110px;height:10px;border-radius:2px;vertical-align:-1px;print-color-adjust:exact;-webkit-print-color-adjust:exact}
article{margin-top:28px}
.kind{font-size:12.5px;font-weight:600;color:var(--accent);border:1px solid var(--accent-soft);border-radius:4px;padding:1px 7px;margin-left:6px;white-space:nowrap}
.panels{display:grid;grid-auto-flow:column;grid-auto-columns:var(--w);justify-content:start;gap:6px;overflow-x:auto;padding-bottom:8px}
#samples:not(:has(#show-predictions:checked)) .prediction{display:none}
.switch{display:inline-block;font-size:13.5px;margin-bottom:12px;cursor:pointer}
.panel figcaption{display:flex;gap:0 8px;align-items:baseline;font-size:13.5px;font-weight:600;margin-bottom:5px}
.panel small{color:var(--soft);font-weight:400}
.panel div{position:relative;width:var(--w)}
.panel div+div{margin-top:6px}
.panel img{display:block;width:100%;height:auto;image-rendering:pixelated}
.panel svg{position:absolute;inset:0;width:100%;height:100%}
.panel path{fill:none;stroke:#fff;stroke-width:1;vector-effect:non-scaling-stroke}
.panel .line{stroke-dasharray:3 3}
.panel .halo{stroke:#0009;stroke-dasharray:none}
.toggle{margin-left:12px;white-space:nowrap;color:var(--ink);cursor:pointer}
.toggle input{accent-color:var(--accent);vertical-align:-1px}
.groups{columns:3 330px;column-gap:48px}
.group{margin-bottom:24px;break-inside:avoid}
.group>h3{break-after:avoid}
.groups dl>div{display:flex;gap:12px;justify-content:space-between;padding:3px 0;border-bottom:1px solid var(--faint);break-inside:avoid}
.groups dt{color:var(--soft);overflow-wrap:anywhere}
.groups dd{text-align:right;overflow-wrap:anywhere}
.groups .differs dt,.groups .differs dd{color:var(--ink);font-weight:600}
.groups small{color:var(--soft);font-weight:400;margin-left:6px}
#settings:not(:has(#all-settings:checked)) .default{display:none}
.scroll{overflow-x:auto;margin-bottom:12px}
table{border-collapse:collapse;font-size:14px}
th{text-align:left;font-weight:600;color:var(--soft);font-size:13px}
th,td{padding:6px 24px 6px 0;border-bottom:1px solid var(--line);vertical-align:top}
td code,.n{white-space:nowrap}
.n{text-align:right}
.best{font-size:12.5px;font-weight:600;color:var(--accent);background:var(--accent-soft);border-radius:4px;padding:1px 7px}
summary{cursor:pointer;color:var(--soft);margin-bottom:8px}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(300px,1fr));gap:12px 32px;margin-bottom:24px}
.facts dt{color:var(--soft);font-size:13px}
.facts dd{overflow-wrap:anywhere}
footer{margin-top:64px;padding-top:16px;border-top:1px solid var(--line);color:var(--soft);font-size:13px}
@media (max-width:760px){
main{padding:28px 18px 48px}
h1{font-size:26px}
.lead{font-size:16.5px}
section{margin-top:44px}
.charts{grid-template-columns:minmax(0,1fr)}
.plot{height:170px}
.chart:first-child .plot{height:220px}
.readout{margin-left:0;flex-basis:100%}
.tiles{grid-template-columns:repeat(auto-fill,minmax(160px,1fr))}
.tiles>div{padding:12px 14px}
.tiles dd{font-size:18px}
}
@media print{
:root{color-scheme:light;--paper:#fff;--sheet:#fff;--ink:#000;--soft:#444;--line:#ccc;--faint:#f3f3f3;--accent:#1f6f78;--accent-soft:#1f6f7826;--warm:#a8501c}
body{font-size:10.5pt}
main{max-width:none;padding:0}
.charts{grid-template-columns:repeat(2,minmax(0,1fr))}
.steps{position:static}
.toggle{display:none}
.panels{grid-auto-columns:minmax(0,1fr);gap:6px;overflow:visible}
.panel div{width:auto}
.panel figcaption{font-size:8pt;flex-wrap:wrap}
article,.chart,.group,tr{break-inside:avoid}
h2{break-after:avoid}
}
`;
