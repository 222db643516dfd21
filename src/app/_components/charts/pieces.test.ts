import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Pieces } from "./pieces";

describe("work in pieces", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const frames = new Map<number, () => void>();
    let last = 0;
    vi.stubGlobal("requestAnimationFrame", (call: () => void) => {
      last += 1;
      frames.set(last, call);
      return last;
    });
    vi.stubGlobal("cancelAnimationFrame", (id: number) => frames.delete(id));
    nextFrame = () => {
      const due = [...frames.values()];
      frames.clear();
      for (const call of due) call();
    };
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });

  let nextFrame: () => void = () => {};

  const drawAll = () => {
    vi.runAllTimers();
    nextFrame();
    nextFrame();
  };

  it("is done in order and later, and at once when what was told is drawn", () => {
    const done: string[] = [];
    const pieces = new Pieces(done);
    pieces.tell((list) => list.push("bars"));
    pieces.tell((list) => list.push("lines"));
    pieces.end((list) => list.push("place"));
    expect(done).toEqual([]);
    vi.runAllTimers();
    expect(done).toEqual(["bars", "lines"]);
    nextFrame();
    expect(done).toEqual(["bars", "lines"]);
    nextFrame();
    expect(done).toEqual(["bars", "lines", "place"]);
    pieces.tell((list) => list.push("now"));
    expect(done.at(-1)).toBe("now");
  });

  it("pauses after a piece that took long, and not after a short one", () => {
    const done: string[] = [];
    const pieces = new Pieces(done);
    let nowMs = 0;
    vi.spyOn(performance, "now").mockImplementation(() => nowMs);
    pieces.tell((list) => list.push("short"));
    pieces.tell((list) => {
      nowMs += 10;
      list.push("long");
    });
    pieces.tell((list) => list.push("after"));
    vi.advanceTimersToNextTimer();
    expect(done).toEqual(["short", "long"]);
    vi.advanceTimersToNextTimer();
    expect(done).toEqual(["short", "long", "after"]);
  });

  it("takes in what comes while it is drawn, before it ends", () => {
    const done: string[] = [];
    const pieces = new Pieces(done);
    pieces.end((list) => list.push("place"));
    vi.runAllTimers();
    pieces.tell((list) => list.push("late"));
    nextFrame();
    nextFrame();
    expect(done).toEqual(["late", "place"]);
  });

  it("goes on after a piece that failed", () => {
    const done: string[] = [];
    const pieces = new Pieces(done);
    pieces.tell(() => {
      throw new Error("broken");
    });
    pieces.tell((list) => list.push("next"));
    expect(() => vi.runAllTimers()).toThrow("broken");
    vi.runAllTimers();
    expect(done).toEqual(["next"]);
  });

  it("forgets what was not done", () => {
    const done: string[] = [];
    const pieces = new Pieces(done);
    pieces.tell((list) => list.push("bars"));
    pieces.end((list) => list.push("place"));
    vi.advanceTimersToNextTimer();
    pieces.drop();
    drawAll();
    expect(done).toEqual(["bars"]);
  });
});
