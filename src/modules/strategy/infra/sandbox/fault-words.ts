import { type FaultReason, StrategyFault } from "../../domain/strategy-fault";
import { sourcePlace } from "./source-line";

/** What an engine says of an error that a strategy threw. */
export interface Thrown {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

/** A limit that was passed: what ended the strategy, whatever it says itself. */
export interface Stopped {
  readonly reason: FaultReason;
  readonly message: string;
}

/** Characters of a fault's message. */
const MESSAGE_MAX = 300;

/** An error of a strategy in our words, with its line, whichever engine it came from. */
export function faultOf(
  { name, message, stack }: Thrown,
  at: { readonly compiled: string; readonly stopped: Stopped | null; readonly bar: number },
): StrategyFault {
  const reason = at.stopped?.reason ?? reasonOf(name, message);
  const words = shown(at.stopped?.message ?? wordsOf(reason, name, message), MESSAGE_MAX);
  const bar = at.bar < 0 ? null : at.bar;
  return new StrategyFault({ reason, message: words, ...sourcePlace(at.compiled, stack), bar });
}

/** The beginning of a text as a database can keep it: up to the first zero, without half of a pair. */
export const shown = (text: string, most: number): string =>
  (text.split("\0", 1)[0] ?? "").slice(0, most).replaceAll(HALF, "\ufffd");
const HALF = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function reasonOf(name: string, message: string): FaultReason {
  if (name === "OrderFault") return "order";
  if (/out of memory|string too long|invalid string length|array buffer allocation failed/iu.test(message))
    return "memory";
  if (message.includes("stack overflow") || message.includes("Maximum call stack")) return "stack";
  return "threw";
}

function wordsOf(reason: FaultReason, name: string, message: string): string {
  if (reason === "memory") return "it took more memory than a strategy may have";
  if (reason === "stack") return "it called itself too deep";
  return name === "" || name === "Error" || name === "OrderFault" ? message : `${name}: ${message}`;
}
