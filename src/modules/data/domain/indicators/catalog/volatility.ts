import { makeAtr, makeNatr, makeTrueRange } from "../atr";
import { makeKeltner } from "../bands";
import { at, CLOSE, define, HIGH_LOW, HLC, type IndicatorDefinition, SKENDER } from "../definition";
import { makeDonchian } from "../donchian";
import { bars, lengthOnly, multiplierOf, noParams, paramsOf } from "../params";
import { makeBollinger } from "../stdev";
import { makeChoppiness, makeUlcerIndex } from "../volatility";

/** Bands, channels and ranges. Each has a loop of its own, so that the compiler inlines its step. */
export const volatilities: readonly IndicatorDefinition[] = [
  define(
    {
      name: "bollinger",
      title: "Bollinger bands",
      summary: "An average with a band of standard deviations on both sides.",
      category: "volatility",
      inputs: CLOSE,
      lines: ["middle", "upper", "lower"],
      scale: "price",
      fills: [["upper", "lower"]],
      source: `${SKENDER}, GetBollingerBands`,
    },
    paramsOf({ length: bars(20), multiplier: multiplierOf(2) }),
    ({ length, multiplier }) => {
      const bollinger = makeBollinger(length, multiplier);
      return (inputs, from, to, lines) => {
        bollinger.fill(at(inputs, 0), from, to, [at(lines, 0), at(lines, 1), at(lines, 2)]);
      };
    },
  ),
  define(
    {
      name: "keltner",
      title: "Keltner channel",
      summary: "An average with a band of average ranges on both sides.",
      category: "volatility",
      inputs: HLC,
      lines: ["upper", "middle", "lower"],
      scale: "price",
      fills: [["upper", "lower"]],
      source: `${SKENDER}, GetKeltner`,
    },
    paramsOf({ length: bars(20), multiplier: multiplierOf(2), atrLength: bars(10, "ATR length") }),
    ({ length, multiplier, atrLength }) => {
      const keltner = makeKeltner(length, multiplier, atrLength);
      return (inputs, from, to, lines) => {
        const [high, low, close] = [at(inputs, 0), at(inputs, 1), at(inputs, 2)];
        const [upperLine, middleLine, lowerLine] = [at(lines, 0), at(lines, 1), at(lines, 2)];
        for (let i = from; i < to; i += 1) {
          keltner.next(high[i] ?? Number.NaN, low[i] ?? Number.NaN, close[i] ?? Number.NaN);
          upperLine[i] = keltner.upper;
          middleLine[i] = keltner.middle;
          lowerLine[i] = keltner.lower;
        }
      };
    },
  ),
  define(
    {
      name: "donchian",
      title: "Donchian channel",
      summary: "The highest high and the lowest low of the bars before this one.",
      category: "volatility",
      inputs: HIGH_LOW,
      lines: ["upper", "middle", "lower"],
      scale: "price",
      fills: [["upper", "lower"]],
      source: `${SKENDER}, GetDonchian`,
    },
    lengthOnly(20),
    ({ length }) => {
      const donchian = makeDonchian(length);
      return (inputs, from, to, lines) => {
        const [high, low] = [at(inputs, 0), at(inputs, 1)];
        const [upperLine, middleLine, lowerLine] = [at(lines, 0), at(lines, 1), at(lines, 2)];
        for (let i = from; i < to; i += 1) {
          donchian.next(high[i] ?? Number.NaN, low[i] ?? Number.NaN);
          upperLine[i] = donchian.upper;
          middleLine[i] = donchian.middle;
          lowerLine[i] = donchian.lower;
        }
      };
    },
  ),
  define(
    {
      name: "atr",
      title: "Average true range",
      summary: "How far a bar reaches on average, gaps included, in price.",
      category: "volatility",
      inputs: HLC,
      lines: ["atr"],
      scale: "own",
      source: `${SKENDER}, GetAtr (Wilder 1978)`,
    },
    lengthOnly(14),
    ({ length }) => {
      const atr = makeAtr(length);
      return (inputs, from, to, lines) => {
        const [high, low, close, line] = [at(inputs, 0), at(inputs, 1), at(inputs, 2), at(lines, 0)];
        for (let i = from; i < to; i += 1)
          line[i] = atr.next(high[i] ?? Number.NaN, low[i] ?? Number.NaN, close[i] ?? Number.NaN);
      };
    },
  ),
  define(
    {
      name: "natr",
      title: "Normalized average true range",
      summary: "The average true range in percent of the price.",
      category: "volatility",
      inputs: HLC,
      lines: ["natr"],
      scale: "own",
      source: `${SKENDER}, GetAtr, line Atrp`,
    },
    lengthOnly(14),
    ({ length }) => {
      const natr = makeNatr(length);
      return (inputs, from, to, lines) => {
        const [high, low, close, line] = [at(inputs, 0), at(inputs, 1), at(inputs, 2), at(lines, 0)];
        for (let i = from; i < to; i += 1)
          line[i] = natr.next(high[i] ?? Number.NaN, low[i] ?? Number.NaN, close[i] ?? Number.NaN);
      };
    },
  ),
  define(
    {
      name: "true_range",
      title: "True range",
      summary: "How far the bar reaches, the gap from the close before included.",
      category: "volatility",
      inputs: HLC,
      lines: ["true_range"],
      scale: "own",
      source: `${SKENDER}, GetTr (Wilder 1978)`,
    },
    noParams,
    () => {
      const trueRange = makeTrueRange();
      return (inputs, from, to, lines) => {
        const [high, low, close, line] = [at(inputs, 0), at(inputs, 1), at(inputs, 2), at(lines, 0)];
        for (let i = from; i < to; i += 1)
          line[i] = trueRange.next(high[i] ?? Number.NaN, low[i] ?? Number.NaN, close[i] ?? Number.NaN);
      };
    },
  ),
  define(
    {
      name: "choppiness",
      title: "Choppiness index",
      summary: "Whether prices go somewhere (low) or back and forth (high), from 0 to 100.",
      category: "volatility",
      inputs: HLC,
      lines: ["choppiness"],
      scale: "own",
      guides: [38.2, 61.8],
      source: `${SKENDER}, GetChop (Dreiss 1993)`,
    },
    lengthOnly(14, 2),
    ({ length }) => {
      const choppiness = makeChoppiness(length);
      return (inputs, from, to, lines) => {
        const [high, low, close, line] = [at(inputs, 0), at(inputs, 1), at(inputs, 2), at(lines, 0)];
        for (let i = from; i < to; i += 1)
          line[i] = choppiness.next(high[i] ?? Number.NaN, low[i] ?? Number.NaN, close[i] ?? Number.NaN);
      };
    },
  ),
  define(
    {
      name: "ulcer_index",
      title: "Ulcer index",
      summary: "How deep and how long prices were below their high, in percent.",
      category: "volatility",
      inputs: CLOSE,
      lines: ["ulcer_index"],
      scale: "own",
      source: `${SKENDER}, GetUlcerIndex (Martin 1987)`,
    },
    lengthOnly(14),
    ({ length }) => {
      const ulcerIndex = makeUlcerIndex(length);
      return (inputs, from, to, lines) => {
        const [close, line] = [at(inputs, 0), at(lines, 0)];
        for (let i = from; i < to; i += 1) line[i] = ulcerIndex.next(close[i] ?? Number.NaN);
      };
    },
  ),
];
