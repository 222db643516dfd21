import { describe, expect, it } from "vitest";
import { checkDefinition } from "./check-definition";

const indicator = (name: string, line: string, params = {}) => ({ kind: "indicator", name, line, params });
const below = (left: unknown) => ({ kind: "compare", left, is: "below", right: { kind: "value", value: 30 } });
const definition = (change: Readonly<Record<string, unknown>> = {}) => ({
  name: "Oversold",
  shared: false,
  condition: below(indicator("rsi", "rsi")),
  universe: { kind: "all" },
  resolution: "1d",
  schedule: { kind: "manual" },
  benchmark: null,
  ...change,
});

function faults(change: Readonly<Record<string, unknown>>) {
  const checked = checkDefinition(definition(change));
  return checked.ok ? [] : checked.error.map(({ path, message }) => `${path}: ${message}`);
}

describe("a definition", () => {
  it("is taken with what was not said filled in", () => {
    expect(checkDefinition(definition())).toMatchObject({
      ok: true,
      value: { condition: { left: { params: {}, barsAgo: 0, times: 1 } } },
    });
  });

  it("tells every fault of its shape at its place", () => {
    const condition = { kind: "all", of: [below({ kind: "change", bars: 0 }), { kind: "not", of: below({}) }] };
    expect(
      faults({ name: " ", condition, schedule: { kind: "every", minutes: 1 } }).map((text) => text.split(":")[0]),
    ).toEqual(["name", "condition.of[0].left.bars", "condition.of[1].of.left.kind", "schedule.minutes"]);
  });

  it("tells every indicator that cannot be asked, and what would pass", () => {
    const condition = {
      kind: "any",
      of: [
        below(indicator("rsi", "rsi", { length: 0 })),
        below(indicator("rsi", "rsi", { span: 3 })),
        below(indicator("macd", "upper")),
        below(indicator("magic", "x")),
        below(indicator("zigzag", "zigzag")),
        below(indicator("beta", "beta")),
      ],
    };
    expect(faults({ condition })).toEqual([
      expect.stringMatching(/^condition\.of\[0]\.left\.params\.length: a whole number from \d+ to \d+$/),
      "condition.of[1].left.params.span: only length",
      "condition.of[2].left.line: one of macd, signal, histogram",
      "condition.of[3].left.name: an indicator that there is",
      "condition.of[4].left.name: an indicator that does not look ahead",
      "condition.of[5].left.name: an indicator of one instrument",
    ]);
  });

  it.each([[null], [7], ["{}"], [[]], [{}]])("refuses %j without breaking", (given) => {
    expect(checkDefinition(given).ok).toBe(false);
  });
});
