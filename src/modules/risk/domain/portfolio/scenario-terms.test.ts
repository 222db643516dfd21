import { describe, expect, it } from "vitest";
import { parseScenario } from "./scenario-terms";

const scenario = (shocks: unknown) => parseScenario({ name: "Mine", shocks });

describe("parseScenario", () => {
  it("reads shocks, symbols in capitals", () => {
    expect(scenario([{ of: "symbol", name: "aapl", change: -0.5 }])).toEqual({
      ok: true,
      value: { name: "Mine", shocks: [{ of: "symbol", name: "AAPL", change: -0.5, against: false, byBeta: false }] },
    });
  });

  it.each([
    ["a fall of more than all", [{ of: "all", change: -1.1 }], "shocks.0.change"],
    ["a number that is none", [{ of: "all", change: Number.NaN }], "shocks.0.change"],
    ["a kind without its name", [{ of: "kind", change: -0.1 }], "shocks.0.name"],
    ["a name for all", [{ of: "all", name: "X", change: -0.1 }], "shocks.0.name"],
    ["nothing", [], "shocks"],
    ["too much", Array.from({ length: 51 }, (_, at) => ({ of: "symbol", name: `S${at}`, change: 0 })), "shocks"],
    [
      "the same twice",
      [
        { of: "all", change: 0 },
        { of: "all", change: 1 },
      ],
      "shocks.1.name",
    ],
  ])("refuses %s at its place", (_, shocks, path) => {
    const read = scenario(shocks);
    expect(read.ok ? [] : read.error.map((each) => each.path)).toContain(path);
  });

  it("needs a name", () => expect(parseScenario({ name: " ", shocks: [{ of: "all", change: 0 }] }).ok).toBe(false));
});
