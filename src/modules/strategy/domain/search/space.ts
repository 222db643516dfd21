import { err, ok, type Result } from "@/modules/_kernel";
import type { ParameterField, StrategyParams } from "../strategy";

export type ParameterValue = number | boolean | string;

/** What a search tries for one parameter. */
export type ParameterRange =
  | { readonly kind: "fixed"; readonly value: ParameterValue }
  /** `from`, `from + step`, … up to and including `to`. */
  | { readonly kind: "range"; readonly from: number; readonly to: number; readonly step: number }
  /** `count` values whose logarithms are evenly spaced, both ends included; of a whole parameter the whole numbers next to them. */
  | { readonly kind: "log"; readonly from: number; readonly to: number; readonly count: number }
  | { readonly kind: "choices"; readonly values: readonly ParameterValue[] };

export type ParameterRanges = Readonly<Record<string, ParameterRange>>;

/** One parameter that varies: its values by number, smallest first where they have an order. */
export interface SearchAxis {
  readonly name: string;
  /** From 1. */
  readonly count: number;
  /** Whether neighbours by number are neighbours in value. Choices of text are not. */
  readonly isOrdered: boolean;
  /** @param index - A whole number from 0, below `count`. */
  valueAt(index: number): ParameterValue;
}

/** Every combination of the axes, numbered; nothing of it is held in memory. A point is its number. */
export interface SearchSpace {
  readonly axes: readonly SearchAxis[];
  /** Parameters that are the same in all points. */
  readonly fixed: StrategyParams;
  /** How many points there are, before constraints. */
  readonly points: number;
}

export interface SpaceError {
  readonly kind: "search.space_invalid";
  /** `ranges.fast.step` */
  readonly path: string;
  /** What would pass, in words. */
  readonly expected: string;
}

/** Values of one axis: more are finer than any strategy can feel. */
export const AXIS_VALUES_MAX = 10_000;
/** Points are numbered exactly in Float64. */
const POINTS_MAX = 2 ** 52;
/** Decimal digits that are kept of a stepped value: 0.1 + 2 * 0.1 is 0.3. */
const DIGITS = 12;

/**
 * The space that ranges over a strategy's parameters make. A parameter without a range keeps its default.
 *
 * Refuses, at the field at fault: an unknown parameter, a range outside the parameter's bounds, a step that is not above 0,
 * fractions of a whole parameter, an axis of more than {@link AXIS_VALUES_MAX} values. Nothing is allocated before.
 */
export function makeSpace(fields: readonly ParameterField[], ranges: ParameterRanges): Result<SearchSpace, SpaceError> {
  const unknown = Object.keys(ranges).find((name) => !fields.some((field) => field.name === name));
  if (unknown !== undefined) {
    return invalid(`ranges.${unknown}`, `no such parameter; there are ${fields.map(({ name }) => name).join(", ")}`);
  }
  const axes: SearchAxis[] = [];
  const fixed: Record<string, ParameterValue> = {};
  for (const field of fields) {
    const range = ranges[field.name] ?? { kind: "fixed", value: field.default };
    if (range.kind === "fixed") {
      const error = misfit(field, range.value);
      if (error !== null) return invalid(`ranges.${field.name}.value`, error);
      fixed[field.name] = range.value;
      continue;
    }
    const axis = range.kind === "choices" ? choiceAxis(field, range.values) : numberAxis(field, range);
    if (!axis.ok) return axis;
    axes.push(axis.value);
  }
  const points = axes.reduce((product, { count }) => product * count, 1);
  if (points > POINTS_MAX) return invalid("ranges", `at most ${POINTS_MAX} combinations, was ${points}`);
  return ok({ axes, fixed, points });
}

const invalid = (path: string, expected: string): Result<never, SpaceError> =>
  err({ kind: "search.space_invalid", path, expected });

/** What is wrong with a value of a parameter, as what would pass; null when it fits. */
function misfit(field: ParameterField, value: ParameterValue): string | null {
  if (field.type === "boolean") return typeof value === "boolean" ? null : "true or false";
  if (field.type === "choice") {
    return field.choices?.includes(String(value)) === true ? null : `one of ${field.choices?.join(", ")}`;
  }
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = field;
  const isWhole = field.type === "integer";
  const passes = `${isWhole ? "a whole number" : "a number"} from ${minimum} to ${maximum}`;
  if (typeof value !== "number" || !(value >= minimum && value <= maximum)) return passes;
  return isWhole && !Number.isInteger(value) ? passes : null;
}

function choiceAxis(field: ParameterField, values: readonly ParameterValue[]): Result<SearchAxis, SpaceError> {
  const path = `ranges.${field.name}.values`;
  if (values.length === 0 || values.length > AXIS_VALUES_MAX) return invalid(path, `1 to ${AXIS_VALUES_MAX} values`);
  const wrong = values.map((value) => misfit(field, value)).find((error) => error !== null);
  if (wrong !== undefined) return invalid(path, wrong);
  const distinct = [...new Set(values)];
  const isOrdered = field.type === "integer" || field.type === "number";
  if (isOrdered) distinct.sort((left, right) => Number(left) - Number(right));
  return ok(listAxis(field.name, distinct, isOrdered));
}

