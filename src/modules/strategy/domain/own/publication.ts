import { err, ok, type Result } from "@/modules/_kernel";
import type { ParameterField, StrategyParams } from "../strategy";

/** Values under a name, complete: as they were when they were published. */
export interface PublishedPreset {
  readonly presetId: string;
  readonly name: string;
  readonly params: StrategyParams;
}

/** Both ends are inside. */
export interface ParameterBounds {
  readonly least: number;
  readonly most: number;
}

/** Which values a publication lets through. */
export interface PublishedValues {
  /** None: the defaults stand in their place. */
  readonly presets: readonly PublishedPreset[];
  /** Numbers that may move away from the preset, by parameter. */
  readonly bounds: Readonly<Record<string, ParameterBounds>>;
  /** Any value that the strategy itself takes; then bounds say nothing. */
  readonly isFree: boolean;
}

/** A value that is not among the published ones. */
export interface OutsidePublished {
  readonly parameter: string;
  /** What would pass, in words. */
  readonly expected: string;
}

export const PUBLISHED_PRESETS_MAX = 20;

/** Name by which a preset of a publication is asked for. */
export const publishedPresetId = (publicationId: string, place: number): string => `${publicationId}.${place}`;

type Fields = readonly Pick<ParameterField, "name" | "type" | "default" | "minimum" | "maximum">[];

/** Values with the defaults of what they do not say. */
export const completeParams = (fields: Fields, params: StrategyParams): StrategyParams => ({
  ...Object.fromEntries(fields.map((field) => [field.name, field.default])),
  ...params,
});

/**
 * What of complete values a publication does not let through; null: it lets all of them. With several presets it is that of the one
 * that comes closest: fewest values outside, the first of those.
 */
export function outsideOf(
  { presets, bounds, isFree }: PublishedValues,
  fields: Fields,
  params: StrategyParams,
): OutsidePublished | null {
  if (isFree) return null;
  const bases = presets.length === 0 ? [completeParams(fields, {})] : presets.map((preset) => preset.params);
  const faults = bases.map((base) => faultsOf(base, bounds, params));
  const least = faults.toSorted((a, b) => a.length - b.length)[0] ?? [];
  const [first] = least;
  if (first === undefined) return null;
  const values = [...new Set(bases.flatMap((base) => (base[first] === undefined ? [] : [String(base[first])])))];
  const range = bounds[first];
  const fixed = values.length === 0 ? "no such parameter" : values.join(" or ");
  const expected = range === undefined ? fixed : `${range.least} to ${range.most}`;
  return { parameter: first, expected };
}

/** Parameters whose value is neither that of the base nor a number within bounds. */
function faultsOf(base: StrategyParams, bounds: PublishedValues["bounds"], params: StrategyParams): readonly string[] {
  return [...new Set([...Object.keys(base), ...Object.keys(params)])].filter((name) => {
    const [value, range] = [params[name], bounds[name]];
    if (value === base[name]) return false;
    return range === undefined || typeof value !== "number" || !(value >= range.least && value <= range.most);
  });
}

/** The first of these publications that lets the values through; else what the first of them does not. There is one at least. */
export function coveringOf<P extends PublishedValues>(
  [first, ...others]: readonly [P, ...P[]],
  fields: Fields,
  params: StrategyParams,
): Result<P, OutsidePublished> {
  const outside = outsideOf(first, fields, params);
  if (outside === null) return ok(first);
  const other = others.find((each) => outsideOf(each, fields, params) === null);
  return other === undefined ? err(outside) : ok(other);
}

/** Why bounds are none, with the parameter at fault and what would pass; null: they are. */
export function boundsFault(fields: Fields, bounds: PublishedValues["bounds"]): OutsidePublished | null {
  for (const [name, { least, most }] of Object.entries(bounds)) {
    const field = fields.find((each) => each.name === name);
    if (field === undefined || (field.type !== "integer" && field.type !== "number")) {
      const numbers = fields.filter(({ type }) => type === "integer" || type === "number").map((each) => each.name);
      return { parameter: name, expected: numbers.length === 0 ? "no bounds at all" : `one of ${numbers.join(", ")}` };
    }
    const [minimum, maximum] = [field.minimum ?? -Number.MAX_VALUE, field.maximum ?? Number.MAX_VALUE];
    const isInside = least >= minimum && most <= maximum && least <= most;
    const isWhole = field.type === "number" || (Number.isInteger(least) && Number.isInteger(most));
    if (!isInside || !isWhole) {
      const kind = field.type === "integer" ? "two whole numbers" : "two numbers";
      const [from, to] = [field.minimum ?? "any", field.maximum ?? "any"];
      return { parameter: name, expected: `${kind} from ${from} to ${to}, the smaller first` };
    }
  }
  return null;
}
