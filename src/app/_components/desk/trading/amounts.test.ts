import { expect, it } from "vitest";
import { readDecimal, stepText, writeMoney, writeQty } from "./amounts";

it.each([
  ["1,234.50", "1234.5"],
  ["1 234", "1234"],
  ["1'000", "1000"],
  ["\u22122", "-2"],
  ["", undefined],
  ["1.2.3", undefined],
  ["0x10", undefined],
])("reads %j as %s", (text, value) => {
  expect(readDecimal(text)?.toFixed()).toBe(value);
});

it.each([
  ["10", "1", 1, "11"],
  ["10", "1", -10, "1"],
  ["", "0.05", 1, "0.05"],
  ["99.51", "0.05", 1, "99.55"],
  ["99.51", "0.05", -1, "99.5"],
  ["0.1", "0.1", 2, "0.3"],
])("steps %j by %s times %d to %s", (text, step, steps, next) => {
  expect(stepText(text, step, steps)).toBe(next);
});

it("writes quantities with their own digits and money with those of its currency", () => {
  expect([writeQty("1200"), writeQty("-0.0150"), writeMoney("1234.5", "USD"), writeMoney("-3", "JPY", true)]).toEqual([
    "1,200",
    "\u22120.0150",
    "1,234.50",
    "\u22123",
  ]);
  expect(writeMoney(null, "USD")).toBe("n/a");
});
