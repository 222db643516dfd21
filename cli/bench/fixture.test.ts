import { describe, expect, it } from "vitest";
import { makeSeededBars } from "@/modules/strategy";
import { bareLoop } from "./bare-loop";
import { checkAnswer, checkEngine, runWorkload, WORKLOAD, WrongAnswer } from "./fixture";

const answerOf = (count: number) => {
  const result = runWorkload(makeSeededBars(count));
  return { fills: result.fills.bar.length, equity: result.equity.at(-1) ?? Number.NaN };
};

describe("the benchmark's answers", () => {
  it("are checked against the published numbers", () => {
    expect(checkEngine).not.toThrow();
    const bars = makeSeededBars(10_000);
    expect(() => checkAnswer(bars, answerOf(10_000))).not.toThrow();
    expect(() => checkAnswer(bars, { ...answerOf(10_000), equity: 99_700.90664 })).toThrow(WrongAnswer);
    expect(() => checkAnswer(bars, { ...answerOf(10_000), fills: 361 })).toThrow("fills of 10000 bars is 360, was 361");
  });

  it("are checked against the bare loop where nothing was published", () => {
    const bars = makeSeededBars(25_000);
    expect(() => checkAnswer(bars, answerOf(25_000))).not.toThrow();
    expect(() => checkAnswer(bars, { ...answerOf(25_000), fills: 1 })).toThrow(WrongAnswer);
  });

  it("come from a bare loop that does the same work", () => {
    const { equity, fills } = bareLoop(makeSeededBars(100_000), WORKLOAD);
    expect([fills, equity.toFixed(6)]).toEqual([3881, "96224.407779"]);
  });
});
