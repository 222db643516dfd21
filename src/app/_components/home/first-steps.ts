/** What a new installation has still to be given, in the order in which it makes sense. */
export const FIRST_STEPS = ["data", "account", "backtest", "order", "limit"] as const;
export type FirstStep = (typeof FIRST_STEPS)[number];

/** Whether each step was taken; undefined is not read yet. */
export type StepsTaken = Readonly<Record<FirstStep, boolean | undefined>>;

export interface StepsLeft {
  readonly steps: readonly { readonly step: FirstStep; readonly isDone: boolean }[];
  readonly done: number;
  /** The one to take now. */
  readonly next: FirstStep;
}

/** The steps and how far one is; null where all are taken, undefined where that is not known yet. */
export function stepsLeft(taken: StepsTaken): StepsLeft | null | undefined {
  if (FIRST_STEPS.some((step) => taken[step] === undefined)) return undefined;
  const steps = FIRST_STEPS.map((step) => ({ step, isDone: taken[step] === true }));
  const next = steps.find(({ isDone }) => !isDone)?.step;
  if (next === undefined) return null;
  return { steps, done: steps.filter(({ isDone }) => isDone).length, next };
}
