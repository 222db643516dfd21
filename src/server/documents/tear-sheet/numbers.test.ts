import { expect, it } from "vitest";
import { count, money, number, percent, signedMoney, signedPercent } from "./numbers";

it("writes numbers as people read them", () => {
  expect([number(-1234.567), count(1234.4), money(5), signedMoney(5)]).toEqual([
    "\u22121,234.57",
    "1,234",
    "5.00",
    "+5.00",
  ]);
  expect([percent(0.1234), signedPercent(-0.05), signedPercent(0)]).toEqual(["12.34", "\u22125.0", "0.0"]);
  expect([number(null), percent(Number.NaN), signedPercent(undefined)]).toEqual(["n/a", "n/a", "n/a"]);
});
