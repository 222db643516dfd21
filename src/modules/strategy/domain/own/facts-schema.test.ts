import { describe, expect, it } from "vitest";
import { readFacts } from "./facts-schema";

const said = {
  title: "Tried",
  description: "",
  category: "trend",
  source: "",
  instruments: { minimum: 1, maximum: 1 },
  series: ["1d"],
  parameters: [{ name: "fast", type: "integer", label: "Fast", default: 3, minimum: 1, maximum: 9 }],
};

describe("what a strategy says of itself", () => {
  it("is taken where it can be", () => {
    const field = { ...said.parameters[0], description: "", unit: "" };
    expect(readFacts(said)).toEqual({ facts: { ...said, parameters: [field] }, faults: null });
  });

  it.each([
    [{ title: "" }, "title takes a title"],
    [{ series: ["7m"] }, "series.0 takes resolutions: 1m, 5m, 15m, 1h, 4h, 1d, 1w, 1mo"],
    [{ instruments: { minimum: 3, maximum: 2 } }, "instruments takes a minimum that is not above the maximum"],
    [{ parameters: [{ ...said.parameters[0], default: 30 }] }, "parameters.fast takes a default between min and max"],
    [{ parameters: [{ name: "x y" }] }, "parameters.x y.type takes"],
  ])("is refused by the field at fault: %j", (change, fault) => {
    expect(readFacts({ ...said, ...change }).faults?.[0]).toContain(fault);
  });

  it("may be anything at all", () => {
    for (const nonsense of [null, 1, "x", [], {}]) expect(readFacts(nonsense).facts).toBeNull();
  });
});
