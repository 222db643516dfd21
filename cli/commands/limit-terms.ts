import type { Command } from "commander";
import { HARD_STEPS, STEPS_DEFAULT } from "@/modules/risk";

/** What a limit says, as options of a command. */
export interface TermOptions {
  readonly value?: string;
  readonly within?: string;
  readonly symbols?: string;
  readonly warnAt?: string;
  readonly step?: string;
  readonly minutes?: string;
  readonly moved?: string;
  readonly equityMin?: string;
}

/** Gives a command the kind of a limit and the options that say what it allows. */
export function withTerms(command: Command): Command {
  return command
    .argument("<kind>", "order_qty, order_value, daily_loss, ... as `calc risk --help` has them")
    .option("--value <number>", "what it allows; fractions of equity as 0.02")
    .option("--within <seconds>", "of rates and duplicates")
    .option("--symbols <list>", "of restricted and easy_to_borrow, separated by commas")
    .option("--warn-at <part>", "part of it from which the monitor warns, as 0.8")
    .option("--minutes <minutes>", "of approval_value: how long an order waits")
    .option("--moved <part>", "of approval_value: part of the price it may move meanwhile, as 0.01")
    .option("--equity-min <amount>", "of pattern_day_trader: it binds while equity is below")
    .option("--step <step>", `what the monitor does once it is passed: ${HARD_STEPS.join(", ")}`);
}

/** The terms that were written, checked by the flow. */
export function termsOf(kind: string, options: TermOptions): Record<string, unknown> {
  const { value, within, symbols, warnAt, step, minutes, moved, equityMin } = options;
  return {
    kind,
    ...(minutes === undefined ? {} : { validMinutes: Number(minutes) }),
    ...(moved === undefined ? {} : { priceMoved: Number(moved) }),
    ...(equityMin === undefined ? {} : { equityMin }),
    ...(value === undefined ? {} : { value }),
    ...(within === undefined ? {} : { windowSeconds: Number(within) }),
    ...(warnAt === undefined && step === undefined
      ? {}
      : {
          steps: {
            warnAt: warnAt === undefined ? STEPS_DEFAULT.warnAt : Number(warnAt),
            hard: step ?? STEPS_DEFAULT.hard,
          },
        }),
    ...(symbols === undefined ? {} : { symbols: symbols.split(",").map((each) => each.trim()) }),
  };
}
