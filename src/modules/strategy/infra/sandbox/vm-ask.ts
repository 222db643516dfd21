import type { StrategyParams } from "../../domain/strategy";
import { StrategyVm } from "./vm";

/** What a compiled file says, as JSON that nobody has looked at yet. Breaks with a `StrategyFault` where the file does. */
export interface AskFile {
  /** Of itself. */
  describe(compiled: string): string;
  /** Of a set of parameters: faults, warm-up and declared indicators. */
  prepare(compiled: string, params: StrategyParams): string;
}

/** Questions that one context answers: starting one takes longer than an answer, and its time adds up against its limit. */
const ANSWERS_MAX = 500;

/** Asks in this thread. One context answers again and again, as long as it is asked about the same file. */
export function makeAskFile(): AskFile {
  let kept: { readonly compiled: string; readonly vm: StrategyVm; answers: number } | null = null;
  const ask = (compiled: string, question: (vm: StrategyVm) => string): string => {
    if (kept !== null && (kept.compiled !== compiled || kept.answers >= ANSWERS_MAX)) {
      kept.vm.end();
      kept = null;
    }
    kept ??= { compiled, vm: new StrategyVm(compiled), answers: 0 };
    kept.answers += 1;
    try {
      return question(kept.vm);
    } catch (error) {
      kept = null; // a context that broke has freed itself
      throw error;
    }
  };
  return {
    describe: (compiled) => ask(compiled, (vm) => vm.describe()),
    prepare: (compiled, params) => ask(compiled, (vm) => vm.prepare(params)),
  };
}
