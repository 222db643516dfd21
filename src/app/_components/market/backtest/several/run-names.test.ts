import { expect, it } from "vitest";
import { heldLabel, symbolsLabel } from "./run-names";

it("names the first instruments and counts the rest", () => {
  expect(symbolsLabel({ symbol: "SPY" })).toBe("SPY");
  expect(symbolsLabel({ symbol: "SPY", others: ["TLT", "GLD"] })).toBe("SPY, TLT, GLD");
  expect(symbolsLabel({ symbol: "SPY", others: ["TLT", "GLD", "DBC", "VNQ"] })).toBe("SPY, TLT, GLD +2");
});

it("says what is held: the benchmark, the instrument, or all in equal parts", () => {
  expect(heldLabel({ symbol: "SPY", others: ["TLT"], benchmark: "^GSPC" }, "equal parts")).toBe("^GSPC");
  expect(heldLabel({ symbol: "SPY" }, "equal parts")).toBe("SPY");
  expect(heldLabel({ symbol: "SPY", others: ["TLT"] }, "equal parts")).toBe("equal parts");
});
