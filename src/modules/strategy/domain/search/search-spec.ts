import { err, ok, type Result } from "@/modules/_kernel";
import type { BrokerModel } from "@/modules/execution";
import { type BacktestSpec, checkSpecFor, type SpecError } from "../backtest-spec";
import { findStrategy } from "../catalog";
import type { StrategyDefinition, StrategyParams } from "../strategy";
import { allows, checkConstraints, type SearchConstraint } from "./constraint";
import { type Judgement, OBJECTIVES } from "./objective";
import { type Accepts, type GridTooLarge, TRIALS_MAX } from "./points";
import { makeSpace, type ParameterRanges, type SearchSpace, type SpaceError } from "./space";
import { checkWalkForward, type WalkError, type WalkForwardSpec } from "./walk-forward";

/** How combinations are chosen. */
export type SearchMethod =
  | { readonly kind: "grid" }
  | { readonly kind: "random"; readonly trials: number }
  /** Learns from what was tried; see `suggestPoints`. */
  | { readonly kind: "tpe"; readonly trials: number };

/** What a person asks for: many parameters of one strategy on the stored bars of one instrument. */
export interface SearchSpec extends Omit<BacktestSpec, "params">, Judgement {
  /** A parameter without a range keeps its default. */
  readonly ranges: ParameterRanges;
  readonly constraints: readonly SearchConstraint[];
  readonly method: SearchMethod;
  /** Of random choices: the same seed chooses the same. */
  readonly seed: number;
  /** Null: no parameters are chosen on the past and tried on what came after. */
  readonly walkForward: WalkForwardSpec | null;
}

export type SearchError = SpecError | SpaceError | GridTooLarge | WalkError;

/** A request whose every number was checked. */
export interface CheckedSearch {
  readonly spec: SearchSpec;
  readonly definition: StrategyDefinition;
  readonly broker: BrokerModel;
  readonly space: SearchSpace;
  /** Constraints and the strategy's own rules. */
  readonly accepts: Accepts;
}

/** Trials of a model-based search: the model looks at all of them each time it proposes some. */
export const TPE_TRIALS_MAX = 5_000;
const SEED_MAX = 2 ** 32 - 1;
const MIN_TRADES_MAX = 100_000;

/** Checks everything about a search that needs no data, and says of the first fault where it is and what would pass. */
export function checkSearch(spec: SearchSpec): Result<CheckedSearch, SearchError> {
  const found = findStrategy(spec.strategy);
  return found.ok ? checkSearchFor(found.value, spec) : found;
}

/** The same for a strategy that was found already. The request names it by its full name then, the version with it. */
export function checkSearchFor(definition: StrategyDefinition, given: SearchSpec): Result<CheckedSearch, SearchError> {
  const spec = { ...given, strategy: definition.name };
  const checked = checkSpecFor(definition, { ...spec, params: {} });
  if (!checked.ok) return checked;
  const { broker } = checked.value;
  const space = makeSpace(definition.fields, spec.ranges);
  if (!space.ok) return space;
  const constraints = checkConstraints(definition.fields, spec.constraints);
  if (!constraints.ok) return constraints;
  const plain = checkPlainFields(spec, space.value);
  if (!plain.ok) return plain;
  const walk = spec.walkForward === null ? ok(null) : checkWalkForward(spec.walkForward);
  if (!walk.ok) return walk;
  const accepts = (params: StrategyParams) => allows(spec.constraints, params) && definition.prepare(params).ok;
  return ok({ spec, definition, broker, space: space.value, accepts });
}

function checkPlainFields(
  { method, objective, minTrades, seed }: SearchSpec,
  { points }: SearchSpace,
): Result<null, SpaceError | GridTooLarge> {
  const fails = (path: string, expected: string): Result<never, SpaceError> =>
    err({ kind: "search.space_invalid", path, expected });
  if (method.kind === "grid") {
    if (points > TRIALS_MAX) return err({ kind: "search.grid_too_large", points, limit: TRIALS_MAX });
  } else {
    const most = method.kind === "tpe" ? TPE_TRIALS_MAX : TRIALS_MAX;
    if (!Number.isInteger(method.trials) || method.trials < 1 || method.trials > most)
      return fails("method.trials", `a whole number from 1 to ${most}`);
  }
  if (!OBJECTIVES.includes(objective)) return fails("objective", `one of ${OBJECTIVES.join(", ")}`);
  if (!Number.isInteger(minTrades) || minTrades < 0 || minTrades > MIN_TRADES_MAX)
    return fails("minTrades", `a whole number from 0 to ${MIN_TRADES_MAX}`);
  if (!Number.isInteger(seed) || seed < 0 || seed > SEED_MAX)
    return fails("seed", `a whole number from 0 to ${SEED_MAX}`);
  return ok(null);
}

/** One combination of a search as the request for a backtest of its own. */
export function trialSpec(spec: SearchSpec, params: StrategyParams): BacktestSpec {
  const { strategy, symbol, resolution, from, to, adjustment, cash, commissionPercent, slippageBps } = spec;
  return { strategy, params, symbol, resolution, from, to, adjustment, cash, commissionPercent, slippageBps };
}
