import { z } from "zod";
import { err, ok, type Result } from "@/modules/_kernel";
import type { HookAnswer, HookLimits, HookSource, HookTemplate, HookWish } from "../contract/webhooks-in";
import { type AppError, CODE_BY_KIND } from "../errors";

/** Templates and limits as people give them, checked field by field. */

const PLACE_CHARS_MAX = 200;
const NAMES_MAX = 200;
const SYMBOLS_MAX = 200;
const WINDOW_SECONDS = { least: 10, most: 3_600, usual: 300 } as const;

const place = z.string().trim().min(1, "a text or a place like $.side").max(PLACE_CHARS_MAX);
const optional = place.nullable().default(null);
const symbol = z.string().trim().min(1).max(64);

const Template = z.strictObject({
  action: place,
  symbol: optional,
  qty: optional,
  ordType: optional,
  limitPrice: optional,
  stopPrice: optional,
  timeInForce: optional,
  takeProfit: optional,
  stopLoss: optional,
  id: optional,
  at: optional,
  text: optional,
  symbols: z
    .record(symbol, symbol)
    .refine((names) => Object.keys(names).length <= NAMES_MAX, `at most ${NAMES_MAX} names`)
    .default({}),
});

const seconds = `${WINDOW_SECONDS.least} to ${WINDOW_SECONDS.most} seconds`;
const Limits = z.strictObject({
  symbols: z
    .array(symbol.transform((text) => text.toUpperCase()))
    .min(1, "at least one symbol, or null for any")
    .max(SYMBOLS_MAX)
    .nullable()
    .default(null),
  maxValue: z
    .string()
    .regex(/^(?=.*[1-9])\d{1,18}(\.\d{1,8})?$/, "a plain number above 0, like 10000")
    .nullable()
    .default(null),
  windowSeconds: z
    .number(seconds)
    .int(seconds)
    .min(WINDOW_SECONDS.least, seconds)
    .max(WINDOW_SECONDS.most, seconds)
    .default(WINDOW_SECONDS.usual),
});

/** What a message like that of the guide is read with. */
export function usualTemplate(source: HookSource): HookTemplate {
  return {
    action: "$.action",
    symbol: source === "tradingview" ? "$.ticker" : "$.symbol",
    qty: "$.qty",
    ordType: null,
    limitPrice: null,
    stopPrice: null,
    timeInForce: null,
    takeProfit: null,
    stopLoss: null,
    id: null,
    at: source === "tradingview" ? "$.time" : null,
    text: "$.text",
    symbols: {},
  };
}

/** A template that can be worked with. Calls that nobody signs must say when they were sent, or they could be sent again. */
export function readTemplate(given: unknown, source: HookSource): Result<HookTemplate, AppError> {
  if (given === null || given === undefined) return ok(usualTemplate(source));
  const read = readTerms(Template, given, "template");
  if (!read.ok) return read;
  return source === "tradingview" && read.value.at === null
    ? err({
        kind: "webhook.terms_invalid",
        path: "template.at",
        facts: { field: "template.at", must: "a place like $.time: what is not signed must say when it was sent" },
      })
    : read;
}

export const readLimits = (given: unknown): Result<HookLimits, AppError> => readTerms(Limits, given ?? {}, "limits");

/** As they were stored: what was checked once is taken as it is, or it is a fault. */
export const storedTemplate = (given: unknown): HookTemplate => Template.parse(given);
export const storedLimits = (given: unknown): HookLimits => Limits.parse(given);

function readTerms<T>(schema: z.ZodType<T>, given: unknown, what: string): Result<T, AppError> {
  const read = schema.safeParse(given);
  if (read.success) return ok(read.data);
  const [issue] = read.error.issues;
  const path = [what, ...(issue?.path ?? [])].join(".");
  return err({ kind: "webhook.terms_invalid", path, facts: { field: path, must: issue?.message ?? "" } });
}

const amount = z.string().nullable();
const Wish = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("order"),
    symbol: z.string(),
    side: z.enum(["buy", "sell"]),
    qty: z.string(),
    ordType: z.enum(["market", "limit", "stop", "stop_limit"]),
    limitPrice: amount,
    stopPrice: amount,
    timeInForce: z.enum(["day", "gtc", "ioc", "fok"]),
    takeProfit: amount,
    stopLoss: amount,
  }),
  z.object({ kind: z.literal("close"), symbol: z.string() }),
  z.object({ kind: z.literal("cancel"), symbol: z.string().nullable() }),
  z.object({ kind: z.literal("signal"), symbol: z.string().nullable(), text: z.string() }),
]);
const isKind = (value: unknown): value is AppError["kind"] =>
  typeof value === "string" && Object.hasOwn(CODE_BY_KIND, value);
const AnswerRow = z.object({
  orderIds: z.array(z.string()),
  canceled: z.number(),
  preview: z
    .object({
      price: amount,
      currency: z.string(),
      notional: amount,
      positionBefore: z.string(),
      positionAfter: z.string(),
    })
    .nullable(),
  refusal: z
    .object({
      kind: z.custom<AppError["kind"]>(isKind, "a kind of refusal"),
      path: z.string().nullable(),
      facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    })
    .nullable(),
});

/** A call's wish and answer as they were stored; null: it has none. */
export const storedWish = (given: unknown): HookWish | null => Wish.nullable().parse(given);
export const storedAnswer = (given: unknown): HookAnswer | null => AnswerRow.nullable().parse(given);
