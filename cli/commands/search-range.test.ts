import { describe, expect, it } from "vitest";
import { parseRange } from "./search-range";

describe("a range in text", () => {
  it.each([
    ["5:50:5", { kind: "range", from: 5, to: 50, step: 5 }],
    ["log:1:100:10", { kind: "log", from: 1, to: 100, count: 10 }],
    ["5,10,20", { kind: "choices", values: [5, 10, 20] }],
    ["true,false", { kind: "choices", values: [true, false] }],
    ["10", { kind: "fixed", value: 10 }],
    ["fast", { kind: "fixed", value: "fast" }],
  ])("%s is %j", (text, range) => {
    expect(parseRange(text)).toEqual(range);
  });

  it.each(["", "1:2", "1:2:x", "log:1:2", "1::2", ":::"])("%j is none", (text) => {
    expect(parseRange(text)).toBeNull();
  });
});
