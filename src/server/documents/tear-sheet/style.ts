/** The look of the document: the app's colours, dark, light and on paper. Nothing is loaded from anywhere. */
export const STYLE = `
:root{color-scheme:dark light;--bg:#101417;--bg2:#171d21;--line:#2b343a;--faint:#1d2429;--t1:#e7ecee;--t2:#a9b4bb;--t3:#87939b;--up:#5fabf0;--down:#f29559;--ok:#54c2ae;--warn:#e5c65f;--bad:#f7757f;--held:#7d8a93;--l1:#4fa3f0;--l2:#e0a33a;--l3:#9c7be8;--l4:#54c2ae}
@media (prefers-color-scheme:light){:root{--bg:#fff;--bg2:#f5f7f8;--line:#d3dadd;--faint:#e7ebed;--t1:#14191c;--t2:#465158;--t3:#5c6870;--up:#1766ae;--down:#a84a0c;--ok:#0f766b;--warn:#7a5c00;--bad:#b3202c;--held:#7d8a93;--l1:#1766ae;--l2:#8a5a00;--l3:#6a3fc4;--l4:#0f766b}}
@media print{:root{color-scheme:light;--bg:#fff;--bg2:#f5f7f8;--line:#c3cacd;--faint:#e7ebed;--t1:#000;--t2:#333;--t3:#555;--up:#1766ae;--down:#a84a0c;--ok:#0f766b;--warn:#7a5c00;--bad:#b3202c;--held:#7d8a93;--l1:#1766ae;--l2:#8a5a00;--l3:#6a3fc4;--l4:#0f766b}figure,tr,.strip,.verdict,.card,.two>*{break-inside:avoid}h2,h3,caption{break-after:avoid}thead{display:table-header-group}svg{max-height:90mm}.verdict,.strip,.key i,svg *{print-color-adjust:exact;-webkit-print-color-adjust:exact}.scroll{overflow:visible!important}body{font-size:10px!important;padding:0!important}a{color:inherit}@page{margin:14mm}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1080px;padding:20px 16px 40px;background:var(--bg);color:var(--t1);font:13px/1.5 Inter,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
h1{font-size:18px;margin:0}h2{font-size:13px;margin:28px 0 8px;padding-bottom:6px;border-bottom:1px solid var(--line)}h3{font-size:12px;font-weight:500;color:var(--t2);margin:14px 0 4px}
p{margin:4px 0}.dim,caption{color:var(--t3)}code{font:11px/1.5 "JetBrains Mono",ui-monospace,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.verdict{border-left:3px solid var(--held);background:var(--bg2);padding:12px 16px;margin:14px 0;display:grid;grid-template-columns:150px 1fr;gap:16px}
.verdict.trust{border-color:var(--ok)}.verdict.doubt{border-color:var(--warn)}.verdict.reject{border-color:var(--bad)}
.verdict strong{display:block;font-size:24px;line-height:1.25;letter-spacing:-.02em}.trust strong{color:var(--ok)}.doubt strong{color:var(--warn)}.reject strong{color:var(--bad)}
.verdict ol,.findings{margin:0;padding-left:20px}.verdict li,.findings li{margin:0 0 4px}.verdict li span,.findings li span{color:var(--t2)}
.strip{display:grid;grid-template-columns:repeat(auto-fit,minmax(120px,1fr));margin:0;border:1px solid var(--line);border-width:1px 0}.strip div{padding:8px 12px 8px 0}
dt{color:var(--t3);font-size:11px}dd{margin:0;font-variant-numeric:tabular-nums}.strip dd{font-size:18px;font-weight:500}
.card{display:grid;grid-template-columns:repeat(auto-fill,minmax(240px,1fr));gap:6px 20px;margin:0}.card dd{overflow-wrap:anywhere}
figure{margin:8px 0}svg{display:block;width:100%;height:auto}svg text{fill:var(--t3);font-size:11px;font-variant-numeric:tabular-nums}
.grid{stroke:var(--faint);fill:none}.line{fill:none;stroke-width:1.4;vector-effect:non-scaling-stroke}.line.run{stroke:var(--t1)}.line.held{stroke:var(--held)}.line.fall{stroke:var(--down)}.line.band{stroke:var(--held);stroke-dasharray:4 3}
.line.l1{stroke:var(--l1)}.line.l2{stroke:var(--l2)}.line.l3{stroke:var(--l3)}.line.l4{stroke:var(--l4)}
.key .l1 i{border-color:var(--l1)}.key .l2 i{border-color:var(--l2)}.key .l3 i{border-color:var(--l3)}.key .l4 i{border-color:var(--l4)}
.gain{fill:var(--up)}.loss{fill:var(--down)}
.key{display:flex;gap:16px;color:var(--t2);font-size:11px}.key i{display:inline-block;width:14px;border-top:2px solid var(--t1);margin-right:5px;vertical-align:3px}.key .held i{border-color:var(--held)}.key .band i{border-top-style:dashed;border-color:var(--held)}
.two{display:grid;grid-template-columns:1fr 1fr;gap:24px}.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:11px;font-variant-numeric:tabular-nums}caption{text-align:left;padding:0 0 4px;font-size:11px}
th,td{text-align:right;padding:2px 6px;border-bottom:1px solid var(--faint);white-space:nowrap;font-weight:400}thead th{color:var(--t3)}tbody th{color:var(--t2)}th:first-child,.words{text-align:left}
@media (max-width:640px){.verdict,.two{grid-template-columns:1fr}body{font-size:15px}table{font-size:12px}}
`;
