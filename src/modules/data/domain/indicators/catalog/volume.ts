import { at, define, HLCV, type IndicatorDefinition, SKENDER } from "../definition";
import { makePercentMacd } from "../macd";
import { makeAdl, makeChaikinOscillator, makeCmf, makeForceIndex, makeMfi } from "../money-flow";
import { makeObv } from "../obv";
import { bars, lengthOnly, noParams, paramsOf } from "../params";

/** What volume adds. Each has a loop of its own, so that the compiler inlines its step. */
export const volumes: readonly IndicatorDefinition[] = [
  define(
    {
      name: "obv",
      title: "On-balance volume",
      summary: "Volume added up on higher closes and taken off on lower ones.",
      category: "volume",
      inputs: ["close", "volume"],
      lines: ["obv"],
      scale: "own",
      source: `${SKENDER}, GetObv (Granville 1963)`,
    },
    noParams,
    () => {
      const obv = makeObv();
      return (inputs, from, to, lines) => {
        const [close, volume, line] = [at(inputs, 0), at(inputs, 1), at(lines, 0)];
        for (let i = from; i < to; i += 1) line[i] = obv.next(close[i] ?? Number.NaN, volume[i] ?? Number.NaN);
      };
    },
    "skip",
  ),
  define(
    {
      name: "adl",
      title: "Accumulation/distribution line",
      summary: "Volume added up by where the close stands in its bar.",
      category: "volume",
      inputs: HLCV,
      lines: ["adl"],
      scale: "own",
      source: `${SKENDER}, GetAdl (Chaikin)`,
    },
    noParams,
    () => {
      const adl = makeAdl();
      return (inputs, from, to, lines) => {
        const [high, low, close, volume, line] = [
          at(inputs, 0),
          at(inputs, 1),
          at(inputs, 2),
          at(inputs, 3),
          at(lines, 0),
        ];
        for (let i = from; i < to; i += 1)
          line[i] = adl.next(
            high[i] ?? Number.NaN,
            low[i] ?? Number.NaN,
            close[i] ?? Number.NaN,
            volume[i] ?? Number.NaN,
          );
      };
    },
    "skip",
  ),
  define(
    {
      name: "chaikin_osc",
      title: "Chaikin oscillator",
      summary: "A fast minus a slow average of the accumulation/distribution line.",
      category: "volume",
      inputs: HLCV,
      lines: ["chaikin_osc"],
      scale: "own",
      guides: [0],
      source: `${SKENDER}, GetChaikinOsc (Chaikin)`,
    },
    paramsOf(
      { fast: bars(3, "Fast"), slow: bars(10, "Slow") },
      { name: "fast", expected: "a number below slow", holds: ({ fast, slow }) => fast < slow },
    ),
    ({ fast, slow }) => {
      const chaikinOsc = makeChaikinOscillator(fast, slow);
      return (inputs, from, to, lines) => {
        const [high, low, close, volume] = [at(inputs, 0), at(inputs, 1), at(inputs, 2), at(inputs, 3)];
        chaikinOsc.column({ high, low, close, volume }, from, to, at(lines, 0));
      };
    },
  ),
  define(
    {
      name: "cmf",
      title: "Chaikin money flow",
      summary: "Whether closes stand high or low in their bars, weighted by volume, from -1 to 1.",
      category: "volume",
      inputs: HLCV,
      lines: ["cmf"],
      scale: "own",
      guides: [0],
      source: `${SKENDER}, GetCmf (Chaikin)`,
    },
    lengthOnly(20),
    ({ length }) => {
      const cmf = makeCmf(length);
      return (inputs, from, to, lines) => {
        const [high, low, close, volume] = [at(inputs, 0), at(inputs, 1), at(inputs, 2), at(inputs, 3)];
        cmf.column({ high, low, close, volume }, from, to, at(lines, 0));
      };
    },
  ),
  define(
    {
      name: "mfi",
      title: "Money flow index",
      summary: "The RSI with volume in it, from 0 to 100.",
      category: "volume",
      inputs: HLCV,
      lines: ["mfi"],
      scale: "own",
      guides: [20, 80],
      source: `${SKENDER}, GetMfi (Quong and Soudack 1989)`,
    },
    lengthOnly(14),
    ({ length }) => {
      const mfi = makeMfi(length);
      return (inputs, from, to, lines) => {
        const [high, low, close, volume] = [at(inputs, 0), at(inputs, 1), at(inputs, 2), at(inputs, 3)];
        mfi.column({ high, low, close, volume }, from, to, at(lines, 0));
      };
    },
  ),
  define(
    {
      name: "force_index",
      title: "Force index",
      summary: "Price change times volume, smoothed.",
      category: "volume",
      inputs: ["close", "volume"],
      lines: ["force_index"],
      scale: "own",
      guides: [0],
      source: `${SKENDER}, GetForceIndex (Elder 1993)`,
    },
    lengthOnly(13),
    ({ length }) => {
      const forceIndex = makeForceIndex(length);
      return (inputs, from, to, lines) => {
        const [close, volume, line] = [at(inputs, 0), at(inputs, 1), at(lines, 0)];
        for (let i = from; i < to; i += 1) line[i] = forceIndex.next(close[i] ?? Number.NaN, volume[i] ?? Number.NaN);
      };
    },
  ),
  define(
    {
      name: "pvo",
      title: "Percentage volume oscillator",
      summary: "The gap between a fast and a slow average of volume in percent.",
      category: "volume",
      inputs: ["volume"],
      lines: ["pvo", "signal", "histogram"],
      scale: "own",
      drawing: { histogram: "histogram" },
      guides: [0],
      source: `${SKENDER}, GetPvo`,
    },
    paramsOf(
      { fast: bars(12, "Fast"), slow: bars(26, "Slow"), signal: bars(9, "Signal") },
      { name: "fast", expected: "a number below slow", holds: ({ fast, slow }) => fast < slow },
    ),
    ({ fast, slow, signal }) => {
      const pvo = makePercentMacd(fast, slow, signal);
      return (inputs, from, to, lines) => {
        const [volume] = [at(inputs, 0)];
        const [pvoLine, signalLine, histogramLine] = [at(lines, 0), at(lines, 1), at(lines, 2)];
        for (let i = from; i < to; i += 1) {
          pvo.next(volume[i] ?? Number.NaN);
          pvoLine[i] = pvo.macd;
          signalLine[i] = pvo.signal;
          histogramLine[i] = pvo.histogram;
        }
      };
    },
    "own",
  ),
];
