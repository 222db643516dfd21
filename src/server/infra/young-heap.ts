import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { z } from "zod";

/** Nobody has asked for anything this long: what follows a piece of work, such as its order's way to the venue, is done by then. */
const QUIET_MS = 25;

/** New objects of this program's heap. */
export interface YoungHeap {
  /** Share of their room that is taken, 0 to 1. Once it is 1 they are collected, in the middle of whatever is done then. */
  taken(): number;
  /** Collects them: two to three milliseconds in which nothing else is done. */
  collect(): void;
}

export interface QuietCollector {
  /** Somebody's work is done. What is left of it is collected once it is quiet, if that is worth it. */
  soon(): void;
  stop(): void;
}

/**
 * Collects new objects while nothing waits for an answer, so that the collector does not stop the program in the middle of one. Where
 * it never is quiet the engine collects when it must, as it does anyway.
 *
 * @param isBusy - whether something is being answered just now: then it is not quiet, and whoever is done says so again
 */
export function openQuietCollector(isBusy: () => boolean, heap: YoungHeap = openYoungHeap()): QuietCollector {
  let timer: NodeJS.Timeout | null = null;
  const collect = () => {
    timer = null;
    if (!isBusy() && heap.taken() >= WORTH_IT) heap.collect();
  };
  return {
    soon() {
      if (timer === null) timer = setTimeout(collect, QUIET_MS).unref();
      else timer.refresh();
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}

/** What is left then has room for more than one answer. */
const WORTH_IT = 0.5;

const collecting = z.custom<(options: { readonly type: "minor" }) => void>((value) => typeof value === "function");

/**
 * That of this program. V8 puts its collector into contexts that are made while a flag says so: into one here, and into none after it,
 * for somebody else's code may run in those.
 */
export function openYoungHeap(): YoungHeap {
  setFlagsFromString("--expose-gc");
  const lent: unknown = runInNewContext("gc");
  setFlagsFromString("--no-expose-gc");
  const collect = collecting.parse(lent);
  return {
    taken() {
      const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
      if (young === undefined) return 0;
      const { space_used_size: used, space_available_size: free } = young;
      return used / (used + free);
    },
    collect: () => collect({ type: "minor" }),
  };
}
