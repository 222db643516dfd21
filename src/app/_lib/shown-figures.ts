"use client";

/** The last figures that this device showed, for when it is offline: `public/sw.js` reads them, and shows them with their age. */
export interface ShownFigures {
  /** As of when they are. */
  readonly at: number;
  readonly account: string;
  readonly currency: string;
  /** Decimal text; null is unknown. */
  readonly equity: string | null;
  readonly dayPnl: string | null;
  readonly openPnl: string | null;
}

/** Both as in `public/sw.js`. */
const CACHE = "bifrost-shown";
const KEY = "/offline/shown";

/** Missing at addresses that are neither local nor encrypted, and in some private windows: then nothing is kept. */
const hasCaches = (): boolean => "caches" in window;

/** Figures of one account that are not a minute newer are not worth a write. */
const KEEP_EVERY_MS = 60_000;
let kept: Pick<ShownFigures, "at" | "account"> | null = null;

export async function keepShown(figures: ShownFigures): Promise<void> {
  const isKept = kept?.account === figures.account && figures.at - kept.at < KEEP_EVERY_MS;
  if (!hasCaches() || isKept) return;
  kept = figures;
  const cache = await caches.open(CACHE);
  await cache.put(KEY, new Response(JSON.stringify(figures), { headers: { "content-type": "application/json" } }));
}

/** Of whoever signs out, nothing stays on the device. */
export async function forgetShown(): Promise<void> {
  kept = null;
  if (hasCaches()) await caches.delete(CACHE);
}
