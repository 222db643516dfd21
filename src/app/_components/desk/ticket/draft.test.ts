import { describe, expect, it } from "vitest";
import { AccountId, EpochMs, ORD_TYPES, OrderId, type OrderIntent, TIMES_IN_FORCE } from "@/modules/_kernel";
import { checkIntent } from "@/modules/execution";
import { checkDraft, type DraftFacts } from "./check-draft";
import { changeDraft, type Draft, EMPTY_DRAFT, fieldsOf, timesInForce } from "./draft";

const facts: DraftFacts = {
  accountId: AccountId.of("paper"),
  symbol: "ACME",
  tick: "0.05",
  lot: "1",
  multiplier: "1",
  prices: { buy: "100", sell: "100" },
  equity: "50000",
  fxRate: "1",
  nowMs: Date.parse("2026-03-02T10:00:00Z"),
};
const FULL: Draft = {
  ...EMPTY_DRAFT,
  size: "10",
  limitPrice: "99.5",
  stopPrice: "101",
  trail: "2",
  expireAt: "2026-03-03T10:00:00Z",
};

const request = (change: Partial<Draft>, other: Partial<DraftFacts> = {}) => {
  const result = checkDraft(changeDraft(FULL, change), { ...facts, ...other });
  return result.ok ? result.value : null;
};
const problems = (change: Partial<Draft>, other: Partial<DraftFacts> = {}) => {
  const result = checkDraft(changeDraft(FULL, change), { ...facts, ...other });
  return result.ok ? [] : result.error.map(({ field, kind }) => `${field} ${kind}`);
};

describe("a draft of any type and time in force", () => {
  const pairs = ORD_TYPES.flatMap((ordType) => TIMES_IN_FORCE.map((timeInForce) => ({ ordType, timeInForce })));

  it.each(pairs)("is an intent that the order core takes: $ordType $timeInForce", (change) => {
    const made = request({ ...change, postOnly: true });
    if (made === null) throw new Error("the draft was refused");
    const intent: OrderIntent = {
      ...made,
      orderId: OrderId.of("o"),
      currency: "USD",
      expireAt: made.expireAt === null ? null : EpochMs.of(Date.parse(made.expireAt)),
      parentId: null,
      ocoGroupId: null,
    };
    expect(checkIntent(intent)).toBeNull();
  });

  it("keeps a time in force that the new type cannot have from staying", () => {
    expect(changeDraft({ ...FULL, timeInForce: "ioc" }, { ordType: "stop" }).timeInForce).toBe("day");
    expect(timesInForce("limit")).toEqual(TIMES_IN_FORCE);
  });

  it("draws no field that its type has not", () => {
    expect([...fieldsOf({ ...FULL, ordType: "market" })]).not.toContain("limitPrice");
    expect([...fieldsOf({ ...FULL, reduceOnly: true })]).not.toContain("stopLoss");
  });
});

describe("a size", () => {
  it.each([
    ["by quantity, as typed", { size: "1,200" }, "1200"],
    ["by value, in whole lots", { sizeBy: "value", size: "1 050" }, "10"],
    ["by value at the limit", { sizeBy: "value", size: "1050", ordType: "limit", limitPrice: "50" }, "21"],
    ["by risk to the stop", { sizeBy: "risk", size: "1", stopLoss: "95" }, "100"],
    ["by risk from the stop's own entry", { sizeBy: "risk", size: "1", ordType: "stop", stopLoss: "96" }, "100"],
  ] as const)("%s", (_what, change, qty) => {
    expect(request(change)?.qty).toBe(qty);
  });
});

