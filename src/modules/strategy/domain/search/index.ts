/** Search: many parameters of one strategy, what they came to, and what choosing among them was worth out of sample. */
export { COMPARISONS, type Comparison, parseConstraint, type SearchConstraint } from "./constraint";
export { type Judgement, OBJECTIVES, type Objective, TRIAL_STATS, type TrialStat } from "./objective";
export { type SearchOutcome, type SumUpInput, sumUpSearch, type WindowOutcome } from "./outcome";
export { countAllowed, gridPoints, randomPoints, TRIALS_MAX } from "./points";
export { neighbourhoodOf, rankScores } from "./ranking";
export {
  definitionOfTask,
  PLAIN_HOST,
  returnEnds,
  runTrials,
  type TrialFault,
  type TrialHost,
  type TrialOutcome,
  type TrialTask,
  trialColumns,
} from "./run-trials";
export {
  type CheckedSearch,
  checkSearch,
  checkSearchFor,
  type SearchError,
  type SearchMethod,
  type SearchSpec,
  trialSpec,
} from "./search-spec";
export {
  indexesOf,
  makeSpace,
  offeredRange,
  type ParameterRange,
  type ParameterRanges,
  paramsOf,
  pointAt,
  type SearchSpace,
} from "./space";
export { suggestPoints } from "./tpe";
export { planWalkForward, type WalkForwardSpec, type WalkWindow } from "./walk-forward";
