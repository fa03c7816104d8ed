/** How the page looks: the theme's own colours, and borders where a theme has high contrast. */
import { themed } from './palette.ts';
import { graphStyle } from './svg.ts';

const { text, soft, back, card, border, focus, deny, wait, unknown, pass } = themed;

export const pageStyle = `
*{box-sizing:border-box}
html,body{height:100%;margin:0;padding:0}
body{display:flex;color:${text};background:${back};font:13px/1.5 var(--vscode-font-family,sans-serif)}
#page{flex:1;min-width:0;min-height:0;display:flex;flex-direction:column}
header{padding:12px 20px 4px}
h1{font-size:17px;font-weight:600;margin:0}
h2{font-size:15px;margin:0 0 8px;overflow-wrap:anywhere}
h3,h2.small{font-size:13px;margin:20px 0 6px}
p{margin:4px 0}
code{font-family:var(--vscode-editor-font-family,monospace);font-size:12px;color:inherit;background:none;padding:0}
.soft{color:${soft}}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.bar{display:flex;flex-wrap:wrap;gap:6px 16px;align-items:center;justify-content:space-between;padding:4px 20px 0;border-bottom:1px solid ${border}}
.bar.inner{justify-content:flex-start;padding:8px 20px;border:0}
.group{display:inline-flex;gap:4px}
[role=tablist]{display:flex}
button{font:inherit;color:${text};background:transparent;border:1px solid ${border};border-radius:3px;padding:2px 10px;cursor:pointer}
button:hover{background:var(--vscode-toolbar-hoverBackground,transparent)}
button[aria-pressed=true]{background:var(--vscode-toolbar-activeBackground,transparent);border-color:${focus};box-shadow:inset 0 0 0 1px ${focus}}
[role=tab]{border:0;border-bottom:2px solid transparent;border-radius:0;padding:6px 12px;margin-bottom:-1px;color:${soft}}
[role=tab][aria-selected=true]{color:${text};border-bottom-color:${focus};font-weight:600}
.tools{display:flex;gap:6px;padding-bottom:4px}
:focus{outline:none}
:focus-visible{outline:2px solid ${focus};outline-offset:1px}
label{display:inline-flex;gap:6px;align-items:center}
#panel{flex:1;min-height:0;display:flex;flex-direction:column;position:relative}
.text{padding:12px 20px;overflow:auto}
.nothing{padding:20px}
.stagearea{flex:1;min-height:160px;position:relative;overflow:hidden;border-top:1px solid ${border};border-bottom:1px solid ${border}}
#graph{position:absolute;inset:0;width:100%;height:100%;cursor:grab;touch-action:none}
#graph.moving{cursor:grabbing}
.node[role=button]{cursor:pointer;outline:none}
.node[role=button]:focus-visible .card{stroke:${focus};stroke-width:3}
.node[role=button]:hover .card{stroke-width:2}
#graph.tracing .way:not(.onway){opacity:.35}
#graph .way.onway{stroke:${focus};stroke-width:2.2}
#graph .node.onway .card{stroke:${focus}}
.legend{display:flex;gap:12px;margin:0 0 0 auto}
.legend span{display:inline-flex;align-items:center;gap:4px}
.keys{padding:4px 20px 8px}
.mark{font-weight:700}
.mark.deny,.mark.no{color:${deny}}.mark.wait,.mark.some{color:${wait}}.mark.unknown{color:${unknown}}.mark.pass,.mark.yes{color:${pass}}
.tag{font-size:11px;border:1px solid ${border};border-radius:8px;padding:0 6px;font-weight:400;white-space:nowrap}
table{border-collapse:collapse;margin:8px 0}
th,td{text-align:left;vertical-align:top;padding:4px 12px 4px 8px;border-bottom:1px solid ${border};font-weight:400}
thead th{font-weight:600}
.scrolls{overflow:auto;min-height:0}
.jobs{margin:0 20px}
.matrix{border-collapse:separate;border-spacing:0}
.matrix thead th{position:sticky;top:0;background:${back};z-index:1;max-width:200px}
.matrix tbody th{position:sticky;left:0;background:${back}}
.matrix td{padding:2px}
.matrix .soft{font-weight:400;font-size:12px}
.cell{display:block;width:100%;text-align:left;border-color:transparent;white-space:nowrap}
.cell .more{display:block}
tr.actor th,tr.actor .cell{font-weight:600}
.month{table-layout:fixed;width:100%;max-width:980px}
.month abbr{text-decoration:none}
.month th,.month td{border:1px solid ${border};padding:4px 8px}
.month td{height:74px}
.month td.outside{color:${soft};background:${card}}
.month td.today{box-shadow:inset 0 0 0 2px ${focus}}
.month .words{font-size:12px}
.hours{display:block;width:100%;height:8px;margin:4px 0 3px;overflow:visible}
.hours .whole{fill:${card};stroke:${border};stroke-width:1;vector-effect:non-scaling-stroke}
.hours rect{fill:${wait}}
.link{border:0;padding:0;text-align:left;color:var(--vscode-textLink-foreground,${text});text-decoration:underline;border-radius:0}
#explanation{flex:0 0 min(400px,50%);overflow:auto;padding:16px 20px;background:${card};border-left:2px solid ${border};}
@media (max-width:640px){#explanation{position:absolute;inset:0;z-index:3}}
#explanation:focus-visible{outline:2px solid ${focus};outline-offset:-2px}
#explanation[hidden]{display:none}
.answer{font-size:14px}
.verdict{display:inline-block;border:1px solid ${border};border-radius:9px;padding:0 8px;margin-right:4px;font-size:12px}
.verdict.deny{border-color:${deny}}.verdict.wait{border-color:${wait}}.verdict.unknown{border-color:${unknown}}.verdict.pass{border-color:${pass}}
.gates{list-style:none;margin:0;padding:0}
.gates li{display:flex;gap:10px;padding:6px 0;border-bottom:1px solid ${border}}
.gates .mark{min-width:1em}
dl{display:grid;grid-template-columns:auto 1fr;gap:2px 12px;margin:16px 0}
dt{color:${soft}}dd{margin:0;overflow-wrap:anywhere}
.actions{display:flex;flex-wrap:wrap;gap:6px;margin-top:16px}
body.vscode-high-contrast .cell,body.vscode-high-contrast-light .cell{border-color:${border}}
body.vscode-high-contrast .node.onway .card,body.vscode-high-contrast-light .node.onway .card{stroke-width:2.5}
${graphStyle(themed)}
`;
