import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openQuietCollector, openYoungHeap } from "./young-heap";

/** A heap that is as full as told, and counts how often it is collected. */
function heapAt(taken: number) {
  const collect = vi.fn();
  return { taken: () => taken, collect };
}

describe("new objects are collected while it is quiet", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("once nobody has been done for a while, and once", () => {
    const heap = heapAt(0.5);
    const collector = openQuietCollector(() => false, heap);
    for (let turn = 0; turn < 10; turn += 1) {
      collector.soon();
      vi.advanceTimersByTime(20);
    }
    expect(heap.collect).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_000);
    expect(heap.collect).toHaveBeenCalledOnce();
    collector.soon();
    vi.advanceTimersByTime(1_000);
    expect(heap.collect).toHaveBeenCalledTimes(2);
  });

  it("not while something is answered, not where there is room enough, and not after the end", () => {
    const [busy, roomy, ended] = [heapAt(0.9), heapAt(0.4), heapAt(0.9)];
    openQuietCollector(() => true, busy).soon();
    openQuietCollector(() => false, roomy).soon();
    const stopped = openQuietCollector(() => false, ended);
    stopped.soon();
    stopped.stop();
    vi.advanceTimersByTime(1_000);
    expect([busy, roomy, ended].map(({ collect }) => collect.mock.calls.length)).toEqual([0, 0, 0]);
  });
});

describe("new objects of this program", () => {
  it("take room until they are collected, and no other context can collect them", () => {
    const heap = openYoungHeap();
    expect(runInNewContext("typeof gc")).toBe("undefined");
    let kept: unknown[] = [];
    for (let turn = 0; turn < 1_000_000 && (turn === 0 || heap.taken() < 0.5); turn += 1)
      kept = [{ turn }, { before: kept.length }];
    const before = heap.taken();
    heap.collect();
    const after = heap.taken();
    expect(kept).toHaveLength(2);
    expect(before).toBeGreaterThanOrEqual(0.5);
    expect(before).toBeLessThanOrEqual(1);
    expect(after).toBeLessThan(before / 2);
  });
});