describe("what is wrong", () => {
  it.each([
    ["nothing typed", { size: "" }, ["size missing"]],
    ["no number", { size: "ten" }, ["size no_number"]],
    ["an exponent", { size: "1e308" }, ["size no_number"]],
    ["NaN", { size: "NaN" }, ["size no_number"]],
    ["zero", { size: "0" }, ["size not_above_zero"]],
    ["below zero, with a real minus", { size: "\u22123" }, ["size not_above_zero"]],
    ["off the lot", { size: "1.5" }, ["size off_grid"]],
    ["off the tick", { ordType: "limit", limitPrice: "99.51" }, ["limitPrice off_grid"]],
    ["a trail of all of it", { ordType: "trailing_stop", trail: "100" }, ["trail percent_range"]],
    ["an end in the past", { timeInForce: "gtd", expireAt: "2026-03-01T10:00:00Z" }, ["expireAt time_past"]],
    ["no end", { timeInForce: "gtd", expireAt: "" }, ["expireAt missing"]],
    ["risk without a stop", { sizeBy: "risk", size: "1" }, ["stopLoss stop_missing"]],
    ["a stop above a buy", { stopLoss: "101" }, ["stopLoss stop_wrong_side"]],
    ["the same by risk, said once", { sizeBy: "risk", size: "1", stopLoss: "101" }, ["stopLoss stop_wrong_side"]],
    ["a target below a buy", { takeProfit: "99" }, ["takeProfit target_wrong_side"]],
    ["a target above a sale", { side: "sell", takeProfit: "101" }, ["takeProfit target_wrong_side"]],
    ["value too small", { sizeBy: "value", size: "50" }, ["size below_lot"]],
    [
      "everything at once",
      { ordType: "limit", size: "x", limitPrice: "", takeProfit: "1.01" },
      ["size no_number", "limitPrice missing", "takeProfit off_grid"],
    ],
  ] as const)("%s", (_what, change, expected) => {
    expect(problems(change)).toEqual(expected);
  });

  it("is a market size in money without a fresh quote", () => {
    expect(problems({ sizeBy: "value", size: "1000" }, { prices: { buy: null, sell: "100" } })).toEqual([
      "size price_unknown",
    ]);
  });

  it("names the prices that would pass", () => {
    const result = checkDraft(changeDraft(FULL, { ordType: "limit", limitPrice: "99.51" }), facts);
    expect(result).toMatchObject({ error: [{ facts: { step: "0.05", near: "99.5 / 99.55" } }] });
  });
});

describe("a draft that is spread over time", () => {
  it("is the whole order with its plan: minutes, and a part of the volume as a fraction", () => {
    expect(request({ executeAs: "vwap", minutes: "2.5", volumePart: "10", ordType: "limit" })).toMatchObject({
      ordType: "limit",
      limitPrice: "99.5",
      algo: { kind: "vwap", durationS: 150, participation: "0.1" },
    });
    expect(request({})?.algo).toBeNull();
  });

  it("has no other types, times and exits than its slices can have", () => {
    const draft = changeDraft({ ...FULL, ordType: "stop_limit", takeProfit: "120" }, { executeAs: "twap" });
    expect(draft.ordType).toBe("limit");
    expect([...fieldsOf(draft)].toSorted()).toEqual(
      [
        "executeAs",
        "limitPrice",
        "minutes",
        "ordType",
        "reduceOnly",
        "side",
        "size",
        "sizeBy",
        "volumePart",
      ].toSorted(),
    );
    expect(request({ executeAs: "twap", ordType: "stop", timeInForce: "gtd" })).toMatchObject({
      ordType: "market",
      timeInForce: "day",
      expireAt: null,
      stopPrice: null,
      takeProfit: null,
    });
  });

  it.each([
    [{ minutes: "" }, "minutes missing"],
    [{ minutes: "0.1" }, "minutes minutes_range"],
    [{ minutes: "1441" }, "minutes minutes_range"],
    [{ minutes: "soon" }, "minutes no_number"],
    [{ volumePart: "101" }, "volumePart percent_range"],
  ])("says what is wrong with %o", (change, problem) => {
    expect(problems({ executeAs: "twap", ...change })).toEqual([problem]);
  });
});
