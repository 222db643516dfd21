import { expect, it } from "vitest";
import { ledgerHref } from "./ledger-href";

it("names the account and what was asked for, as an address takes it", () => {
  expect(ledgerHref("a-1", { chart: "realized" })).toBe("/portfolio/ledger?account=a-1&chart=realized");
  expect(ledgerHref("a-1", { postings: "^GSPC", entry: "7" })).toBe(
    "/portfolio/ledger?account=a-1&postings=%5EGSPC&entry=7",
  );
  expect(ledgerHref("a-1", { chart: null })).toBe("/portfolio/ledger?account=a-1");
});
