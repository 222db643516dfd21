import { describe, expect, it } from "vitest";
import { calc, refusal } from "./testing/calling";

describe("calc xirr", () => {
  it("answers in any order of the flows", () => {
    const flows = [
      { date: "2021-01-01", amount: 110 },
      { date: "2020-01-02", amount: -100 },
    ];
    expect(calc("xirr", { flows }).value).toEqual({ rate: expect.closeTo(0.1, 12) });
    expect(calc("xirr", { flows, dayCount: "act/365f" })).toEqual(calc("xirr", { flows: flows.toReversed() }));
    expect(calc("xirr", { flows: [] }).value).toEqual({ rate: null });
  });

  it("names what is wrong", () => {
    const flow = { date: "2020-01-01", amount: 1 };
    expect(refusal("xirr", {})).toBe("input.invalid flows");
    expect(refusal("xirr", { flows: {} })).toBe("input.invalid flows");
    expect(refusal("xirr", { flows: [flow, { ...flow, date: "2020-02-30" }] })).toBe("input.invalid flows[1].date");
    expect(refusal("xirr", { flows: [flow, { ...flow, amount: "1" }] })).toBe("input.invalid flows[1].amount");
    expect(refusal("xirr", { flows: [{ ...flow, currency: "EUR" }] })).toBe("input.unknown_field flows[0].currency");
    expect(refusal("xirr", { flows: [null] })).toBe("input.invalid flows[0]");
    expect(refusal("xirr", '{"flows":[{"date":"2020-01-01","amount":1e999}]}')).toBe("input.invalid flows[0].amount");
    expect(refusal("xirr", { flows: [flow], dayCount: "30/360" })).toBe("input.invalid dayCount");
  });

  it("stops at the first bad flow of many", () => {
    expect(refusal("xirr", { flows: Array.from({ length: 200_000 }, () => "x") })).toBe("input.invalid flows[0]");
  });
});

describe("calc twr", () => {
  it("answers with total and annualized", () => {
    const values = [
      { date: "2020-01-01", value: 100, flow: 100 },
      { date: "2020-07-01", value: 160, flow: 50 },
      { date: "2020-12-31", value: 152, flow: 0 },
    ];
    expect(calc("twr", { values }).value).toEqual({
      total: expect.closeTo(0.045, 12),
      annualized: expect.closeTo(0.045, 12),
    });
    expect(calc("twr", { values: [] }).value).toEqual({ total: null, annualized: null });
  });

  it("names what is wrong", () => {
    const row = { date: "2020-01-01", value: 100, flow: 0 };
    expect(refusal("twr", { values: [row, { date: row.date, value: 1 }] })).toBe("input.invalid values[1].flow");
    expect(refusal("twr", { values: [{ ...row, value: null }] })).toBe("input.invalid values[0].value");
    expect(refusal("twr", { values: [{ ...row, fee: 1 }] })).toBe("input.unknown_field values[0].fee");
  });
});
