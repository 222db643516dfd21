// The service worker, in two parts with one owner each: pushes (Settings > Notifications) and, below, what works offline (the app).

const BUTTON_TEXTS = {
  en: { open: "Open", acknowledge: "Acknowledge", approve: "Let it in …", reject: "Refuse …" },
  de: { open: "Öffnen", acknowledge: "Gesehen", approve: "Freigeben …", reject: "Ablehnen …" },
};

const languageHere = () => ((self.navigator.language ?? "en").startsWith("de") ? "de" : "en");

// ---- pushes -----------------------------------------------------------------------------------------------------

/** Tells the house what became of a push. The session's cookie says who; without one it is left untold. */
async function tellHouse(procedure, input) {
  try {
    await fetch(`/api/trpc/${procedure}`, {
      method: "POST",
      credentials: "same-origin",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ json: input }),
    });
  } catch {
    // Offline again: the notification in the app still waits to be read.
  }
}

self.addEventListener("push", (event) => {
  let told = { text: "Something happened: open Bifrost Trader.", path: "/admin/notifications" };
  try {
    told = { ...told, ...event.data.json() };
  } catch {
    // Every push must be shown, or the browser takes the permission away: what cannot be read is shown as that.
  }
  const { id, notificationId, text, path, severity, at } = told;
  const loud = severity === "failure" || severity === "warning";
  const shown = self.registration.showNotification("Bifrost Trader", {
    body: text,
    tag: id,
    timestamp: at,
    icon: "/icon-192.png",
    badge: "/icon-192.png",
    requireInteraction: severity === "failure",
    silent: !loud,
    data: { path, notificationId },
    actions: actionsOf({ path, notificationId }),
  });
  const delivered = id ? tellHouse("notify.delivered", { deliveryId: id }) : null;
  event.waitUntil(Promise.all([shown, delivered]));
});

/** An order that waits for a second person is answered from here; browsers show two buttons. */
function actionsOf({ path, notificationId }) {
  const texts = BUTTON_TEXTS[languageHere()];
  if (approvalIn(path) !== null)
    return ["approve", "reject"].map((action) => ({ action, title: texts[action] }));
  const open = { action: "open", title: texts.open };
  return notificationId ? [open, { action: "acknowledge", title: texts.acknowledge }] : [open];
}

/** The id of the order that a notification asks about; null: it asks about none. */
function approvalIn(path) {
  const address = new URL(path ?? "/", self.location.origin);
  return address.pathname === "/risk/approvals" ? address.searchParams.get("approval") : null;
}

self.addEventListener("notificationclick", (event) => {
  const { path: told, notificationId } = event.notification.data ?? {};
  const approval = approvalIn(told);
  const isAnswer = approval !== null && (event.action === "approve" || event.action === "reject");
  // The button decides nothing: it opens the page that asks once more, of whoever is signed in.
  const path = isAnswer ? `/incident?${new URLSearchParams({ ask: event.action, scope: approval })}` : told;
  event.notification.close();
  const known = notificationId ? tellHouse("notify.acknowledge", { notificationId }) : null;
  if (event.action === "acknowledge") {
    event.waitUntil(Promise.resolve(known));
    return;
  }
  // Only ever a page of this house.
  const address = new URL(path ?? "/", self.location.origin);
  const to = address.origin === self.location.origin ? address.href : self.location.origin;
  event.waitUntil(Promise.all([known, openPage(to)]));
});

/** In the window that is there, or a new one. */
async function openPage(to) {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const [open] = windows;
  if (open === undefined) return self.clients.openWindow(to);
  const focused = await open.focus();
  return focused.navigate(to).catch(() => self.clients.openWindow(to));
}

// ---- offline ----------------------------------------------------------------------------------------------------
// Nothing the server says is kept: no page, no script, no answer about money, so nothing old can pass for new. What is kept is one
// small note of the last figures that a page of ours showed, and it is only ever shown as that: old, with its age.

const SHOWN_CACHE = "bifrost-shown";
const SHOWN_KEY = "/offline/shown";

const OFFLINE_TEXTS = {
  en: {
    title: "You are offline",
    text: "The server cannot be reached. Nothing can be read or changed from here; what trades there goes on.",
    old: "The last figures that this device showed: old, and not asked again.",
    asOf: "As of",
    age: "old",
    none: "This device has shown no figures yet.",
    again: "Try again",
    unknown: "unknown",
    equity: "Equity",
    day: "Today",
    open: "Open result",
    units: ["d", "h", "min", "s"],
  },
  de: {
    title: "Sie sind offline",
    text: "Der Server ist nicht erreichbar. Von hier kann nichts gelesen oder geändert werden; was dort handelt, läuft weiter.",
    old: "Die letzten Zahlen, die dieses Gerät gezeigt hat: alt und nicht neu erfragt.",
    asOf: "Stand",
    age: "alt",
    none: "Dieses Gerät hat noch keine Zahlen gezeigt.",
    again: "Noch einmal versuchen",
    unknown: "unbekannt",
    equity: "Eigenkapital",
    day: "Heute",
    open: "Offenes Ergebnis",
    units: ["T", "h", "min", "s"],
  },
};

