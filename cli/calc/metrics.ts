import { z } from "zod";
import { ok } from "@/modules/_kernel";
import { returnsOfEquity } from "@/modules/portfolio";
import { computeMetrics } from "@/modules/risk";
import { defineCalculator, refuse } from "./answer";
import { numbersOrNull } from "./fields";

const input = z
  .strictObject({
    returns: numbersOrNull().optional().describe("Simple returns, fractions, oldest first; null is a missing period."),
    equity: numbersOrNull().optional().describe("Values of which n + 1 give n returns; null is missing."),
    benchmark: numbersOrNull().optional().describe("Returns of the benchmark, one for each return."),
    riskFree: z.number("a number").default(0).describe("Return of a riskless asset per period, a fraction."),
    periodsPerYear: z.number("a number above 0").positive("above 0").default(252),
    confidence: z.number("a fraction").gt(0, "above 0, below 1").lt(1, "above 0, below 1").default(0.95),
    trials: z.int("a whole number from 1").min(1, "a whole number from 1").optional(),
    trialsVariance: z.number("a number from 0").min(0, "a number from 0").optional(),
  })
  .superRefine((value, context) => {
    if ((value.returns === undefined) === (value.equity === undefined)) {
      context.addIssue({ code: "custom", path: ["returns"], message: "either returns or equity" });
    }
  });

/** All statistics of a series of returns, as the tear sheet shows them. */
export const metrics = defineCalculator({
  name: "metrics",
  summary: "statistics of returns or of an equity curve, against a benchmark",
  input,
  answer: ({ returns, equity, benchmark, trials, trialsVariance, ...rest }) => {
    const series = returns ?? returnsOfEquity(equity ?? new Float64Array(0));
    if (benchmark !== undefined && benchmark.length !== series.length) {
      const message = `${series.length} returns, one for each return; was ${benchmark.length}`;
      return refuse("input.invalid", "benchmark", message);
    }
    return ok(
      computeMetrics({
        ...rest,
        returns: series,
        benchmark: benchmark ?? null,
        trials: trials ?? null,
        trialsVariance: trialsVariance ?? null,
      }),
    );
  },
});
