import { assertNever } from "@/modules/_kernel";
import { findIndicator } from "../indicators/registry";
import type { Comparison, ScreenCondition, ScreenOperand } from "./condition";

/** A `T` that is being written: a number may not be there yet. */
export type Draft<T> = T extends number
  ? T | null
  : T extends readonly (infer Item)[]
    ? readonly Draft<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Draft<T[Key]> }
      : T;

export type DraftCondition = Draft<ScreenCondition>;
export type DraftOperand = Draft<ScreenOperand>;
export type DraftComparison = Extract<DraftCondition, { readonly kind: "compare" }>;

/** Stands for a number that is still to be written. */
const TO_WRITE = "…";
const NUMBER = new Intl.NumberFormat("en-US", { maximumFractionDigits: 12 });
const number = (value: number | null) =>
  value === null || !Number.isFinite(value) ? TO_WRITE : NUMBER.format(value).replace("-", "\u2212");

const VERBS: Readonly<Record<Comparison, string>> = {
  above: "is above",
  below: "is below",
  at_least: "is at least",
  at_most: "is at most",
  crosses_above: "crosses above",
  crosses_below: "crosses below",
};

/** A condition as one English sentence: "RSI 14 is below 30, and close is above SMA 200." Also of one that is being written. */
export function conditionSentence(condition: DraftCondition): string {
  const text = conditionText(condition);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** The same as a part of another sentence: "RSI 14 is below 30, and close is above SMA 200". */
export const conditionText = (condition: DraftCondition): string => say(condition, "top");

/** One comparison without the stop: "RSI 14 is below 30". */
export function comparisonText({ left, is, right }: DraftComparison): string {
  return `${operandText(left)} ${VERBS[is]} ${operandText(right, left)}`;
}

/**
 * One side of a comparison: "close 5 bars ago", "2 × average volume of 20 bars", "MACD 12 26 9 signal".
 *
 * @param beside - The other side, from which a plain number takes its unit.
 */
export function operandText(operand: DraftOperand, beside?: DraftOperand): string {
  switch (operand.kind) {
    case "value":
      return beside?.kind === "change" ? `${number(operand.value)} %` : number(operand.value);
    case "price":
      return around(operand, operand.field);
    case "change":
      return around(operand, `change over ${bars(operand.bars)}`, " up to");
    case "average_volume":
      return around(operand, `average volume of ${bars(operand.bars)}`, " up to");
    case "indicator":
      return around(operand, indicatorText(operand));
    default:
      return assertNever(operand, "operandText");
  }
}

const bars = (count: number | null) => `${number(count)} ${count === 1 ? "bar" : "bars"}`;

interface Placed {
  readonly times: number | null;
  readonly barsAgo: number | null;
}

/** `until`: what joins a span of bars to the bar at which it ends. */
function around({ times, barsAgo }: Placed, what: string, until = ""): string {
  const factor = times === 1 ? "" : `${number(times)} × `;
  return `${factor}${what}${barsAgo === 0 ? "" : `${until} ${bars(barsAgo)} ago`}`;
}

/** Short names are said in capitals, as traders do: "SMA 50". The line is named where there are several. */
function indicatorText({ name, params, line }: Extract<DraftOperand, { readonly kind: "indicator" }>): string {
  const definition = findIndicator(name);
  const words = name.replaceAll("_", " ");
  const short = words.length <= SHORT_NAME_MAX ? words.toUpperCase() : words.charAt(0).toUpperCase() + words.slice(1);
  const values = (definition?.fields ?? []).map((field) => number(params[field.name] ?? field.default));
  const isOnly = (definition?.lines.length ?? 1) === 1 || line === name;
  return [short, ...values, ...(isOnly ? [] : [line.replaceAll("_", " ")])].join(" ");
}

const SHORT_NAME_MAX = 4;

/** `inside`: part of a group, and then in brackets where it joins several. */
function say(condition: DraftCondition, place: "top" | "inside"): string {
  switch (condition.kind) {
    case "compare":
      return comparisonText(condition);
    case "not":
      return condition.of.kind === "compare"
        ? `not: ${say(condition.of, "top")}`
        : `not ${say(condition.of, "inside")}`;
    case "all":
    case "any": {
      const joint = condition.kind === "all" ? "and" : "or";
      const parts = condition.of.map((part) => say(part, condition.of.length === 1 ? place : "inside"));
      const text = parts.join(`${place === "top" ? "," : ""} ${joint} `);
      return place === "top" || parts.length === 1 ? text : `(${text})`;
    }
    default:
      return assertNever(condition, "say");
  }
}
