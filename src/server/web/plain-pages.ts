import type { Refusal } from "./guard";

/** Pages that must work when nothing else does: no script, no style from elsewhere, no Next. */

const TEXTS: Readonly<Record<Refusal["kind"], { readonly title: string; readonly text: string }>> = {
  "setup.needed": {
    title: "Not set up yet",
    text: "Open the one-time address that npm start printed in the terminal. Nothing else answers until an admin exists.",
  },
  "request.host_malformed": { title: "Bad request", text: "The Host header is not a host name." },
  "request.host_unknown": {
    title: "Not this address",
    text: "This server answers to its public address alone. Set BIFROST_PUBLIC_URL to the address that people type.",
  },
  "request.body_late": { title: "Too slow", text: "The body did not come in time. Send it again." },
  "request.length_required": { title: "Length required", text: "Send the body with its Content-Length." },
  "request.too_large": { title: "Too large", text: "The body is larger than 1 MiB. Files go to the import page." },
};

/** The answer to a refused request: a page for a browser that navigates, JSON for a program. */
export function plainAnswer(
  kind: Refusal["kind"],
  wantsPage: boolean,
): { readonly type: string; readonly body: string } {
  const { title, text } = TEXTS[kind];
  if (!wantsPage) return { type: "application/json", body: JSON.stringify({ error: { kind, message: text } }) };
  return { type: "text/html; charset=utf-8", body: page(title, text) };
}

/** Its style is inline and its policy allows just that: see `PLAIN_POLICY`. */
function page(title: string, text: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title} · Bifrost Trader</title>
<style>:root{color-scheme:dark light}body{margin:0;min-height:100vh;display:grid;place-items:center;background:Canvas;color:CanvasText;font:15px/1.5 system-ui,sans-serif}
main{max-width:52ch;padding:24px}h1{font-size:18px;margin:0 0 8px}p{margin:0}</style>
<main><h1>${title}</h1><p>${text}</p></main></html>`;
}

export const PLAIN_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";
