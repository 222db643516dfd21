import {
  type BarColumns,
  computeIndicator,
  findIndicator,
  INDICATOR_CATEGORIES,
  type IndicatorCategory,
  type IndicatorDefinition,
  indicatorList,
} from "@/modules/data";
import { type ActiveIndicator, INDICATORS_MAX, type IndicatorLines, MAIN_STRETCH } from "./indicator-lines";

/** The pane of prices as a share of all of them, where a chart shows what an address says. */
export function mainPaneShare(text: string): number {
  const own = parseIndicators(text).filter(({ name }) => findIndicator(name)?.scale === "own").length;
  return MAIN_STRETCH / (MAIN_STRETCH + own);
}

/**
 * Indicators that a chart can compute from its own bars, by category in the order of the picker. Those of two instruments are
 * not among them: a chart holds the bars of one.
 */
export const chartIndicators: ReadonlyMap<IndicatorCategory, readonly IndicatorDefinition[]> = new Map(
  INDICATOR_CATEGORIES.map((category) => [
    category,
    indicatorList.filter((definition) => definition.category === category && !definition.inputs.includes("other")),
  ]),
);

/** The indicator with its own defaults. */
export function withDefaults({ name, fields }: IndicatorDefinition): ActiveIndicator {
  return { name, params: Object.fromEntries(fields.map((field) => [field.name, field.default])) };
}

/** Another instance of an indicator beside those there are: the first length that is not taken yet, from its default up. */
export function nextInstance(definition: IndicatorDefinition, active: readonly ActiveIndicator[]): ActiveIndicator {
  const taken = new Set(active.map(indicatorKey));
  const added = withDefaults(definition);
  const [field] = definition.fields;
  if (field === undefined) return added;
  const step = field.type === "integer" ? Math.max(1, Math.round(field.default / 2)) : field.default / 2;
  for (let i = 0; i <= active.length; i += 1) {
    const next = { ...added, params: { ...added.params, [field.name]: field.default + step * i } };
    const isFree = !taken.has(indicatorKey(next)) && definition.check(next.params).ok;
    if (isFree) return next;
  }
  return added;
}

/** `sma:50`: the name, then the parameters in the order of its fields. */
export function indicatorKey(active: ActiveIndicator): string {
  const definition = findIndicator(active.name);
  const names = (definition?.fields ?? []).map((field) => field.name);
  return [active.name, ...names.map((name) => String(active.params[name]))].join(":");
}

export function formatIndicators(list: readonly ActiveIndicator[]): string {
  return list.map(indicatorKey).join(",");
}

function parseOne(text: string): ActiveIndicator | null {
  const [name = "", ...values] = text.split(":");
  const definition = findIndicator(name);
  if (definition === undefined || definition.inputs.includes("other")) return null;
  const { fields } = definition;
  if (values.length > fields.length) return null;
  const params = Object.fromEntries(
    fields.map((field, index) => [field.name, values[index] === undefined ? field.default : Number(values[index])]),
  );
  return definition.check(params).ok ? { name, params } : null;
}

/** Reads what {@link formatIndicators} wrote. Text from an address may be anything: what is no indicator is left out. */
export function parseIndicators(text: string): readonly ActiveIndicator[] {
  const list = text
    .split(",")
    .map(parseOne)
    .filter((active) => active !== null);
  const keys = new Set<string>();
  const distinct = list.filter((active) => {
    const key = indicatorKey(active);
    if (keys.has(key)) return false;
    keys.add(key);
    return true;
  });
  return distinct.slice(0, INDICATORS_MAX);
}

/** `SMA 50`, `MACD 12 26 9`. */
export function indicatorLabel(active: ActiveIndicator): string {
  const [name, ...values] = indicatorKey(active).split(":");
  const short = (name ?? "").replaceAll("_", " ");
  return [short.length <= 4 ? short.toUpperCase() : short.charAt(0).toUpperCase() + short.slice(1), ...values].join(
    " ",
  );
}

/** More lines than this of one indicator over the price get an ink each, instead of one for all. */
const LINES_ONE_INK_MAX = 3;

/** Computes the indicators over the bars on the chart, with the code that backtests run. */
export function indicatorLines(list: readonly ActiveIndicator[], bars: BarColumns): readonly IndicatorLines[] {
  const computed: IndicatorLines[] = [];
  let overlayInks = 0;
  for (const active of list) {
    const definition = findIndicator(active.name);
    const result = computeIndicator(active.name, active.params, bars);
    if (definition === undefined || !result.ok) continue;
    const { scale, lines, drawing, fills, guides } = definition;
    const drawn = lines.filter((name) => drawing[name] !== "hidden").length;
    const isOneInk = scale === "price" && drawn <= LINES_ONE_INK_MAX;
    const first = scale === "price" ? overlayInks : 0;
    if (scale === "price") overlayInks += isOneInk ? 1 : drawn;
    computed.push({
      key: indicatorKey(active),
      title: indicatorLabel(active),
      scale,
      fills,
      guides,
      lines: lines.map((name, place) => ({
        name,
        values: result.value[name] ?? new Float64Array(0),
        drawing: drawing[name] ?? "line",
        ink: isOneInk ? first : first + place,
      })),
    });
  }
  return computed;
}
