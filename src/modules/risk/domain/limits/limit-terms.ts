import { z } from "zod";
import { EpochMs, type Exact, err, exact, ok, parseExact, type Result, toDecimalText } from "@/modules/_kernel";
import { areStepsLooser, type LimitSteps, stepsSchema } from "../monitor/limit-steps";
import { isMonitored, MONITORED_KINDS, STEPS_DEFAULT } from "../monitor/monitored-kinds";
import type { RiskLimit } from "../pre-trade/request";
import { AMOUNT_KINDS, APPROVAL_DEFAULT, RATE_KINDS, SYMBOL_KINDS } from "./limit-kinds";

const DIGITS_MAX = 40;
const AMOUNT_MAX = exact("1e15");
const COUNT_MAX = 1_000_000;
const WINDOW_SECONDS_MAX = 86_400;
const SYMBOLS_MAX = 5_000;
const WINDOWS_MAX = 200;

const amount = z
  .string()
  .max(DIGITS_MAX)
  .refine((text) => {
    const value = parseExact(text);
    return value !== null && !value.isNegative() && value.lte(AMOUNT_MAX);
  }, "a number from 0 to 1e15");
const whole = z
  .string()
  .regex(/^\d{1,7}$/, `a whole number from 0 to ${COUNT_MAX}`)
  .refine((text) => Number(text) <= COUNT_MAX, `a whole number from 0 to ${COUNT_MAX}`);
const windowSeconds = z
  .int(`seconds, from 1 to ${WINDOW_SECONDS_MAX}`)
  .min(1, `seconds, from 1 to ${WINDOW_SECONDS_MAX}`)
  .max(WINDOW_SECONDS_MAX, `seconds, from 1 to ${WINDOW_SECONDS_MAX}`);
const symbol = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^\S{1,40}$/, "a symbol");
const symbols = z
  .array(symbol)
  .min(1, "at least one symbol")
  .max(SYMBOLS_MAX, `at most ${SYMBOLS_MAX} symbols`)
  .transform((all) => [...new Set(all)].toSorted());
const moment = z
  .int("milliseconds since 1970")
  .min(0, "milliseconds since 1970")
  .max(8.64e15, "milliseconds since 1970");
const blackout = z
  .strictObject({ symbol: symbol.nullable(), fromMs: moment, toMs: moment })
  .refine(({ fromMs, toMs }) => fromMs < toMs, { path: ["toMs"], error: "a moment after the first" });

const VALID_SAID = "minutes, from 1 to 10080";
const MOVED_SAID = "a part of the price from 0.0001 to 1: 0.01 is 1 %";

/** What a limit says, as it is kept: amounts as decimal text, times in milliseconds since 1970. */
export const limitTerms = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.enum(AMOUNT_KINDS), value: amount, steps: stepsSchema.optional() }),
  z.strictObject({
    kind: z.literal("approval_value"),
    value: amount,
    /** How long an order waits. */
    validMinutes: z.int(VALID_SAID).min(1, VALID_SAID).max(10_080, VALID_SAID).default(APPROVAL_DEFAULT.validMinutes),
    /** Part of its price that the market may move meanwhile. */
    priceMoved: z.number(MOVED_SAID).min(0.0001, MOVED_SAID).max(1, MOVED_SAID).default(APPROVAL_DEFAULT.priceMoved),
  }),
  z.strictObject({ kind: z.enum(RATE_KINDS), value: whole, windowSeconds }),
  /** Day trades in five business days, while equity is under the least. */
  z.strictObject({ kind: z.literal("pattern_day_trader"), value: whole, equityMin: amount }),
  z.strictObject({ kind: z.literal("duplicate_order"), windowSeconds }),
  z.strictObject({ kind: z.enum(SYMBOL_KINDS), symbols }),
  z.strictObject({
    kind: z.literal("blackout"),
    windows: z.array(blackout).min(1, "at least one window").max(WINDOWS_MAX, `at most ${WINDOWS_MAX} windows`),
  }),
]);
export type LimitTerms = z.output<typeof limitTerms>;

export interface TermsProblem {
  /** Place of the fault, as `windows.0.toMs`. */
  readonly path: string;
  /** What would pass. */
  readonly message: string;
}

