import { makeElderRay } from "../bands";
import { makeTrix } from "../chained-ema";
import { at, CLOSE, define, HIGH_LOW, HLC, type IndicatorDefinition, part, SKENDER } from "../definition";
import { computeDpo } from "../dpo";
import { makeMacd, makePercentMacd } from "../macd";
import { makeMomentum, makeRoc } from "../momentum";
import { makeAwesomeOscillator, makeCci, makeCmo, makeUltimateOscillator } from "../oscillators";
import { bars, lengthOnly, paramsOf } from "../params";
import { makeRsi } from "../rsi";
import { makeStoch, makeStochRsi, makeWilliamsR } from "../stochastic";
import { fillWindow } from "../window-fill";

/** Bars that several loops go over one after another: few enough to stay in the processor's cache. */
const CACHED_BARS = 2_048;

/** Oscillators of price. Each has a loop of its own, so that the compiler inlines its step. */
export const momenta: readonly IndicatorDefinition[] = [
  define(
    {
      name: "rsi",
      title: "Relative strength index",
      summary: "How much of the recent movement went up, from 0 to 100.",
      category: "momentum",
      inputs: CLOSE,
      lines: ["rsi"],
      scale: "own",
      guides: [30, 70],
      source: `${SKENDER}, GetRsi (Wilder 1978)`,
    },
    lengthOnly(14),
    ({ length }) => {
      const rsi = makeRsi(length);
      return (inputs, from, to, lines) => {
        const [close, line] = [at(inputs, 0), at(lines, 0)];
        rsi.fill(close, from, to, line);
      };
    },
    "own",
  ),
  define(
    {
      name: "macd",
      title: "MACD",
      summary: "The gap between a fast and a slow average, and its own average.",
      category: "momentum",
      inputs: CLOSE,
      lines: ["macd", "signal", "histogram"],
      scale: "own",
      drawing: { histogram: "histogram" },
      guides: [0],
      source: `${SKENDER}, GetMacd`,
    },
    paramsOf(
      { fast: bars(12, "Fast"), slow: bars(26, "Slow"), signal: bars(9, "Signal") },
      { name: "fast", expected: "a number below slow", holds: ({ fast, slow }) => fast < slow },
    ),
    ({ fast, slow, signal }) => {
      const macd = makeMacd(fast, slow, signal);
      return (inputs, from, to, lines) => {
        const [close, three] = [at(inputs, 0), [at(lines, 0), at(lines, 1), at(lines, 2)] as const];
        for (let start = from; start < to; start += CACHED_BARS)
          macd.fill(close, start, Math.min(to, start + CACHED_BARS), three);
      };
    },
    "own",
  ),
  define(
    {
      name: "ppo",
      title: "Percentage price oscillator",
      summary: "MACD in percent, so that instruments compare.",
      category: "momentum",
      inputs: CLOSE,
      lines: ["ppo", "signal", "histogram"],
      scale: "own",
      drawing: { histogram: "histogram" },
      guides: [0],
      source: `${SKENDER}, GetPvo over closes`,
    },
    paramsOf(
      { fast: bars(12, "Fast"), slow: bars(26, "Slow"), signal: bars(9, "Signal") },
      { name: "fast", expected: "a number below slow", holds: ({ fast, slow }) => fast < slow },
    ),
    ({ fast, slow, signal }) => {
      const ppo = makePercentMacd(fast, slow, signal);
      return (inputs, from, to, lines) => {
        const [close] = [at(inputs, 0)];
        const [ppoLine, signalLine, histogramLine] = [at(lines, 0), at(lines, 1), at(lines, 2)];
        for (let i = from; i < to; i += 1) {
          ppo.next(close[i] ?? Number.NaN);
          ppoLine[i] = ppo.macd;
          signalLine[i] = ppo.signal;
          histogramLine[i] = ppo.histogram;
        }
      };
    },
    "own",
  ),
  define(
    {
      name: "stoch",
      title: "Stochastic oscillator",
      summary: "Where the close stands in the range of the last bars, from 0 to 100.",
      category: "momentum",
      inputs: HLC,
      lines: ["k", "d"],
      scale: "own",
      guides: [20, 80],
      source: `${SKENDER}, GetStoch (Lane 1984)`,
    },
    paramsOf({ length: bars(14), signal: bars(3, "Signal"), smooth: bars(3, "Smooth") }),
    ({ length, signal, smooth }) => {
      const stoch = makeStoch(length, signal, smooth);
      return (inputs, from, to, lines) => {
        const [high, low, close] = [part(inputs, 0, from, to), part(inputs, 1, from, to), part(inputs, 2, from, to)];
        stoch.column({ high, low, close }, to - from, { k: part(lines, 0, from, to), d: part(lines, 1, from, to) });
      };
    },
  ),
  define(
    {
      name: "stoch_rsi",
      title: "Stochastic RSI",
      summary: "Where the RSI stands in its own range: quicker than either.",
      category: "momentum",
      inputs: CLOSE,
      lines: ["stoch_rsi", "signal"],
      scale: "own",
      guides: [20, 80],
      source: `${SKENDER}, GetStochRsi (Chande and Kroll 1994)`,
    },
    paramsOf({
      length: bars(14),
      stochLength: bars(14, "Stochastic length"),
      signal: bars(3, "Signal"),
      smooth: bars(1, "Smooth"),
    }),
    ({ length, stochLength, signal, smooth }) => {
      const stochRsi = makeStochRsi(length, stochLength, signal, smooth);
      return (inputs, from, to, lines) => {
        const columns = { stochRsi: part(lines, 0, from, to), signal: part(lines, 1, from, to) };
        stochRsi.fill(part(inputs, 0, from, to), to - from, columns);
      };
    },
  ),
  define(
    {
      name: "williams_r",
      title: "Williams %R",
      summary: "How far the close is below the highest high of the last bars, from -100 to 0.",
      category: "momentum",
      inputs: HLC,
      lines: ["williams_r"],
      scale: "own",
      guides: [-80, -20],
      source: `${SKENDER}, GetWilliamsR (Williams 1973)`,
    },
    lengthOnly(14),
    ({ length }) => {
      const williamsR = makeWilliamsR(length);
      return (inputs, from, to, lines) => {
        const [high, low, close] = [part(inputs, 0, from, to), part(inputs, 1, from, to), part(inputs, 2, from, to)];
        williamsR.column({ high, low, close }, to - from, part(lines, 0, from, to));
      };
    },
  ),
  define(
    {
      name: "cci",
      title: "Commodity channel index",
      summary: "How unusual the price is against its mean of the last bars.",
      category: "momentum",
      inputs: HLC,
      lines: ["cci"],
      scale: "own",
      guides: [-100, 100],
      source: `${SKENDER}, GetCci (Lambert 1980)`,
    },
    lengthOnly(20),
    ({ length }) => {
      const cci = makeCci(length);
      return (inputs, from, to, lines) => {
        const [high, low, close, line] = [at(inputs, 0), at(inputs, 1), at(inputs, 2), at(lines, 0)];
        for (let i = from; i < to; i += 1)
          line[i] = cci.next(high[i] ?? Number.NaN, low[i] ?? Number.NaN, close[i] ?? Number.NaN);
      };
    },
  ),
  define(
    {
      name: "cmo",
      title: "Chande momentum oscillator",
      summary: "Gains minus losses as a share of both, from -100 to 100.",
      category: "momentum",
      inputs: CLOSE,
      lines: ["cmo"],
      scale: "own",
      guides: [-50, 50],
      source: `${SKENDER}, GetCmo (Chande 1994)`,
    },
    lengthOnly(14),
    ({ length }) => {
      const cmo = makeCmo(length);
      return (inputs, from, to, lines) => {
        const [close, line] = [at(inputs, 0), at(lines, 0)];
        cmo.fill(close, from, to, line);
      };
    },
  ),
  define(
    {
      name: "roc",
      title: "Rate of change",
      summary: "The change over some bars in percent.",
      category: "momentum",
      inputs: CLOSE,
      lines: ["roc"],
      scale: "own",
      guides: [0],
      source: `${SKENDER}, GetRoc`,
    },
    lengthOnly(10),
    ({ length }) => {
      const roc = makeRoc(length);
      return (inputs, from, to, lines) => {
        const [close, line] = [at(inputs, 0), at(lines, 0)];
        fillWindow(roc, length, close, from, to, line);
      };
    },
  ),
  define(
    {
      name: "momentum",
      title: "Momentum",
      summary: "The change over some bars in price.",
      category: "momentum",
      inputs: CLOSE,
      lines: ["momentum"],
      scale: "own",
      guides: [0],
      source: `${SKENDER}, GetRoc, line Momentum`,
    },
    lengthOnly(10),
    ({ length }) => {
      const momentum = makeMomentum(length);
      return (inputs, from, to, lines) => {
        const [close, line] = [at(inputs, 0), at(lines, 0)];
        for (let i = from; i < to; i += 1) line[i] = momentum.next(close[i] ?? Number.NaN);
      };
    },
  ),
  define(
    {
      name: "trix",
      title: "TRIX",
      summary: "The change of a triple-smoothed average in percent.",
      category: "momentum",
      inputs: CLOSE,
      lines: ["trix"],
      scale: "own",
      guides: [0],
      source: `${SKENDER}, GetTrix (Hutson 1983)`,
    },
    lengthOnly(14),
    ({ length }) => {
      const trix = makeTrix(length);
      return (inputs, from, to, lines) => {
        const [close, line] = [at(inputs, 0), at(lines, 0)];
        for (let i = from; i < to; i += 1) line[i] = trix.next(close[i] ?? Number.NaN);
      };
    },
  ),
  define(
    {
      name: "ultimate_oscillator",
      title: "Ultimate oscillator",
      summary: "Buying pressure over three windows at once, from 0 to 100.",
      category: "momentum",
      inputs: HLC,
      lines: ["ultimate_oscillator"],
      scale: "own",
      guides: [30, 70],
      source: `${SKENDER}, GetUltimate (Williams 1976)`,
    },
    paramsOf(
      { short: bars(7, "Short"), medium: bars(14, "Medium"), long: bars(28, "Long") },
      { name: "short", expected: "a number below medium", holds: ({ short, medium }) => short < medium },
      { name: "medium", expected: "a number below long", holds: ({ medium, long }) => medium < long },
    ),
    ({ short, medium, long }) => {
      const ultimateOscillator = makeUltimateOscillator(short, medium, long);
      return (inputs, from, to, lines) => {
        const [high, low, close, line] = [at(inputs, 0), at(inputs, 1), at(inputs, 2), at(lines, 0)];
        ultimateOscillator.column({ high, low, close }, from, to, line);
      };
    },
  ),
  define(
    {
      name: "awesome_oscillator",
      title: "Awesome oscillator",
      summary: "A fast minus a slow average of the middle of the bars.",
      category: "momentum",
      inputs: HIGH_LOW,
      lines: ["awesome_oscillator"],
      scale: "own",
      drawing: { awesome_oscillator: "histogram" },
      source: `${SKENDER}, GetAwesome (Williams 1998)`,
    },
    paramsOf(
      { fast: bars(5, "Fast"), slow: bars(34, "Slow") },
      { name: "fast", expected: "a number below slow", holds: ({ fast, slow }) => fast < slow },
    ),
    ({ fast, slow }) => {
      const awesomeOscillator = makeAwesomeOscillator(fast, slow);
      return (inputs, from, to, lines) => {
        const [high, low, line] = [at(inputs, 0), at(inputs, 1), at(lines, 0)];
        awesomeOscillator.fill(high, low, from, to, line);
      };
    },
  ),
  define(
    {
      name: "elder_ray",
      title: "Elder ray",
      summary: "How far highs rise above and lows fall below the average.",
      category: "momentum",
      inputs: HLC,
      lines: ["bull", "bear"],
      scale: "own",
      drawing: { bull: "histogram", bear: "histogram" },
      source: `${SKENDER}, GetElderRay (Elder 1993)`,
    },
    lengthOnly(13),
    ({ length }) => {
      const elderRay = makeElderRay(length);
      return (inputs, from, to, lines) => {
        const [high, low, close] = [at(inputs, 0), at(inputs, 1), at(inputs, 2)];
        const [bullLine, bearLine] = [at(lines, 0), at(lines, 1)];
        for (let i = from; i < to; i += 1) {
          elderRay.next(high[i] ?? Number.NaN, low[i] ?? Number.NaN, close[i] ?? Number.NaN);
          bullLine[i] = elderRay.bull;
          bearLine[i] = elderRay.bear;
        }
      };
    },
  ),
  define(
    {
      name: "dpo",
      title: "Detrended price oscillator",
      summary: "The price minus an average from later bars, to see cycles in the past.",
      category: "momentum",
      inputs: CLOSE,
      lines: ["dpo"],
      scale: "own",
      guides: [0],
      lookAhead: ["dpo"],
      source: `${SKENDER}, GetDpo`,
    },
    lengthOnly(20),
    ({ length }) => {
      return (inputs, _from, _to, lines) => computeDpo(length, at(inputs, 0), at(lines, 0));
    },
    "own",
  ),
];
