import { readFacts } from "../../domain/own/facts-schema";
import type { Diagnostic, StrategyFacts } from "../../domain/own/own-strategy";
import { StrategyFault } from "../../domain/strategy-fault";
import { openCode } from "./code-strategy";
import type { AskFile } from "./vm-ask";

const errorAt = (message: string, line = 0, column = 0): Diagnostic => ({ line, column, message, severity: "error" });

export type Described =
  | { readonly facts: StrategyFacts }
  | { readonly facts: null; readonly faults: readonly Diagnostic[] };

/** What a compiled file says of itself; faults are its own. Tried with its defaults, so that a form begins with what runs. */
export function describeCode(compiled: string, ask: AskFile): Described {
  try {
    const read = readFacts(JSON.parse(ask.describe(compiled)));
    if (read.facts === null) return { facts: null, faults: read.faults.map((fault) => errorAt(fault)) };
    const prepared = openCode({ name: "strategy", version: "0", compiled, facts: read.facts }, ask).prepare({});
    if (prepared.ok) return { facts: read.facts };
    const faults = prepared.error.kind === "strategy.params_invalid" ? prepared.error.issues : [];
    return { facts: null, faults: faults.map(({ path, message }) => errorAt(`default of ${path} takes ${message}`)) };
  } catch (error) {
    if (!(error instanceof StrategyFault)) throw error;
    return faultDescribed(error);
  }
}

/** A file that broke while it was asked. */
export function faultDescribed({ facts: { message, line, column } }: StrategyFault): Described {
  return { facts: null, faults: [errorAt(message, line ?? 0, column ?? 0)] };
}
