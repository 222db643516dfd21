import { makeAlma, makeKama } from "../adaptive";
import { makeDema, makeTema } from "../chained-ema";
import { at, CLOSE, define, HLCV, type IndicatorDefinition, SKENDER } from "../definition";
import { makeEma } from "../ema";
import { bars, lengthOnly, noParams, numberFrom, paramsOf } from "../params";
import { makeSma } from "../sma";
import { makeVwap, makeVwma } from "../volume-average";
import { fillWindow } from "../window-fill";
import { makeHma, makeWma } from "../wma";

/** Averages: drawn over the candles. Each has a loop of its own, so that the compiler inlines its step. */
export const averages: readonly IndicatorDefinition[] = [
  define(
    {
      name: "sma",
      title: "Simple moving average",
      summary: "The plain mean of the last closes.",
      category: "average",
      inputs: CLOSE,
      lines: ["sma"],
      scale: "price",
      source: `${SKENDER}, GetSma`,
    },
    lengthOnly(20),
    ({ length }) => {
      const sma = makeSma(length);
      return (inputs, from, to, lines) => {
        const [close, line] = [at(inputs, 0), at(lines, 0)];
        fillWindow(sma, length, close, from, to, line);
      };
    },
    "own",
  ),
  define(
    {
      name: "ema",
      title: "Exponential moving average",
      summary: "A mean in which every bar counts less than the next one.",
      category: "average",
      inputs: CLOSE,
      lines: ["ema"],
      scale: "price",
      source: `${SKENDER}, GetEma`,
    },
    lengthOnly(20),
    ({ length }) => {
      const ema = makeEma(length);
      return (inputs, from, to, lines) => {
        const [close, line] = [at(inputs, 0), at(lines, 0)];
        ema.fill(close, from, to, line);
      };
    },
    "own",
  ),
  define(
    {
      name: "wma",
      title: "Weighted moving average",
      summary: "A mean whose weights grow evenly towards the newest bar.",
      category: "average",
      inputs: CLOSE,
      lines: ["wma"],
      scale: "price",
      source: `${SKENDER}, GetWma`,
    },
    lengthOnly(20),
    ({ length }) => {
      const wma = makeWma(length);
      return (inputs, from, to, lines) => {
        const [close, line] = [at(inputs, 0), at(lines, 0)];
        fillWindow(wma, length, close, from, to, line);
      };
    },
  ),
  define(
    {
      name: "dema",
      title: "Double exponential moving average",
      summary: "An EMA corrected by its own EMA, so that it lags less.",
      category: "average",
      inputs: CLOSE,
      lines: ["dema"],
      scale: "price",
      source: `${SKENDER}, GetDema (Mulloy 1994)`,
    },
    lengthOnly(20),
    ({ length }) => {
      const dema = makeDema(length);
      return (inputs, from, to, lines) => {
        const [close, line] = [at(inputs, 0), at(lines, 0)];
        for (let i = from; i < to; i += 1) line[i] = dema.next(close[i] ?? Number.NaN);
      };
    },
  ),
  define(
    {
      name: "tema",
      title: "Triple exponential moving average",
      summary: "An EMA corrected twice, with even less lag.",
      category: "average",
      inputs: CLOSE,
      lines: ["tema"],
      scale: "price",
      source: `${SKENDER}, GetTema (Mulloy 1994)`,
    },
    lengthOnly(20),
    ({ length }) => {
      const tema = makeTema(length);
      return (inputs, from, to, lines) => {
        const [close, line] = [at(inputs, 0), at(lines, 0)];
        for (let i = from; i < to; i += 1) line[i] = tema.next(close[i] ?? Number.NaN);
      };
    },
  ),
  define(
    {
      name: "hma",
      title: "Hull moving average",
      summary: "Weighted averages combined to follow closely and still be smooth.",
      category: "average",
      inputs: CLOSE,
      lines: ["hma"],
      scale: "price",
      source: `${SKENDER}, GetHma (Hull 2005)`,
    },
    lengthOnly(20, 2),
    ({ length }) => {
      const hma = makeHma(length);
      return (inputs, from, to, lines) => {
        const [close, line] = [at(inputs, 0), at(lines, 0)];
        hma.fill(close, from, to, line);
      };
    },
  ),
  define(
    {
      name: "kama",
      title: "Kaufman's adaptive moving average",
      summary: "Follows quickly in a straight move and hardly at all in noise.",
      category: "average",
      inputs: CLOSE,
      lines: ["kama"],
      scale: "price",
      source: `${SKENDER}, GetKama (Kaufman 1995)`,
    },
    paramsOf(
      { length: bars(10), fast: bars(2, "Fast"), slow: bars(30, "Slow") },
      { name: "fast", expected: "a number below slow", holds: ({ fast, slow }) => fast < slow },
    ),
    ({ length, fast, slow }) => {
      const kama = makeKama(length, fast, slow);
      return (inputs, from, to, lines) => {
        const [close, line] = [at(inputs, 0), at(lines, 0)];
        kama.fill(close, from, to, line);
      };
    },
  ),
  define(
    {
      name: "alma",
      title: "Arnaud Legoux moving average",
      summary: "A mean weighted by a bell that stands near the newest bars.",
      category: "average",
      inputs: CLOSE,
      lines: ["alma"],
      scale: "price",
      source: `${SKENDER}, GetAlma (Legoux 2009)`,
    },
    paramsOf({
      length: bars(9),
      offset: numberFrom(0, 1, 0.85, "Offset"),
      sigma: numberFrom(0.1, 1000, 6, "Sigma"),
    }),
    ({ length, offset, sigma }) => {
      const alma = makeAlma(length, offset, sigma);
      return (inputs, from, to, lines) => {
        const [close, line] = [at(inputs, 0), at(lines, 0)];
        for (let i = from; i < to; i += 1) line[i] = alma.next(close[i] ?? Number.NaN);
      };
    },
  ),
  define(
    {
      name: "vwma",
      title: "Volume-weighted moving average",
      summary: "The mean price of what was traded in the last bars.",
      category: "average",
      inputs: ["close", "volume"],
      lines: ["vwma"],
      scale: "price",
      source: `${SKENDER}, GetVwma`,
    },
    lengthOnly(20),
    ({ length }) => {
      const vwma = makeVwma(length);
      return (inputs, from, to, lines) => {
        const [close, volume, line] = [at(inputs, 0), at(inputs, 1), at(lines, 0)];
        vwma.fill(close, volume, from, to, line);
      };
    },
  ),
  define(
    {
      name: "vwap",
      title: "Volume-weighted average price",
      summary: "The mean price of everything traded since the first bar.",
      category: "average",
      inputs: HLCV,
      lines: ["vwap"],
      scale: "price",
      source: `${SKENDER}, GetVwap, anchored at the first bar`,
    },
    noParams,
    () => {
      const vwap = makeVwap();
      return (inputs, from, to, lines) => {
        const [high, low, close, volume, line] = [
          at(inputs, 0),
          at(inputs, 1),
          at(inputs, 2),
          at(inputs, 3),
          at(lines, 0),
        ];
        for (let i = from; i < to; i += 1)
          line[i] = vwap.next(
            high[i] ?? Number.NaN,
            low[i] ?? Number.NaN,
            close[i] ?? Number.NaN,
            volume[i] ?? Number.NaN,
          );
      };
    },
    "skip",
  ),
];
