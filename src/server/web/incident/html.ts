import { createHash } from "node:crypto";

/** Markup that is safe as it stands. Made by {@link html} alone. */
export interface Html {
  readonly markup: string;
}

type Inside = Html | string | number | null | readonly Html[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? "");

function shown(value: Inside): string {
  if (value === null) return "";
  if (typeof value === "string") return escaped(value);
  if (typeof value === "number") return String(value);
  return "markup" in value ? value.markup : value.map(({ markup }) => markup).join("");
}

/** Joins markup; every text between is escaped, whoever wrote it. Attributes stand in double quotes. */
export function html(parts: TemplateStringsArray, ...values: readonly Inside[]): Html {
  return { markup: parts.reduce((whole, part, at) => `${whole}${shown(values[at - 1] ?? null)}${part}`) };
}

/** Both themes by the system's choice: the tokens of the app, written out, because nothing else is loaded. */
const STYLE = `:root{color-scheme:dark light;--bg:#101417;--bg2:#171d21;--line:#2b343a;--edge:#5f6c75;--tx:#e7ecee;--tx2:#a9b4bb;--warn:#e5c65f;--bad:#f7757f;--badbg:#f7757f;--onbad:#1c0406;--ok:#54c2ae}
@media(prefers-color-scheme:light){:root{--bg:#fff;--bg2:#f5f7f8;--line:#d3dadd;--edge:#77838b;--tx:#14191c;--tx2:#475159;--warn:#735600;--bad:#b01e2d;--badbg:#b01e2d;--onbad:#fff;--ok:#0a7263}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--tx);font:15px/1.45 system-ui,-apple-system,"Segoe UI",sans-serif;font-variant-numeric:tabular-nums}
main{max-width:720px;margin:0 auto;padding:12px 16px 48px}h1{font-size:20px;margin:0}h2{font-size:15px;margin:28px 0 6px;border-bottom:1px solid var(--line);padding-bottom:6px}h3{font-size:15px;margin:18px 0 4px}
p{margin:4px 0;overflow-wrap:anywhere}.q{color:var(--tx2)}.w{color:var(--warn)}.b{color:var(--bad);font-weight:600}.o{color:var(--ok)}
nav{display:flex;gap:16px;flex-wrap:wrap;margin:8px 0}a{color:var(--tx);text-underline-offset:3px}
.acts{display:flex;flex-wrap:wrap;gap:8px;margin:8px 0}.btn{display:inline-flex;align-items:center;justify-content:center;min-height:44px;padding:8px 14px;border:1px solid var(--edge);border-radius:4px;background:var(--bg2);color:var(--tx);font:inherit;font-weight:500;text-decoration:none;cursor:pointer}
.btn.s{background:var(--badbg);border-color:var(--badbg);color:var(--onbad)}a:focus-visible,.btn:focus-visible,input:focus-visible{outline:2px solid var(--ok);outline-offset:2px}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(132px,1fr));gap:8px 16px;margin:8px 0}dt{font-size:12px;color:var(--tx2)}dd{margin:0;font-size:18px;font-weight:500;overflow-wrap:anywhere}
.say{grid-template-columns:repeat(auto-fill,minmax(200px,1fr))}.say dd{font-size:15px}
ul{list-style:none;margin:0;padding:0}li{padding:8px 0;border-bottom:1px solid var(--line)}table{width:100%;border-collapse:collapse;font-size:13px}th{font-weight:400;color:var(--tx2);text-align:right;padding:4px 0}td{text-align:right;padding:6px 0 6px 6px;border-top:1px solid var(--line);overflow-wrap:anywhere}th:first-child,td:first-child{text-align:left;padding-left:0}
label{display:block;margin:12px 0 4px}input[type=text]{width:100%;min-height:44px;padding:8px;font:inherit;color:var(--tx);background:var(--bg2);border:1px solid var(--edge);border-radius:4px}
.note{border-left:3px solid var(--ok);padding:8px 12px;background:var(--bg2);margin:12px 0}.note.x{border-color:var(--bad)}`;

/** Nothing but this very style sheet, our icon and forms to ourselves: see {@link document}. */
export const INCIDENT_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "img-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join("; ");

/** A whole page: no script, no file it could not do without. */
export function document({
  language,
  title,
  body,
}: {
  readonly language: string;
  readonly title: string;
  readonly body: Html;
}): string {
  return html`<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title} · Bifrost Trader</title><link rel="icon" href="/icon.svg"><style>${{ markup: STYLE }}</style></head><body><main>${body}</main></body></html>`
    .markup;
}