/** Reads terms from outside. All faults at once. */
export function parseTerms(given: unknown): Result<LimitTerms, readonly TermsProblem[]> {
  const read = limitTerms.safeParse(given);
  if (!read.success)
    return err(read.error.issues.map(({ path, message }) => ({ path: path.map(String).join("."), message })));
  const { data } = read;
  if ("value" in data && isCount(data) && !/^\d+$/.test(data.value))
    return err([{ path: "value", message: "a whole number" }]);
  if ("steps" in data && data.steps !== undefined && !isMonitored(data.kind))
    return err([{ path: "steps", message: `steps for ${MONITORED_KINDS.join(", ")} alone` }]);
  return ok("value" in data ? { ...data, value: toDecimalText(amountOf(data.value)) } : data);
}

const isCount = ({ kind }: LimitTerms) => kind === "max_open_orders" || kind === "max_positions";
const amountOf = (text: string): Exact => {
  const value = parseExact(text);
  if (value === null) throw new Error(`"${text}" was checked and is no number`);
  return value;
};

const MS_PER_SECOND = 1_000;

/** The terms as a limit that orders are held against. */
export function limitOf(terms: LimitTerms, called: Pick<RiskLimit, "name" | "scope">): RiskLimit {
  const { name, scope } = called;
  if ("symbols" in terms) return { name, scope, kind: terms.kind, symbols: terms.symbols };
  if ("windows" in terms) return { name, scope, kind: terms.kind, windows: terms.windows.map(blackoutOf) };
  if ("equityMin" in terms)
    return { name, scope, kind: terms.kind, value: amountOf(terms.value), equityMin: amountOf(terms.equityMin) };
  if (!("windowSeconds" in terms)) return { name, scope, kind: terms.kind, value: amountOf(terms.value) };
  const windowMs = terms.windowSeconds * MS_PER_SECOND;
  if (!("value" in terms)) return { name, scope, kind: terms.kind, windowMs };
  return { name, scope, kind: terms.kind, value: amountOf(terms.value), windowMs };
}

const blackoutOf = ({ symbol: of, fromMs, toMs }: z.output<typeof blackout>) => ({
  symbol: of,
  fromMs: EpochMs.of(fromMs),
  toMs: EpochMs.of(toMs),
});

/** What the monitor does about a limit; null: it is none that can be passed without an order. */
export function stepsOf(terms: LimitTerms): LimitSteps | null {
  if (!isMonitored(terms.kind)) return null;
  return ("steps" in terms ? terms.steps : undefined) ?? STEPS_DEFAULT;
}

/**
 * Whether an order could pass `after` that `before` would have refused. Null is no limit at all: to remove one loosens, to add
 * one tightens. In doubt it loosens; so does a step of the monitor that does less or comes later. Both are of one kind.
 */
export function isLooser(before: LimitTerms | null, after: LimitTerms | null): boolean {
  if (before === null) return false;
  if (after === null || after.kind !== before.kind) return true;
  if (isMore(amountIn(after), amountIn(before))) return true;
  if ("validMinutes" in before && "validMinutes" in after) {
    if (after.validMinutes > before.validMinutes || after.priceMoved > before.priceMoved) return true;
  }
  const [stepsBefore, stepsAfter] = [stepsOf(before), stepsOf(after)];
  if (stepsBefore !== null && stepsAfter !== null && areStepsLooser(stepsBefore, stepsAfter)) return true;
  if ("windowSeconds" in before && "windowSeconds" in after && after.windowSeconds < before.windowSeconds) return true;
  if ("equityMin" in before && "equityMin" in after && isMore(amountOf(before.equityMin), amountOf(after.equityMin)))
    return true;
  if ("symbols" in before && "symbols" in after) {
    const [inner, outer] =
      before.kind === "restricted" ? [before.symbols, after.symbols] : [after.symbols, before.symbols];
    return !inner.every((each) => outer.includes(each));
  }
  if ("windows" in before && "windows" in after)
    return !before.windows.every((old) =>
      after.windows.some(
        (each) =>
          (each.symbol === null || each.symbol === old.symbol) && each.fromMs <= old.fromMs && each.toMs >= old.toMs,
      ),
    );
  return false;
}

const amountIn = (terms: LimitTerms): Exact | null => ("value" in terms ? amountOf(terms.value) : null);
const isMore = (left: Exact | null, right: Exact | null) => left !== null && right !== null && left.gt(right);
