import { EpochMs, err, ok, type Result } from "@/modules/_kernel";
import type { HookTemplate, HookWish } from "../contract/webhooks-in";
import type { AppError } from "../errors";

/** What a call asks for, by the template of its hook. Pure: the same body is the same wish. */

/** A path deeper than this is no alert's. */
const DEPTH_MAX = 8;
const TEXT_CHARS_MAX = 400;

type Field = Exclude<keyof HookTemplate, "symbols">;

const ACTIONS: ReadonlyMap<string, "buy" | "sell" | "close" | "cancel" | "signal"> = new Map([
  ["buy", "buy"],
  ["long", "buy"],
  ["sell", "sell"],
  ["short", "sell"],
  ["close", "close"],
  ["flat", "close"],
  ["exit", "close"],
  ["cancel", "cancel"],
  ["signal", "signal"],
  ["alert", "signal"],
]);
const ORD_TYPES = ["market", "limit", "stop", "stop_limit"] as const;
const TIMES_IN_FORCE = ["day", "gtc", "ioc", "fok"] as const;

export const malformedBody = (): AppError => ({ kind: "webhook.body_malformed", path: "body" });

/** The JSON object of a body; what is none is refused. */
export function parseBody(body: string): Result<object, AppError> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? ok(value) : err(malformedBody());
  } catch {
    return err(malformedBody());
  }
}

/** The text of a field: null where the template gives none, or the call has null there. */
export function readField(
  template: Pick<HookTemplate, Field>,
  field: Field,
  body: object,
): Result<string | null, AppError> {
  const place = template[field];
  if (place === null) return ok(null);
  if (!place.startsWith("$.")) return ok(place.trim());
  const steps = place.slice(2).split(".");
  let at: unknown = body;
  for (const step of steps.slice(0, DEPTH_MAX + 1)) {
    // Own properties alone: `__proto__` and its kin are not there.
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, step)) return err(missing(field, place));
    at = Object.getOwnPropertyDescriptor(at, step)?.value;
  }
  if (at === null) return ok(null);
  const text = typeof at === "number" ? String(at) : at;
  // A number with an exponent has lost what was written; text has not.
  const isText =
    typeof text === "string" && text.length <= TEXT_CHARS_MAX && !(typeof at === "number" && /e/i.test(text));
  return isText ? ok(text.trim()) : err(malformed(field, shown(at)));
}

/** When a call was sent; null: its template does not say. */
export function readMoment(template: Pick<HookTemplate, Field>, body: object): Result<EpochMs | null, AppError> {
  const text = readField(template, "at", body);
  if (!text.ok || text.value === null) return text.ok ? ok(null) : text;
  const ms = momentOf(text.value);
  return ms === null ? err(malformed("at", text.value)) : ok(ms);
}

/** ISO 8601 with its zone, or whole seconds or milliseconds since 1970. */
export function momentOf(text: string): EpochMs | null {
  const ms = /^\d{10}$/.test(text)
    ? Number(text) * 1_000
    : /^\d{13}$/.test(text)
      ? Number(text)
      : /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/.test(text)
        ? Date.parse(text)
        : Number.NaN;
  return EpochMs.is(ms) ? ms : null;
}

export function readWish(template: HookTemplate, body: object): Result<HookWish, AppError> {
  const action = readField(template, "action", body);
  if (!action.ok) return action;
  const named = ACTIONS.get((action.value ?? "").toLowerCase());
  if (named === undefined)
    return err({ kind: "webhook.action_unknown", path: "action", facts: { value: shown(action.value) } });
  const symbol = readSymbol(template, body);
  if (!symbol.ok) return symbol;
  if (named === "cancel") return ok({ kind: "cancel", symbol: symbol.value });
  if (named === "signal") {
    const text = readField(template, "text", body);
    return text.ok ? ok({ kind: "signal", symbol: symbol.value, text: text.value ?? "" }) : text;
  }
  if (symbol.value === null) return err(missing("symbol", template.symbol ?? "symbol"));
  return named === "close"
    ? ok({ kind: "close", symbol: symbol.value })
    : readOrder(template, body, { symbol: symbol.value, side: named });
}

function readOrder(
  template: HookTemplate,
  body: object,
  { symbol, side }: { readonly symbol: string; readonly side: "buy" | "sell" },
): Result<HookWish, AppError> {
  const texts: Partial<Record<Field, string | null>> = {};
  for (const field of ["qty", "ordType", "limitPrice", "stopPrice", "timeInForce", "takeProfit", "stopLoss"] as const) {
    const text = readField(template, field, body);
    if (!text.ok) return text;
    texts[field] = text.value === "" ? null : text.value;
  }
  const { qty = null, limitPrice = null, stopPrice = null, takeProfit = null, stopLoss = null } = texts;
  const ordType = ORD_TYPES.find((type) => type === (texts.ordType ?? "market").toLowerCase().replaceAll(/[ -]/g, "_"));
  if (ordType === undefined) return err(malformed("ordType", texts.ordType ?? ""));
  const timeInForce = TIMES_IN_FORCE.find((time) => time === (texts.timeInForce ?? "day").toLowerCase());
  if (timeInForce === undefined) return err(malformed("timeInForce", texts.timeInForce ?? ""));
  if (qty === null) return err(missing("qty", template.qty ?? "qty"));
  return ok({
    kind: "order",
    symbol,
    side,
    qty,
    ordType,
    // Alerts send a price with every message: what the type has no use for is no fault.
    limitPrice: ordType === "limit" || ordType === "stop_limit" ? limitPrice : null,
    stopPrice: ordType === "stop" || ordType === "stop_limit" ? stopPrice : null,
    timeInForce,
    takeProfit,
    stopLoss,
  });
}

/** Ours: by the table of names, else as it is, without the exchange that TradingView puts before it. */
function readSymbol(template: HookTemplate, body: object): Result<string | null, AppError> {
  const text = readField(template, "symbol", body);
  if (!text.ok || text.value === null || text.value === "") return text.ok ? ok(null) : text;
  const { symbols } = template;
  const plain = text.value.slice(text.value.indexOf(":") + 1);
  for (const name of [text.value, plain]) {
    const known = Object.entries(symbols).find(([theirs]) => theirs.toUpperCase() === name.toUpperCase());
    if (known !== undefined) return ok(known[1].toUpperCase());
  }
  return ok(plain.toUpperCase());
}

const shown = (value: unknown): string =>
  (typeof value === "string" ? value : (JSON.stringify(value) ?? "")).slice(0, 60);

const missing = (path: Field, place: string): AppError => ({
  kind: "webhook.field_missing",
  path,
  facts: { field: path, place },
});
const malformed = (path: Field, value: string): AppError => ({
  kind: "webhook.field_malformed",
  path,
  facts: { field: path, value: shown(value) },
});
