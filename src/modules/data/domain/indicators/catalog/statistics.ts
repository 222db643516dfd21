import { at, CLOSE, define, type IndicatorDefinition, SKENDER } from "../definition";
import { HURST_LENGTH_MIN, makeHurst } from "../hurst";
import { lengthOnly } from "../params";
import { makeBeta, makeCorrelation, makeLinearRegression } from "../regression";
import { makeStdev, makeZscore } from "../stdev";

/** Statistics of one series or of two. Each has a loop of its own, so that the compiler inlines its step. */
export const statistics: readonly IndicatorDefinition[] = [
  define(
    {
      name: "stdev",
      title: "Standard deviation",
      summary: "How widely the last closes are spread around their mean.",
      category: "statistics",
      inputs: CLOSE,
      lines: ["stdev"],
      scale: "own",
      source: `${SKENDER}, GetStdDev`,
    },
    lengthOnly(20),
    ({ length }) => {
      const stdev = makeStdev(length);
      return (inputs, from, to, lines) => {
        const [close, line] = [at(inputs, 0), at(lines, 0)];
        stdev.fill(close, from, to, line);
      };
    },
  ),
  define(
    {
      name: "zscore",
      title: "Z-score",
      summary: "How many standard deviations the close is from its mean.",
      category: "statistics",
      inputs: CLOSE,
      lines: ["zscore"],
      scale: "own",
      guides: [-2, 0, 2],
      source: `${SKENDER}, GetStdDev, line ZScore`,
    },
    lengthOnly(20),
    ({ length }) => {
      const zscore = makeZscore(length);
      return (inputs, from, to, lines) => {
        const [close, line] = [at(inputs, 0), at(lines, 0)];
        for (let i = from; i < to; i += 1) line[i] = zscore.next(close[i] ?? Number.NaN);
      };
    },
  ),
  define(
    {
      name: "linear_regression",
      title: "Linear regression",
      summary: "The straight line that fits the last closes best: its end, its slope and how well it fits.",
      category: "statistics",
      inputs: CLOSE,
      lines: ["slope", "intercept", "r2", "line"],
      scale: "price",
      drawing: { slope: "hidden", intercept: "hidden", r2: "hidden" },
      source: `${SKENDER}, GetSlope and GetEpma`,
    },
    lengthOnly(20, 2),
    ({ length }) => {
      const linearRegression = makeLinearRegression(length);
      return (inputs, from, to, lines) => {
        const columns = { slope: at(lines, 0), intercept: at(lines, 1), r2: at(lines, 2), line: at(lines, 3) };
        linearRegression.fill(at(inputs, 0), from, to, columns);
      };
    },
  ),
  define(
    {
      name: "correlation",
      title: "Correlation",
      summary: "How closely two instruments move together, from -1 to 1.",
      category: "statistics",
      inputs: ["close", "other"],
      lines: ["correlation"],
      scale: "own",
      guides: [-1, 0, 1],
      source: `${SKENDER}, GetCorrelation`,
    },
    lengthOnly(20, 2),
    ({ length }) => {
      const correlation = makeCorrelation(length);
      return (inputs, from, to, lines) => {
        const [close, other, line] = [at(inputs, 0), at(inputs, 1), at(lines, 0)];
        for (let i = from; i < to; i += 1) line[i] = correlation.next(close[i] ?? Number.NaN, other[i] ?? Number.NaN);
      };
    },
  ),
  define(
    {
      name: "beta",
      title: "Beta",
      summary: "How much the instrument moves for a move of another one.",
      category: "statistics",
      inputs: ["close", "other"],
      lines: ["beta"],
      scale: "own",
      guides: [0, 1],
      source: `${SKENDER}, GetBeta`,
    },
    lengthOnly(50, 2),
    ({ length }) => {
      const beta = makeBeta(length);
      return (inputs, from, to, lines) => {
        const [close, other, line] = [at(inputs, 0), at(inputs, 1), at(lines, 0)];
        for (let i = from; i < to; i += 1) line[i] = beta.next(close[i] ?? Number.NaN, other[i] ?? Number.NaN);
      };
    },
  ),
  define(
    {
      name: "hurst",
      title: "Hurst exponent",
      summary: "Whether moves go on (above 0.5) or turn back (below).",
      category: "statistics",
      inputs: CLOSE,
      lines: ["hurst"],
      scale: "own",
      guides: [0.5],
      source: `${SKENDER}, GetHurst (Hurst 1951, Peters 1994)`,
    },
    lengthOnly(100, HURST_LENGTH_MIN),
    ({ length }) => {
      const hurst = makeHurst(length);
      return (inputs, from, to, lines) => {
        const [close, line] = [at(inputs, 0), at(lines, 0)];
        for (let i = from; i < to; i += 1) line[i] = hurst.next(close[i] ?? Number.NaN);
      };
    },
  ),
];