function listAxis(name: string, values: readonly ParameterValue[], isOrdered: boolean): SearchAxis {
  return {
    name,
    count: values.length,
    isOrdered,
    valueAt: (index) => {
      const value = values[index];
      if (value === undefined) throw new RangeError(`${name} has no value number ${index}`);
      return value;
    },
  };
}

type NumberRange = Extract<ParameterRange, { readonly kind: "range" | "log" }>;

function numberAxis(field: ParameterField, range: NumberRange): Result<SearchAxis, SpaceError> {
  const path = `ranges.${field.name}`;
  if (field.type !== "integer" && field.type !== "number") return invalid(path, "values: it has no order");
  for (const end of ["from", "to"] as const) {
    const error = misfit(field, range[end]);
    if (error !== null) return invalid(`${path}.${end}`, error);
  }
  if (range.to < range.from) return invalid(`${path}.to`, `${range.from} or more`);
  return range.kind === "log" ? logAxis(field, range) : stepAxis(field, range);
}

function stepAxis(
  field: ParameterField,
  { from, to, step }: Extract<ParameterRange, { kind: "range" }>,
): Result<SearchAxis, SpaceError> {
  const path = `ranges.${field.name}.step`;
  if (!(step > 0)) return invalid(path, "above 0");
  if (field.type === "integer" && !Number.isInteger(step)) return invalid(path, "a whole number");
  // A hair of Float64 must not lose the last value: 0.1 to 0.3 by 0.1 has three.
  const count = Math.floor(((to - from) / step) * (1 + Number.EPSILON * 4) + 1e-9) + 1;
  if (count > AXIS_VALUES_MAX) {
    const enough = Number(((to - from) / (AXIS_VALUES_MAX - 1)).toPrecision(3));
    return invalid(path, `at most ${AXIS_VALUES_MAX} values, was ${count}: a step from about ${enough} on`);
  }
  const valueAt = (index: number) => Math.min(to, Number((from + index * step).toPrecision(DIGITS)));
  return ok({ name: field.name, count, isOrdered: true, valueAt });
}

function logAxis(
  field: ParameterField,
  { from, to, count }: Extract<ParameterRange, { kind: "log" }>,
): Result<SearchAxis, SpaceError> {
  const path = `ranges.${field.name}`;
  if (!(from > 0)) return invalid(`${path}.from`, "above 0 on a logarithmic scale");
  if (!Number.isInteger(count) || count < 1 || count > AXIS_VALUES_MAX) {
    return invalid(`${path}.count`, `a whole number from 1 to ${AXIS_VALUES_MAX}`);
  }
  const values = Array.from({ length: count }, (_, index) => {
    const value = count === 1 ? from : from * (to / from) ** (index / (count - 1));
    const rounded = field.type === "integer" ? Math.round(value) : Number(value.toPrecision(DIGITS));
    return Math.min(to, Math.max(from, rounded));
  });
  return ok(listAxis(field.name, [...new Set(values)], true));
}

/** The number of an axis' value in each axis, of a point. The last axis moves fastest. */
export function indexesOf({ axes }: Pick<SearchSpace, "axes">, point: number): readonly number[] {
  const indexes = axes.map(() => 0);
  let rest = point;
  for (let i = axes.length - 1; i >= 0; i -= 1) {
    const count = axes[i]?.count ?? 1;
    indexes[i] = rest % count;
    rest = Math.floor(rest / count);
  }
  return indexes;
}

/** The point of the given value numbers. */
export function pointAt({ axes }: Pick<SearchSpace, "axes">, indexes: readonly number[]): number {
  return axes.reduce((point, { count }, axis) => point * count + (indexes[axis] ?? 0), 0);
}

/** The parameters of a point. */
export function paramsOf(space: SearchSpace, point: number): StrategyParams {
  const indexes = indexesOf(space, point);
  const own = space.axes.map((axis, place) => [axis.name, axis.valueAt(indexes[place] ?? 0)] as const);
  return { ...space.fixed, ...Object.fromEntries(own) };
}

/** Values that a range offers at first: a quarter of the default to three times it, in about this many steps. */
const OFFERED_VALUES = 10;

/** A range to begin with, made from the parameter itself; what sizes an order stays as it is. */
export function offeredRange(field: ParameterField): ParameterRange {
  if (field.type === "boolean") return { kind: "choices", values: [false, true] };
  if (field.type === "choice") return { kind: "choices", values: field.choices ?? [field.default] };
  const { default: usual, minimum = 0, maximum = Number.MAX_SAFE_INTEGER } = field;
  if (field.name === "quantity" || typeof usual !== "number" || usual <= 0) return { kind: "fixed", value: usual };
  const least = field.type === "integer" ? 1 : Number((usual / OFFERED_VALUES / 2).toPrecision(1));
  const span = Math.min(maximum, usual * 2) - Math.max(minimum, usual / 2);
  const raw = Math.max(least, span / (OFFERED_VALUES - 1));
  const step = field.type === "integer" ? Math.round(raw) : Number(raw.toPrecision(1));
  const below = Math.floor((usual - Math.max(minimum, usual / 2)) / step);
  const from = Number((usual - below * step).toPrecision(DIGITS));
  const steps = Math.min(OFFERED_VALUES - 1, Math.floor((maximum - from) / step));
  return { kind: "range", from, to: Number((from + steps * step).toPrecision(DIGITS)), step };
}
