import { type inferParserType, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { CHART_RANGES } from "@/app/_components/charts/ranges";
import { PRICE_ADJUSTMENTS } from "@/modules/data";

/** Hours of markets that trade before the open and after the close. */
export const CHART_HOURS = ["regular", "extended"] as const;
export type ChartHours = (typeof CHART_HOURS)[number];
const SCALES = ["linear", "log"] as const;

/** What a new chart shows: two indicators, one over the price and one in a pane of its own. */
const DEFAULT_INDICATORS = "sma:50,rsi:14";

/** Range, kind of prices, hours, scale and indicators of the chart, as its address says them. Text of indicators may be anything. */
export const CHART_ADDRESS = {
  range: parseAsStringLiteral(CHART_RANGES),
  prices: parseAsStringLiteral(PRICE_ADJUSTMENTS).withDefault("split"),
  hours: parseAsStringLiteral(CHART_HOURS).withDefault("regular"),
  scale: parseAsStringLiteral(SCALES).withDefault("linear"),
  ind: parseAsString.withDefault(DEFAULT_INDICATORS),
};

export type ChartAddress = inferParserType<typeof CHART_ADDRESS>;
