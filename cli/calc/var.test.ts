import { describe, expect, it } from "vitest";
import { answerText } from "./answer";
import { valueAtRisk } from "./var";

const ask = (change: object): unknown =>
  JSON.parse(
    answerText(
      valueAtRisk,
      JSON.stringify({
        positions: [{ symbol: "A", value: 1000 }],
        returns: { A: [0.01, -0.02, 0.03, null, -0.01] },
        method: "historical",
        confidence: 0.95,
        horizonDays: 1,
        ...change,
      }),
    ).json,
  );

describe("calc var", () => {
  it("answers losses as positive money, in a form that adds up", () => {
    // Sorted: -20, -10, 10, 30; rank 0.15 lies 15 % of the way from -20 to -10; one day is the shortfall.
    const answer = { var: 18.5, cvar: 20, contributions: { A: 18.5 }, cvarContributions: { A: 20 }, periods: 4 };
    expect(ask({})).toEqual({
      ...answer,
      var: expect.closeTo(18.5, 9),
      contributions: { A: expect.closeTo(18.5, 9) },
    });
    expect(ask({ positions: [] })).toMatchObject({ var: 0, cvar: 0, contributions: {} });
  });

  it.each<readonly [object, string, string]>([
    [{ positions: [{ symbol: "B", value: 1 }] }, "var.missing_returns", "positions[0].symbol"],
    [{ returns: { A: [0.01] } }, "var.too_few_returns", "returns.A"],
    [
      {
        positions: [
          { symbol: "A", value: 1 },
          { symbol: "B", value: 1 },
        ],
        returns: { A: [0.1, 0.2], B: [0.1] },
      },
      "var.unequal_returns",
      "returns.B",
    ],
    [{ confidence: 1 }, "input.invalid", "confidence"],
    [{ horizonDays: 1.5 }, "input.invalid", "horizonDays"],
    [{ method: "guess" }, "input.invalid", "method"],
    [{ returns: { A: [0.1, "0.2"] } }, "input.invalid", "returns.A[1]"],
    [{ positions: [{ symbol: "A", value: "1" }] }, "input.invalid", "positions[0].value"],
    [{ extra: 1 }, "input.unknown_field", "extra"],
  ])("refuses %j", (change, kind, path) => {
    expect(ask(change)).toMatchObject({ error: { kind, path } });
  });

  it("gives null for a loss that no number holds", () => {
    expect(ask({ positions: [{ symbol: "A", value: 1e308 }], returns: { A: [-10, -10, -10] } })).toMatchObject({
      var: null,
    });
  });
});
