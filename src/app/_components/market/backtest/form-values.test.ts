import { describe, expect, it } from "vitest";
import { z } from "zod";
import { formOfSpec, formSchema, newForm, othersFor, paramsLabel } from "./form-values";

const fields = [
  { name: "fast", label: "Fast", description: "", type: "integer", unit: "bars", default: 10 },
  { name: "slow", label: "Slow", description: "", type: "integer", unit: "bars", default: 30 },
] as const;
const strategy = {
  name: "sma-cross",
  title: "",
  description: "",
  source: "",
  version: "1",
  parameters: fields,
  instruments: { minimum: 1, maximum: 1 },
  series: [],
};
const several = { ...strategy, name: "pairs", instruments: { minimum: 2, maximum: 3 } };
const params = z.object({ fast: z.number(), slow: z.number() });
const schema = formSchema(params, strategy);
const form = newForm(strategy, "^GSPC", "1d");

describe("the form", () => {
  it("passes as it is first shown, with empty dates as all there is", () => {
    expect(schema.parse(form)).toMatchObject({ from: null, to: null, params: { fast: 10, slow: 30 } });
  });

  it("takes dates in order, one day too", () => {
    expect(schema.safeParse({ ...form, from: "2005-01-03", to: "2005-01-03" }).success).toBe(true);
    const turned = schema.safeParse({ ...form, from: "2005-01-04", to: "2005-01-03" });
    expect(turned.error?.issues).toMatchObject([{ path: ["to"] }]);
  });

  it.each([
    ["from", "2005-02-30"],
    ["to", "yesterday"],
    ["cash", 0],
    ["cash", null],
    ["commissionPercent", -1],
    ["slippageBps", 2_000],
    ["symbol", ""],
  ])("refuses %s of %j at that field", (name, value) => {
    const parsed = schema.safeParse({ ...form, [name]: value });
    expect(parsed.error?.issues[0]?.path).toEqual([name]);
  });

  it("comes back from a run, and forgets parameters that are no more", () => {
    const spec = { ...schema.parse({ ...form, from: "2005-01-03" }), params: { fast: 5, gone: 1 } };
    expect(formOfSpec(spec, fields)).toEqual({ ...form, from: "2005-01-03", params: { fast: 5, slow: 30 } });
  });
});

describe("the form of a strategy on several instruments", () => {
  const taking = formSchema(params, several);
  const pair = { ...newForm(several, "SPY", "1d"), others: ["TLT"] };
  const rates = { creditPercent: 2, debitPercent: 0, borrowPercent: 0 };

  it("begins with a box for each instrument that it needs, and wants them filled", () => {
    const begun = newForm(several, "SPY", "1d");
    expect(begun.others).toEqual([""]);
    expect(taking.safeParse(begun).error?.issues[0]?.path).toEqual(["others", 0]);
    expect(taking.parse(pair)).toMatchObject({ symbol: "SPY", others: ["TLT"] });
  });

  it("sends rates and a benchmark only where there are some", () => {
    expect(Object.keys(taking.parse(pair))).not.toContain("financing");
    expect(taking.parse({ ...pair, financing: rates, benchmark: "^GSPC" })).toMatchObject({
      financing: rates,
      benchmark: "^GSPC",
    });
  });

  it("leaves out what a strategy on one instrument has no use for", () => {
    const sent = schema.parse({ ...pair, financing: rates });
    expect(sent).not.toHaveProperty("others");
    expect(sent).not.toHaveProperty("financing");
  });

  it("keeps the boxes that another strategy can use", () => {
    expect(othersFor(several, ["A", "B", "C"])).toEqual(["A", "B"]);
    expect(othersFor(several, [])).toEqual([""]);
    expect(othersFor(strategy, ["A"])).toEqual([]);
  });
});

describe("paramsLabel", () => {
  it("keeps the order of the form", () => {
    expect(paramsLabel({ slow: 30, fast: 10 }, fields)).toBe("10 / 30");
    expect(paramsLabel({ a: 1, b: true }, [])).toBe("1 / true");
  });
});
