import { z } from "zod";
import { err, ok, type Result } from "@/modules/_kernel";
import {
  adjustBars,
  adjustmentFactors,
  type BarColumns,
  closesBefore,
  type PriceAction,
  timeZoneOf,
} from "@/modules/data";
import { type CalcError, defineCalculator, refuse } from "./answer";
import { date, numbers, time, times, toJsonColumn, unequalColumn } from "./fields";

const positive = (words: string) => z.number(words).positive(words);

const action = z.discriminatedUnion("type", [
  z.strictObject({ date, type: z.literal("split"), ratio: positive("new shares for one old, above 0") }),
  z.strictObject({ date, type: z.literal("dividend"), amount: z.number("money a share, from 0").min(0, "0 or more") }),
]);

const input = z.strictObject({
  bars: z.strictObject({
    time: times(),
    open: numbers().optional(),
    high: numbers().optional(),
    low: numbers().optional(),
    close: numbers(),
    volume: numbers().optional(),
  }),
  actions: z.array(action, "an array of splits and dividends"),
  asOf: time.optional(),
  timeZone: z
    .string("a time zone like America/New_York")
    .default("UTC")
    .describe("Whose dates the actions have, for bars shorter than a day."),
});
type Request = z.output<typeof input>;

/** Bars on the footing of the newest one, and the price factor of each. */
export const adjust = defineCalculator({
  name: "adjust",
  summary: "bars adjusted for splits and dividends, and the factor of each",
  input,
  answer: (request) => {
    const { time: given, ...prices } = request.bars;
    const unequal = unequalColumn({ time: given.values, ...prices });
    if (unequal !== null) return refuse("input.invalid", unequal.path, unequal.message);
    const late = given.values.findIndex((at, i) => i > 0 && !(at > (given.values[i - 1] ?? 0)));
    if (late >= 0) return refuse("bar.time_not_ascending", `bars.time[${late}]`, "later than the bar before it");
    const bars: BarColumns = {
      time: given.values,
      close: prices.close,
      open: prices.open ?? prices.close,
      high: prices.high ?? prices.close,
      low: prices.low ?? prices.close,
      volume: prices.volume ?? new Float64Array(prices.close.length),
    };
    const actions = actionsOf(request, bars);
    if (!actions.ok) return actions;
    const factors = adjustmentFactors(bars.time, actions.value.list, "total_return");
    if (!factors.ok) {
      const { index, closeBefore } = factors.error;
      const path = `actions[${actions.value.places[index] ?? 0}].amount`;
      return refuse(factors.error.kind, path, `below ${closeBefore}, the close before it`);
    }
    const adjusted = adjustBars(bars, factors.value);
    const columns = PRICE_NAMES.filter((name) => prices[name] !== undefined);
    return ok({
      bars: {
        time: given.given,
        ...Object.fromEntries(columns.map((name) => [name, toJsonColumn(adjusted[name])])),
      },
      factors: toJsonColumn(factors.value.price),
      volumeFactors: toJsonColumn(factors.value.volume),
    });
  },
});

const PRICE_NAMES = ["open", "high", "low", "close", "volume"] as const;

/** The actions that were in force, each with its place in the request. */
function actionsOf(
  { actions, asOf, timeZone }: Request,
  bars: BarColumns,
): Result<{ readonly list: readonly PriceAction[]; readonly places: readonly number[] }, CalcError> {
  const zone = timeZoneOf(timeZone);
  if (!zone.ok) return err({ kind: zone.error.kind, path: "timeZone", message: "a time zone like America/New_York" });
  const list: PriceAction[] = [];
  const places: number[] = [];
  for (const [place, given] of actions.entries()) {
    const exMs = zone.value.toEpochMs(given.date) ?? given.date;
    if (asOf !== undefined && exMs > asOf) continue;
    const [closeBefore = null] = closesBefore(bars, [exMs]);
    list.push(
      given.type === "split"
        ? { type: "split", exMs, ratio: given.ratio }
        : { type: "dividend", exMs, amount: given.amount, closeBefore },
    );
    places.push(place);
  }
  return ok({ list, places });
}
