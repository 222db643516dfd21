import { describe, expect, it } from "vitest";
import { isoDate } from "../civil";
import { parseActions } from "./parse-actions";

const facts = (text: string) =>
  parseActions(text).actions.map(({ facts: { exDateMs, ...rest } }) => ({ date: isoDate(exDateMs), ...rest }));
const problems = (text: string) =>
  parseActions(text).problems.map(({ line, column, message }) => `${line} ${column}: ${message}`);

describe("parseActions", () => {
  it("reads JSON as the tools of a quantitative library write it", () => {
    const text = `[
      {"date": "2000-06-21", "type": "split", "ratio": 2},
      {"date": "2012-08-09", "type": "dividend", "amount": 2.65}
    ]`;
    expect(facts(text)).toEqual([
      { date: "2000-06-21", type: "split", ratio: "2" },
      { date: "2012-08-09", type: "dividend", amount: "2.65", currency: "" },
    ]);
  });

  it("reads CSV with a column of types, and the two files that portals give", () => {
    expect(
      facts(
        "date,type,ratio,amount,currency,from,to\n2020-08-31,split,4:1,,,,\n2020-08-07,dividend,,0.82,usd,,\n2022-06-09,symbol_change,,,,FB,META",
      ),
    ).toEqual([
      { date: "2020-08-31", type: "split", ratio: "4" },
      { date: "2020-08-07", type: "dividend", amount: "0.82", currency: "USD" },
      { date: "2022-06-09", type: "symbol_change", oldSymbol: "FB", newSymbol: "META" },
    ]);
    expect(facts("Date,Stock Splits\n2014-06-09,7:1\n1990-01-01,1:10")).toEqual([
      { date: "2014-06-09", type: "split", ratio: "7" },
      { date: "1990-01-01", type: "split", ratio: "0.1" },
    ]);
    expect(facts("Date,Dividends\n2014-05-08,0.47")).toEqual([
      { date: "2014-05-08", type: "dividend", amount: "0.47", currency: "" },
    ]);
  });

  it("keeps whose an action is, where the list says", () => {
    expect(parseActions("symbol,date,type,ratio\naapl,2020-08-31,split,4").actions[0]?.symbol).toBe("AAPL");
    expect(parseActions("date,type,ratio\n2020-08-31,split,4").actions[0]?.symbol).toBeNull();
  });

  it.each([
    ["date,type,ratio\n2020-02-30,split,2", "2 date: A date like 2020-08-31, from 1900 to 2099."],
    ["date,type,ratio\n,split,2", "2 date: A date like 2020-08-31, from 1900 to 2099."],
    ["date,type,ratio\n2020-02-03,merger,2", "2 type: One of split, dividend, symbol_change."],
    ["date,ratio,amount\n2020-02-03,2,1", "2 type: One of split, dividend, symbol_change."],
    ["date\n2020-02-03", "2 type: One of split, dividend, symbol_change."],
    ["date,type,ratio\n2020-02-03,split,0", "2 ratio: New shares for one old, above 0: 2, 0.1 or 7:1."],
    ["date,type,ratio\n2020-02-03,split,2:0", "2 ratio: New shares for one old, above 0: 2, 0.1 or 7:1."],
    ["date,type,amount\n2020-02-03,dividend,-1", "2 amount: Money for one share, above 0: 0.82."],
    ["date,type,amount,currency\n2020-02-03,dividend,1,dollars!", "2 currency: A currency code like USD."],
    ["date,type,from,to\n2020-02-03,symbol_change,FB,FB", "2 to: Another symbol than the old one."],
    ["date,type,from\n2020-02-03,symbol_change,FB", "2 to: The new symbol, like META."],
    ["date,type,from,to\n2020-02-03,symbol_change,F B,META", "2 from: 1 to 32 of A-Z, 0-9 and ^ . _ = / : -."],
    ["symbol,date,type,ratio\nA B,2020-02-03,split,2", "2 symbol: 1 to 32 of A-Z, 0-9 and ^ . _ = / : -."],
  ])("says of %j what would pass", (text, expected) => {
    expect(problems(text)).toEqual([expected]);
    expect(facts(text)).toEqual([]);
  });

  it("keeps the good rows of a list with bad ones", () => {
    const read = parseActions("date,type,ratio\nx,split,2\n2020-01-02,split,2\n2020-01-03,split,");
    expect(read.actions.map(({ line }) => line)).toEqual([3]);
    expect(read.problems.map(({ line }) => line)).toEqual([2, 4]);
  });
});
