import type { StrategyParams } from "../../domain/strategy";
import type { CodeVm, OpenVm } from "./code-vm";

/** Compiled files, as one engine has them. Breaks with a `StrategyFault` where the file does. What is said is JSON that nobody has looked at yet. */
export interface AskFile {
  /** Begins the file, to be run. */
  readonly open: OpenVm;
  /** Of itself. */
  describe(compiled: string): string;
  /** Of a set of parameters: faults, warm-up and declared indicators. */
  prepare(compiled: string, params: StrategyParams): string;
  /** Asks both in turn with everybody else, and keeps the answers until they are wanted. */
  ahead?(compiled: string, params: StrategyParams): Promise<void>;
}

/** Questions that one context answers: starting one takes longer than an answer, and its time adds up against its limit. */
const ANSWERS_MAX = 500;

/** Asks in this thread. One context answers again and again, as long as it is asked about the same file. */
export function makeAskFile(open: OpenVm): AskFile {
  let kept: { readonly compiled: string; readonly vm: CodeVm; answers: number } | null = null;
  const ask = (compiled: string, question: (vm: CodeVm) => string): string => {
    if (kept !== null && (kept.compiled !== compiled || kept.answers >= ANSWERS_MAX)) {
      kept.vm.end();
      kept = null;
    }
    kept ??= { compiled, vm: open(compiled), answers: 0 };
    kept.answers += 1;
    try {
      return question(kept.vm);
    } catch (error) {
      kept = null; // a context that broke has freed itself
      throw error;
    }
  };
  return {
    open,
    describe: (compiled) => ask(compiled, (vm) => vm.describe()),
    prepare: (compiled, params) => ask(compiled, (vm) => vm.prepare(params)),
  };
}
