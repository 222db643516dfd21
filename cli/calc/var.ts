import { z } from "zod";
import { assertNever, ok } from "@/modules/_kernel";
import { type PortfolioVarError, portfolioVar, SCENARIOS_DEFAULT, VAR_METHODS } from "@/modules/risk";
import { defineCalculator, refuse } from "./answer";
import { name } from "./decimal-fields";
import { list, numbersOrNull } from "./fields";

const CONFIDENCE_WORDS = "a fraction above 0 and below 1";
/** Ten years of trading days. */
const HORIZON_DAYS_MAX = 2520;
const HORIZON_WORDS = `a whole number of days from 1 to ${HORIZON_DAYS_MAX}`;
const SEED_MAX = 4_294_967_295;
const SEED_WORDS = `a whole number from 0 to ${SEED_MAX}`;
/** Positions of one portfolio: the covariances of twice as many are four times the work. */
const POSITIONS_MAX = 1000;

const position = z.strictObject({
  symbol: name,
  value: z.number("a finite number").describe("Money, below 0 when short. Several of one symbol add up."),
});

const input = z.strictObject({
  positions: list(position, POSITIONS_MAX),
  returns: z
    .record(z.string(), numbersOrNull(), "returns by symbol")
    .describe("Simple returns of one day, oldest first; place n is the same day of every symbol. Null is missing."),
  method: z.enum(VAR_METHODS, `one of ${VAR_METHODS.join(", ")}`),
  confidence: z.number(CONFIDENCE_WORDS).gt(0, CONFIDENCE_WORDS).lt(1, CONFIDENCE_WORDS),
  horizonDays: z.int(HORIZON_WORDS).min(1, HORIZON_WORDS).max(HORIZON_DAYS_MAX, HORIZON_WORDS),
  seed: z.int(SEED_WORDS).min(0, SEED_WORDS).max(SEED_MAX, SEED_WORDS).default(1).describe("Of monte_carlo."),
});

/** Value at risk of a portfolio. */
export const valueAtRisk = defineCalculator({
  name: "var",
  summary: "value at risk and expected shortfall of positions, as losses, with what each symbol contributes",
  input,
  answer: ({ returns, ...request }) => {
    const answer = portfolioVar({
      ...request,
      returns: new Map(Object.entries(returns)),
      scenarios: SCENARIOS_DEFAULT,
    });
    if (!answer.ok) return refuse(answer.error.kind, ...wordsOf(answer.error));
    const { var: loss, cvar, contributions, cvarContributions, periods } = answer.value;
    return ok({
      var: known(loss),
      cvar: known(cvar),
      contributions: knownBySymbol(contributions),
      cvarContributions: knownBySymbol(cvarContributions),
      periods,
    });
  },
});

/** A number too large for a double is none. */
const known = (value: number) => (Number.isFinite(value) ? value : null);
const knownBySymbol = (values: ReadonlyMap<string, number>) =>
  Object.fromEntries([...values].map(([symbol, value]) => [symbol, known(value)]));

function wordsOf(error: PortfolioVarError): readonly [path: string, message: string] {
  switch (error.kind) {
    case "var.missing_returns":
      return [`positions[${error.position}].symbol`, `a symbol that has returns, was "${error.symbol}"`];
    case "var.unequal_returns":
      return [`returns.${error.symbol}`, `${error.expected} returns, as many as the others have; was ${error.was}`];
    case "var.too_few_returns":
      return [`returns.${error.symbol}`, `at least 2 days on which every position has a return; was ${error.was}`];
    default:
      return assertNever(error, "wordsOf");
  }
}
