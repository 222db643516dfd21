import { makeChandelierExit } from "../bands";
import { at, CLOSE, define, HIGH_LOW, HLC, HLCV, type IndicatorDefinition, SKENDER } from "../definition";
import { makeAdx, makeAroon, makeVortex } from "../directional";
import { computeFractals, computePivots } from "../fractal";
import { makeHeikinAshi } from "../heikin-ashi";
import { makeIchimoku } from "../ichimoku";
import { bars, lengthOnly, multiplierOf, noParams, numberFrom, paramsOf } from "../params";
import { Renko } from "../renko";
import { makePsar, makeSupertrend, makeVolatilityStop } from "../stops";
import { computeZigzag } from "../zigzag";

/** Trend, stops and turning points. Each has a loop of its own, so that the compiler inlines its step. */
export const trends: readonly IndicatorDefinition[] = [
  define(
    {
      name: "supertrend",
      title: "Supertrend",
      summary: "A stop that trails the price by its range and changes sides when it is crossed.",
      category: "trend",
      inputs: HLC,
      lines: ["supertrend", "upper", "lower"],
      scale: "price",
      drawing: { supertrend: "hidden" },
      source: `${SKENDER}, GetSuperTrend`,
    },
    paramsOf({ length: bars(10), multiplier: multiplierOf(3) }),
    ({ length, multiplier }) => {
      const supertrend = makeSupertrend(length, multiplier);
      return (inputs, from, to, lines) => {
        const [high, low, close] = [at(inputs, 0), at(inputs, 1), at(inputs, 2)];
        const [stopLine, upperLine, lowerLine] = [at(lines, 0), at(lines, 1), at(lines, 2)];
        for (let i = from; i < to; i += 1) {
          supertrend.next(high[i] ?? Number.NaN, low[i] ?? Number.NaN, close[i] ?? Number.NaN);
          stopLine[i] = supertrend.stop;
          upperLine[i] = supertrend.upper;
          lowerLine[i] = supertrend.lower;
        }
      };
    },
  ),
  define(
    {
      name: "psar",
      title: "Parabolic SAR",
      summary: "A stop that speeds up towards the price the longer a trend lasts.",
      category: "trend",
      inputs: HIGH_LOW,
      lines: ["psar"],
      scale: "price",
      drawing: { psar: "dots" },
      source: `${SKENDER}, GetParabolicSar (Wilder 1978)`,
    },
    paramsOf(
      { step: numberFrom(0.0001, 1, 0.02, "Step"), max: numberFrom(0.0001, 1, 0.2, "Most") },
      { name: "step", expected: "a number up to max", holds: ({ step, max }) => step <= max },
    ),
    ({ step, max }) => {
      const psar = makePsar(step, max);
      return (inputs, from, to, lines) => {
        const [high, low, line] = [at(inputs, 0), at(inputs, 1), at(lines, 0)];
        for (let i = from; i < to; i += 1) line[i] = psar.next(high[i] ?? Number.NaN, low[i] ?? Number.NaN);
      };
    },
  ),
  define(
    {
      name: "volatility_stop",
      title: "Volatility stop",
      summary: "A stop a multiple of the average range behind the best close of the trade.",
      category: "trend",
      inputs: HLC,
      lines: ["volatility_stop", "upper", "lower"],
      scale: "price",
      drawing: { volatility_stop: "hidden" },
      source: `${SKENDER}, GetVolatilityStop (Wilder 1978)`,
    },
    paramsOf({ length: bars(7), multiplier: multiplierOf(3) }),
    ({ length, multiplier }) => {
      const volatilityStop = makeVolatilityStop(length, multiplier);
      return (inputs, from, to, lines) => {
        const [high, low, close] = [at(inputs, 0), at(inputs, 1), at(inputs, 2)];
        const [stopLine, upperLine, lowerLine] = [at(lines, 0), at(lines, 1), at(lines, 2)];
        for (let i = from; i < to; i += 1) {
          volatilityStop.next(high[i] ?? Number.NaN, low[i] ?? Number.NaN, close[i] ?? Number.NaN);
          stopLine[i] = volatilityStop.stop;
          upperLine[i] = volatilityStop.upper;
          lowerLine[i] = volatilityStop.lower;
        }
      };
    },
  ),
  define(
    {
      name: "chandelier_exit",
      title: "Chandelier exit",
      summary: "A stop that hangs a multiple of the average range below the highest high.",
      category: "trend",
      inputs: HLC,
      lines: ["long"],
      scale: "price",
      source: `${SKENDER}, GetChandelier, long`,
    },
    paramsOf({ length: bars(22), multiplier: multiplierOf(3) }),
    ({ length, multiplier }) => {
      const chandelierExit = makeChandelierExit(length, multiplier);
      return (inputs, from, to, lines) => {
        const [high, low, close, line] = [at(inputs, 0), at(inputs, 1), at(inputs, 2), at(lines, 0)];
        for (let i = from; i < to; i += 1)
          line[i] = chandelierExit.next(high[i] ?? Number.NaN, low[i] ?? Number.NaN, close[i] ?? Number.NaN);
      };
    },
  ),
  define(
    {
      name: "ichimoku",
      title: "Ichimoku cloud",
      summary: "Middles of past ranges, two of them shown ahead as a cloud that supports or resists.",
      category: "trend",
      inputs: HLC,
      lines: ["conversion", "base", "span_a", "span_b", "lagging"],
      scale: "price",
      fills: [["span_a", "span_b"]],
      lookAhead: ["lagging"],
      source: `${SKENDER}, GetIchimoku (Hosoda 1969)`,
    },
    paramsOf({ conversion: bars(9, "Conversion"), base: bars(26, "Base"), spanB: bars(52, "Span B") }),
    ({ conversion, base, spanB }) => {
      const ichimoku = makeIchimoku(conversion, base, spanB);
      return (inputs, from, to, lines) => {
        const [high, low, close] = [at(inputs, 0), at(inputs, 1), at(inputs, 2)];
        const [conversionLine, baseLine, spanALine, spanBLine] = [
          at(lines, 0),
          at(lines, 1),
          at(lines, 2),
          at(lines, 3),
        ];
        const lagging = at(lines, 4);
        for (let i = from; i < to; i += 1) {
          ichimoku.next(high[i] ?? Number.NaN, low[i] ?? Number.NaN);
          conversionLine[i] = ichimoku.conversion;
          baseLine[i] = ichimoku.base;
          spanALine[i] = ichimoku.spanA;
          spanBLine[i] = ichimoku.spanB;
          lagging[i] = close[i + base] ?? Number.NaN;
        }
      };
    },
  ),
  define(
    {
      name: "adx",
      title: "Average directional index",
      summary: "How strong the trend is, whichever way it goes, and which side moves more.",
      category: "trend",
      inputs: HLC,
      lines: ["adx", "plus_di", "minus_di"],
      scale: "own",
      guides: [25],
      source: `${SKENDER}, GetAdx (Wilder 1978)`,
    },
    lengthOnly(14, 2),
    ({ length }) => {
      const adx = makeAdx(length);
      return (inputs, from, to, lines) => {
        const [high, low, close] = [at(inputs, 0), at(inputs, 1), at(inputs, 2)];
        const [adxLine, plusLine, minusLine] = [at(lines, 0), at(lines, 1), at(lines, 2)];
        for (let i = from; i < to; i += 1) {
          adx.next(high[i] ?? Number.NaN, low[i] ?? Number.NaN, close[i] ?? Number.NaN);
          adxLine[i] = adx.adx;
          plusLine[i] = adx.plusDi;
          minusLine[i] = adx.minusDi;
        }
      };
    },
  ),
  define(
    {
      name: "aroon",
      title: "Aroon",
      summary: "How long ago the highest high and the lowest low were.",
      category: "trend",
      inputs: HIGH_LOW,
      lines: ["up", "down", "oscillator"],
      scale: "own",
      guides: [0],
      source: `${SKENDER}, GetAroon (Chande 1995)`,
    },
    lengthOnly(25),
    ({ length }) => {
      const aroon = makeAroon(length);
      return (inputs, from, to, lines) => {
        const [high, low] = [at(inputs, 0), at(inputs, 1)];
        const [upLine, downLine, oscillatorLine] = [at(lines, 0), at(lines, 1), at(lines, 2)];
        for (let i = from; i < to; i += 1) {
          aroon.next(high[i] ?? Number.NaN, low[i] ?? Number.NaN);
          upLine[i] = aroon.up;
          downLine[i] = aroon.down;
          oscillatorLine[i] = aroon.oscillator;
        }
      };
    },
  ),
  define(
    {
      name: "vortex",
      title: "Vortex",
      summary: "How far bars reach up and down past the bar before, against their range.",
      category: "trend",
      inputs: HLC,
      lines: ["plus", "minus"],
      scale: "own",
      guides: [1],
      source: `${SKENDER}, GetVortex (Botes and Siepman 2010)`,
    },
    lengthOnly(14),
    ({ length }) => {
      const vortex = makeVortex(length);
      return (inputs, from, to, lines) => {
        const [high, low, close] = [at(inputs, 0), at(inputs, 1), at(inputs, 2)];
        const [plusLine, minusLine] = [at(lines, 0), at(lines, 1)];
        for (let i = from; i < to; i += 1) {
          vortex.next(high[i] ?? Number.NaN, low[i] ?? Number.NaN, close[i] ?? Number.NaN);
          plusLine[i] = vortex.plus;
          minusLine[i] = vortex.minus;
        }
      };
    },
  ),
  define(
    {
      name: "heikin_ashi",
      title: "Heikin-Ashi",
      summary: "Candles averaged with the one before, so that trends show as runs of one colour.",
      category: "trend",
      inputs: ["open", "high", "low", "close"],
      lines: ["open", "high", "low", "close"],
      scale: "own",
      drawing: { open: "candles", high: "candles", low: "candles", close: "candles" },
      source: `${SKENDER}, GetHeikinAshi (Valcu 2004)`,
    },
    noParams,
    () => {
      const heikinAshi = makeHeikinAshi();
      return (inputs, from, to, lines) => {
        const [open, high, low, close] = [at(inputs, 0), at(inputs, 1), at(inputs, 2), at(inputs, 3)];
        const [openLine, highLine, lowLine, closeLine] = [at(lines, 0), at(lines, 1), at(lines, 2), at(lines, 3)];
        for (let i = from; i < to; i += 1) {
          heikinAshi.next(open[i] ?? Number.NaN, high[i] ?? Number.NaN, low[i] ?? Number.NaN, close[i] ?? Number.NaN);
          openLine[i] = heikinAshi.open;
          highLine[i] = heikinAshi.high;
          lowLine[i] = heikinAshi.low;
          closeLine[i] = heikinAshi.close;
        }
      };
    },
  ),
  define(
    {
      name: "renko",
      title: "Renko",
      summary: "Bricks of one height: a new one only when the close has moved by as much.",
      category: "trend",
      inputs: HLCV,
      lines: ["upper", "lower"],
      scale: "price",
      fills: [["upper", "lower"]],
      source: `${SKENDER}, GetRenko, closes`,
    },
    paramsOf({ brickSize: numberFrom(1e-8, 1e9, 1, "Brick size") }),
    ({ brickSize }) => {
      const renko = new Renko(brickSize);
      return (inputs, from, to, lines) => {
        const [high, low, close, volume] = [at(inputs, 0), at(inputs, 1), at(inputs, 2), at(inputs, 3)];
        const [upper, lower] = [at(lines, 0), at(lines, 1)];
        for (let i = from; i < to; i += 1) {
          renko.move(
            renko.next(high[i] ?? Number.NaN, low[i] ?? Number.NaN, close[i] ?? Number.NaN, volume[i] ?? Number.NaN),
          );
          upper[i] = renko.upper;
          lower[i] = renko.lower;
        }
      };
    },
    "skip",
  ),
  define(
    {
      name: "zigzag",
      title: "Zig zag",
      summary: "Straight lines between turning points, leaving out smaller moves.",
      category: "trend",
      inputs: CLOSE,
      lines: ["zigzag", "retrace_high", "retrace_low"],
      scale: "price",
      drawing: { retrace_high: "hidden", retrace_low: "hidden" },
      lookAhead: ["zigzag", "retrace_high", "retrace_low"],
      source: `${SKENDER}, GetZigZag, closes`,
    },
    paramsOf({ percent: numberFrom(0.01, 100, 5, "Percent") }),
    ({ percent }) => {
      return (inputs, _from, _to, lines) => {
        const { zigzag, retraceHigh, retraceLow } = computeZigzag(at(inputs, 0), percent);
        at(lines, 0).set(zigzag);
        at(lines, 1).set(retraceHigh);
        at(lines, 2).set(retraceLow);
      };
    },
    "own",
  ),
  define(
    {
      name: "fractal",
      title: "Williams fractal",
      summary: "Highs above and lows below the bars on both sides of them.",
      category: "trend",
      inputs: HIGH_LOW,
      lines: ["bearish", "bullish"],
      scale: "price",
      drawing: { bearish: "dots", bullish: "dots" },
      lookAhead: ["bearish", "bullish"],
      source: `${SKENDER}, GetFractal (Williams 1995)`,
    },
    paramsOf({ span: bars(2, "Span") }),
    ({ span }) => {
      return (inputs, _from, _to, lines) => {
        const { bearish, bullish } = computeFractals({ high: at(inputs, 0), low: at(inputs, 1) }, span);
        at(lines, 0).set(bearish);
        at(lines, 1).set(bullish);
      };
    },
    "own",
  ),
  define(
    {
      name: "pivots",
      title: "Pivots",
      summary: "Turning highs and lows, and the lines that join one to the next.",
      category: "trend",
      inputs: HIGH_LOW,
      lines: ["high_point", "low_point", "high_line", "low_line"],
      scale: "price",
      drawing: { high_point: "dots", low_point: "dots" },
      lookAhead: ["high_point", "low_point", "high_line", "low_line"],
      source: `${SKENDER}, GetPivots`,
    },
    paramsOf({
      leftSpan: bars(2, "Left span"),
      rightSpan: bars(2, "Right span"),
      trendLength: bars(20, "Trend length"),
    }),
    ({ leftSpan, rightSpan, trendLength }) => {
      return (inputs, _from, _to, lines) => {
        const spans = { leftSpan, rightSpan, trendLength };
        const pivots = computePivots({ high: at(inputs, 0), low: at(inputs, 1) }, spans);
        at(lines, 0).set(pivots.highPoint);
        at(lines, 1).set(pivots.lowPoint);
        at(lines, 2).set(pivots.highLine);
        at(lines, 3).set(pivots.lowLine);
      };
    },
    "own",
  ),
];
