import { expect, it } from "vitest";
import { EpochMs } from "@/modules/_kernel";
import { causeToReconcile, NO_ANSWER_AGAIN_MS, RECONCILE_EVERY_MS } from "./when-to-reconcile";

const at = (ms: number) => EpochMs.of(ms);
const run = { at: at(1_000), askedAt: null, outcome: "agreed" } as const;

it.each([
  ["at the start, whatever was before", run, null, 1_001, "start"],
  ["not again at once", run, 1_000, 1_001, null],
  ["every minute", run, 1_000, 1_000 + RECONCILE_EVERY_MS, "minute"],
  ["when somebody asked since", { ...run, askedAt: at(1_001) }, 1_000, 1_002, "asked"],
  ["not for who asked before", { ...run, askedAt: at(999) }, 1_000, 1_002, null],
  [
    "soon where the venue did not answer",
    { ...run, outcome: "no_answer" },
    1_000,
    1_000 + NO_ANSWER_AGAIN_MS,
    "reconnect",
  ],
] as const)("compares %s", (_name, known, since, now, cause) => {
  expect(causeToReconcile(known, since === null ? null : at(since), at(now))).toBe(cause);
});
