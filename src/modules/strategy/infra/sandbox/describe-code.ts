import { readFacts } from "../../domain/own/facts-schema";
import type { Diagnostic, StrategyFacts } from "../../domain/own/own-strategy";
import { StrategyFault } from "../../domain/strategy-fault";
import { openCode } from "./code-strategy";
import { loadSandbox, StrategyVm } from "./vm";

const errorAt = (message: string, line = 0, column = 0): Diagnostic => ({ line, column, message, severity: "error" });

type Described = { readonly facts: StrategyFacts } | { readonly facts: null; readonly faults: readonly Diagnostic[] };

/** What a compiled file says of itself; faults are its own. Tried with its defaults, so that a form begins with what runs. */
export async function describeCode(compiled: string): Promise<Described> {
  await loadSandbox();
  try {
    const vm = new StrategyVm(compiled);
    const read = readFacts(JSON.parse(vm.describe()));
    vm.end();
    if (read.facts === null) return { facts: null, faults: read.faults.map((fault) => errorAt(fault)) };
    const prepared = openCode({ name: "strategy", version: "0", compiled, facts: read.facts }).prepare({});
    if (prepared.ok) return { facts: read.facts };
    const faults = prepared.error.kind === "strategy.params_invalid" ? prepared.error.issues : [];
    return { facts: null, faults: faults.map(({ path, message }) => errorAt(`default of ${path} takes ${message}`)) };
  } catch (error) {
    if (!(error instanceof StrategyFault)) throw error;
    const { message, line, column } = error.facts;
    return { facts: null, faults: [errorAt(message, line ?? 0, column ?? 0)] };
  }
}
