import { z } from "zod";
import { type BarColumns, computeIndicator, type IndicatorDefinition, indicatorList } from "@/modules/data";
import type { RouterOutputs } from "@/server/api/root";

type ParameterField = RouterOutputs["strategy"]["list"][number]["parameters"][number];

/** An indicator with its parameters, as a chart shows it and as the address carries it. */
export interface ActiveIndicator {
  readonly name: string;
  readonly params: Readonly<Record<string, number>>;
}

/** Lines of one active indicator over the bars on the chart, NaN while warming up. */
export interface IndicatorLines {
  /** Address text, which is also what tells two of them apart. */
  readonly key: string;
  readonly title: string;
  readonly scale: "price" | "own";
  readonly lines: readonly { readonly name: string; readonly values: Float64Array }[];
}

/** More than this is unreadable, and each one costs a pass over the bars. */
export const INDICATORS_MAX = 6;

const propertySchema = z.object({
  type: z.string().optional(),
  default: z.number().optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  maximum: z.number().optional(),
});
const objectSchema = z.object({ properties: z.record(z.string(), propertySchema).default({}) });

export function findIndicator(name: string): IndicatorDefinition | undefined {
  return indicatorList.find((definition) => definition.name === name);
}

/** Fields of an indicator's parameters for a generated form, made from the schema that also checks them. */
export function indicatorFields(definition: IndicatorDefinition): readonly ParameterField[] {
  const { properties } = objectSchema.parse(z.toJSONSchema(definition.params, { io: "input" }));
  return Object.entries(properties).map(([name, property]) => {
    const isWhole = property.type === "integer";
    const minimum = property.minimum ?? property.exclusiveMinimum;
    return {
      name,
      label: name.charAt(0).toUpperCase() + name.slice(1),
      description: "",
      type: isWhole ? ("integer" as const) : ("number" as const),
      unit: isWhole ? "bars" : "",
      default: property.default ?? 1,
      ...(minimum === undefined ? {} : { minimum }),
      ...(property.maximum === undefined ? {} : { maximum: property.maximum }),
      ...(isWhole ? { step: 1 } : {}),
    };
  });
}

/** The indicator with its own defaults. */
export function withDefaults(definition: IndicatorDefinition): ActiveIndicator {
  const params = Object.fromEntries(
    indicatorFields(definition).map((field) => [field.name, typeof field.default === "number" ? field.default : 1]),
  );
  return { name: definition.name, params };
}

/** `sma:50`: the name, then the parameters in the order of their schema. */
export function indicatorKey(active: ActiveIndicator): string {
  const definition = findIndicator(active.name);
  const names = definition === undefined ? [] : indicatorFields(definition).map((field) => field.name);
  return [active.name, ...names.map((name) => String(active.params[name]))].join(":");
}

export function formatIndicators(list: readonly ActiveIndicator[]): string {
  return list.map(indicatorKey).join(",");
}

function parseOne(text: string): ActiveIndicator | null {
  const [name = "", ...values] = text.split(":");
  const definition = findIndicator(name);
  if (definition === undefined) return null;
  const fields = indicatorFields(definition);
  if (values.length > fields.length) return null;
  const params = Object.fromEntries(
    fields.map((field, index) => {
      const fallback = typeof field.default === "number" ? field.default : 1;
      return [field.name, values[index] === undefined ? fallback : Number(values[index])];
    }),
  );
  return definition.params.safeParse(params).success ? { name, params } : null;
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

/** Computes the indicators over the bars on the chart, with the code that backtests run. */
export function indicatorLines(list: readonly ActiveIndicator[], bars: BarColumns): readonly IndicatorLines[] {
  const computed: IndicatorLines[] = [];
  for (const active of list) {
    const definition = findIndicator(active.name);
    const result = computeIndicator(active.name, active.params, bars);
    if (definition === undefined || !result.ok) continue;
    computed.push({
      key: indicatorKey(active),
      title: indicatorLabel(active),
      scale: definition.scale,
      lines: definition.lines.map((name) => ({ name, values: result.value[name] ?? new Float64Array(0) })),
    });
  }
  return computed;
}
