import { type BarColumns, INDICATOR_LENGTH_MAX, makeRsi, makeSma, type SeriesIndicator } from "@/modules/data";
import { INDICATORS_MAX, type IndicatorLines } from "./indicator-lines";

interface Usual {
  readonly name: string;
  readonly length: number;
  readonly scale: "price" | "own";
  readonly guides: readonly number[];
  readonly make: (length: number) => SeriesIndicator;
}

/** What a new chart shows, with what the catalog says of it: each takes closes and a length, and draws one line. */
const USUAL: readonly Usual[] = [
  { name: "sma", length: 20, scale: "price", guides: [], make: makeSma },
  { name: "rsi", length: 14, scale: "own", guides: [30, 70], make: makeRsi },
];

/** An indicator that a chart knows without the catalog, at its length in bars. */
interface UsualIndicator {
  readonly usual: Usual;
  readonly length: number;
}

const keyOf = ({ usual, length }: UsualIndicator) => `${usual.name}:${length}`;

/**
 * Reads an address as `parseIndicators` does, without the catalog, which is as much script as the rest of a chart's own.
 *
 * @returns Null where another indicator is named: then only the catalog can tell.
 */
function usualIndicators(text: string): readonly UsualIndicator[] | null {
  const known = new Map<string, UsualIndicator>();
  for (const part of text.split(",")) {
    const [name = "", ...values] = part.split(":");
    if (name === "") continue;
    const usual = USUAL.find((one) => one.name === name);
    if (usual === undefined) return null;
    const length = values[0] === undefined ? usual.length : Number(values[0]);
    const isTaken = Number.isInteger(length) && length >= 1 && length <= INDICATOR_LENGTH_MAX && values.length <= 1;
    const one = { usual, length };
    if (isTaken && !known.has(keyOf(one))) known.set(keyOf(one), one);
  }
  return [...known.values()].slice(0, INDICATORS_MAX);
}

/** How many indicators an address names; null where only the catalog can tell. */
export function countUsual(text: string): number | null {
  return usualIndicators(text)?.length ?? null;
}

/** Computes the indicators that an address names over the bars on the chart; null where only the catalog can. */
export function usualLines(text: string, { close }: BarColumns): readonly IndicatorLines[] | null {
  const list = usualIndicators(text);
  if (list === null) return null;
  let overlays = 0;
  return list.map((one) => {
    const { name, scale, guides, make } = one.usual;
    const ink = scale === "price" ? overlays++ : 0;
    const indicator = make(one.length);
    return {
      key: keyOf(one),
      title: `${name.toUpperCase()} ${one.length}`,
      scale,
      fills: [],
      guides,
      lines: [{ name, values: close.map((value) => indicator.next(value)), drawing: "line", ink }],
    };
  });
}
