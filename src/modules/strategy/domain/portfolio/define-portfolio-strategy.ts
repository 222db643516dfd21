import type { z } from "zod";
import { ok, type Result } from "@/modules/_kernel";
import type { Resolution } from "@/modules/data";
import { fieldsOf, readParams } from "../define-strategy";
import type { OwnVersion } from "../own/own-version";
import type { ParameterField, StrategyError, StrategyParams } from "../strategy";
import type { PortfolioRun, ResumedPortfolioRun } from "./market";

/** A strategy on several instruments or resolutions, ready to start: its parameters are checked and complete. */
export interface PreparedPortfolio {
  readonly params: StrategyParams;
  /** Base bars it watches before it can decide anything. */
  readonly warmUpBars: number;
  /** Starts it on these instruments, in the order in which they were chosen. */
  start(symbols: readonly string[]): PortfolioRun;
  /** Goes on with what `PortfolioRun.save` gave, to the same bits; only what keeps its state as plain data can. */
  resume?(saved: string, symbols: readonly string[]): ResumedPortfolioRun;
}

export interface PortfolioStrategyDefinition {
  /** Name in run cards and on the command line. Stable, and no other strategy's. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Where the idea comes from. */
  readonly source: string;
  /** Raised whenever the same parameters and bars may give other orders. */
  readonly version: string;
  /** How many instruments it trades, both inside; what the first, second, ... are for stands in the description. */
  readonly instruments: { readonly minimum: number; readonly maximum: number };
  /** Resolutions it decides on besides its base, longer than it. */
  readonly series: readonly Resolution[];
  readonly fields: readonly ParameterField[];
  /** What it was made of, where somebody here wrote it; null: built in. */
  readonly own: OwnVersion | null;
  prepare(params: unknown): Result<PreparedPortfolio, StrategyError>;
  /** See `StrategyDefinition`. */
  ahead?(params: unknown): Promise<void>;
}

interface Facts<P extends StrategyParams>
  extends Omit<PortfolioStrategyDefinition, "fields" | "own" | "prepare" | "ahead"> {
  readonly schema: z.ZodType<P>;
  readonly warmUpBars: (params: P) => number;
  readonly start: (params: P, symbols: readonly string[]) => PortfolioRun;
}

/** A strategy on several instruments or resolutions from its facts. See `defineStrategy`. */
export function definePortfolioStrategy<P extends StrategyParams>(facts: Facts<P>): PortfolioStrategyDefinition {
  const { schema, start, warmUpBars, ...shown } = facts;
  const fields = fieldsOf(schema);
  return {
    ...shown,
    fields,
    own: null,
    prepare: (raw) => {
      const read = readParams({ name: facts.name, schema }, fields, raw);
      if (!read.ok) return read;
      const params = read.value;
      return ok({ params, warmUpBars: warmUpBars(params), start: (symbols) => start(params, symbols) });
    },
  };
}
