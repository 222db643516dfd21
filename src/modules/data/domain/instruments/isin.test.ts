import { expect, it } from "vitest";
import { isIsin } from "./isin";

// As the issuers publish them: Apple, SAP, Nestlé, Roche, and a bond of the US Treasury.
it.each(["US0378331005", "DE0007164600", "CH0038863350", "CH0012032048", "US912810TD00"])("takes %s", (isin) => {
  expect(isIsin(isin)).toBe(true);
});

it.each(["US0378331006", "us0378331005", "US037833100", "US03783310050", "", "0378331005US"])("refuses %j", (text) => {
  expect(isIsin(text)).toBe(false);
});

it("notices any single digit that is mistyped", () => {
  const right = "US0378331005";
  for (let at = 2; at < right.length; at += 1) {
    for (const digit of "0123456789") {
      if (digit === right[at]) continue;
      expect(isIsin(right.slice(0, at) + digit + right.slice(at + 1)), `${digit} at ${at}`).toBe(false);
    }
  }
});
