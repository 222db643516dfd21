import { describe, expect, it } from "vitest";
import { type Pace, paceAfter, paceLeftMs } from "./pace";

const opened: Pace = { first: null, last: { done: 2_000, atMs: 0 } };
const once = paceAfter(opened, { done: 2_250, atMs: 10_000 });
const twice = paceAfter(once, { done: 2_500, atMs: 12_000 });

describe("the pace of a search", () => {
  it("is unknown until two steps were seen, whatever had been done before", () => {
    expect(paceLeftMs(opened, 10_000, 9_000)).toBeNull();
    expect(paceLeftMs(once, 10_000, 11_000)).toBeNull();
    expect(paceLeftMs(twice, 10_000, 12_000)).toBe(60_000);
  });

  it("goes down between two steps, and not below nothing", () => {
    expect(paceLeftMs(twice, 10_000, 15_000)).toBe(57_000);
    expect(paceLeftMs(twice, 10_000, 99_000)).toBe(0);
  });

  it("begins anew with work that went back", () => {
    expect(paceLeftMs(paceAfter(twice, { done: 0, atMs: 20_000 }), 10_000, 21_000)).toBeNull();
  });
});
