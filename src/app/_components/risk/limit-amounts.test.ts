import { describe, expect, it } from "vitest";
import { moneyText, numberText } from "./limit-amounts";

describe("amounts of limits", () => {
  it.each([
    ["1000000", "1,000,000"],
    ["20000.0000", "20,000"],
    ["30087.2076", "30,087.21"],
    ["-12.5", "−12.50"],
    ["0.0015", "0.0015"],
    ["0", "0"],
  ])("show money whole or to the cent: %s", (text, shown) => {
    expect(moneyText(text)).toBe(shown);
  });

  it("show other numbers with at most four digits after the point", () => {
    expect(numberText("1.23456789")).toBe("1.2346");
    expect(numberText("1.5")).toBe("1.5");
  });
});
