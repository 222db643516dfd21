import { describe, expect, it } from "vitest";
import { LIVE_BYTES_MAX } from "../work";
import { keyOfLine, toBatches } from "./live-hub";

describe("batches of lines", () => {
  it("hold every line once, in order, each batch within what a signal carries", () => {
    const lines = Array.from({ length: 200 }, (_, key) => `[${key},"${"é".repeat(100)}"]`);
    const batches = toBatches(lines);
    expect(batches.length).toBeGreaterThan(1);
    expect(batches.join("\n").split("\n")).toEqual(lines);
    for (const batch of batches) expect(Buffer.byteLength(batch)).toBeLessThanOrEqual(LIVE_BYTES_MAX);
  });

  it("fill a signal to its last byte and leave out what can never fit", () => {
    const whole = `[1,"${"x".repeat(LIVE_BYTES_MAX - 6)}"]`;
    expect(toBatches(["[0]", whole, `${whole}x`, "[2]"])).toEqual(["[0]", whole, "[2]"]);
    expect(toBatches([])).toEqual([]);
  });
});

it("reads the key a line begins with", () => {
  expect(keyOfLine('[17,"simulated",1]')).toBe(17);
  expect(keyOfLine("@1700000000000")).toBe(1_700_000_000_000);
  expect(keyOfLine("")).toBeNaN();
});
