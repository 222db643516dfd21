import { describe, expect, it } from "vitest";
import { differenceText } from "./difference-text";

describe("a difference that somebody decides on", () => {
  it("names the instruments that come and go, whatever stays", () => {
    expect(differenceText({ name: "instruments", before: "ACME, BETA", after: "BETA, GAMMA" })).toBe(
      "instruments + GAMMA, − ACME",
    );
  });

  it("is told whole where only the order is another, and of everything else", () => {
    expect(differenceText({ name: "instruments", before: "ACME, BETA", after: "BETA, ACME" })).toBe(
      "instruments ACME, BETA → BETA, ACME",
    );
    expect(differenceText({ name: "capital", before: "10000", after: "20000" })).toBe("capital 10000 → 20000");
    expect(differenceText({ name: "fast", before: null, after: "3" })).toBe("fast – → 3");
  });
});
