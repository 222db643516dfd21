import type { Shock } from "@/modules/risk";

/** What the form sends; the server checks it. */
export type ShockDraft = Pick<Shock, "of" | "name" | "change">;

const SCOPED = /^(symbol|kind|sector)\s+(.+?)\s+([+\u2212-]?\d+(?:\.\d+)?)\s*%?$/i;
const ALL = /^all\s+([+\u2212-]?\d+(?:\.\d+)?)\s*%?$/i;

/** Shocks as people write them, one in a line: `symbol AAPL -30`, `all -10`. Else the line that is none, counted from 1. */
export function shocksOfLines(text: string): { readonly shocks: readonly ShockDraft[] } | { readonly line: number } {
  const shocks: ShockDraft[] = [];
  for (const [at, raw] of text.split("\n").entries()) {
    const line = raw.trim();
    if (line === "") continue;
    const shock = shockOf(line);
    if (shock === null) return { line: at + 1 };
    shocks.push(shock);
  }
  return { shocks };
}

function shockOf(line: string): ShockDraft | null {
  const all = ALL.exec(line);
  if (all !== null) return { of: "all", name: "", change: fraction(all[1]) };
  const [, of, name, change] = SCOPED.exec(line) ?? [];
  const scope = (["symbol", "kind", "sector"] as const).find((each) => each === of?.toLowerCase());
  return scope === undefined || name === undefined ? null : { of: scope, name, change: fraction(change) };
}

/** Percent as typed to a fraction, without what a division by a hundred leaves: 7 is 0.07. */
function fraction(text = ""): number {
  return Number((Number(text.replace("\u2212", "-")) / 100).toPrecision(12));
}