const OFFLINE_STYLE = `:root{color-scheme:dark light;--bg:#101417;--tx:#e7ecee;--tx2:#a9b4bb;--edge:#5f6c75;--warn:#e5c65f}
@media(prefers-color-scheme:light){:root{--bg:#fff;--tx:#14191c;--tx2:#475159;--edge:#77838b;--warn:#735600}}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--bg);color:var(--tx);font:16px/1.5 system-ui,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:44ch;padding:24px}h1{font-size:20px;margin:0 0 8px}p{margin:0 0 12px}.q{color:var(--tx2)}.w{color:var(--warn)}dl{margin:0 0 16px}dt{font-size:13px;color:var(--tx2)}dd{margin:0 0 8px;font-size:20px}
a{display:inline-flex;align-items:center;min-height:44px;padding:0 16px;border:1px solid var(--edge);border-radius:4px;color:inherit;text-decoration:none}`;
// A device that is online says nothing of the server behind the line: that is asked.
const OFFLINE_SCRIPT =
  'const look=()=>fetch("/healthz",{cache:"no-store"}).then((answer)=>answer.ok&&location.reload(),()=>{});addEventListener("online",look);setInterval(look,4000)';

// A new version takes over at once: pages that are open hear of it and offer to load it.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("fetch", (event) => {
  const { mode, method } = event.request;
  if (mode === "navigate" && method === "GET") event.respondWith(fromServer(event));
});

async function takeOver() {
  await self.registration.navigationPreload?.enable();
  for (const name of await caches.keys()) if (name !== SHOWN_CACHE) await caches.delete(name);
  await self.clients.claim();
}

async function fromServer(event) {
  // Whoever must sign in first is nobody to whom figures are shown.
  if (new URL(event.request.url).pathname === "/sign-in") await caches.delete(SHOWN_CACHE);
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return offlinePage();
  }
}

async function offlinePage() {
  const language = languageHere();
  const texts = OFFLINE_TEXTS[language];
  const [style, script] = await Promise.all([OFFLINE_STYLE, OFFLINE_SCRIPT].map(hashOf));
  const body = `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${texts.title} · Bifrost Trader</title><style>${OFFLINE_STYLE}</style></head>
<body><main><h1>${texts.title}</h1><p>${texts.text}</p>${shownPart(await readShown(), language)}<p><a href="">${texts.again}</a></p></main><script>${OFFLINE_SCRIPT}</script></body></html>`;
  const policy = `default-src 'none'; style-src 'sha256-${style}'; script-src 'sha256-${script}'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  return new Response(body, {
    status: 503,
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store", "content-security-policy": policy },
  });
}

async function hashOf(text) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return btoa(String.fromCharCode(...bytes));
}

/** What a page of ours left; null where there is nothing, or nothing that can be read. */
async function readShown() {
  try {
    const cache = await caches.open(SHOWN_CACHE);
    const shown = await (await cache.match(SHOWN_KEY))?.json();
    return typeof shown?.at === "number" ? shown : null;
  } catch {
    return null;
  }
}

function shownPart(shown, language) {
  const texts = OFFLINE_TEXTS[language];
  if (shown === null) return `<p class="q">${texts.none}</p>`;
  const money = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const line = (label, value) => {
    const isKnown = typeof value === "string" && Number.isFinite(Number(value));
    return `<dt>${label}</dt><dd>${isKnown ? `${money.format(Number(value))} ${escaped(shown.currency)}` : texts.unknown}</dd>`;
  };
  const time = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short" }).format(shown.at);
  return `<p class="w">${texts.old} ${texts.asOf} ${time}, ${ageOf(Date.now() - shown.at, texts.units)} ${texts.age}.</p>
<h2 class="q">${escaped(shown.account)}</h2><dl>${line(texts.equity, shown.equity)}${line(texts.day, shown.dayPnl)}${line(texts.open, shown.openPnl)}</dl>`;
}

function ageOf(ms, units) {
  const sizes = [86_400_000, 3_600_000, 60_000, 1_000];
  const place = Math.max(0, sizes.findIndex((size, at) => ms >= size || at === sizes.length - 1));
  return `${Math.max(0, Math.floor(ms / sizes[place]))} ${units[place]}`;
}

function escaped(text) {
  return String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
