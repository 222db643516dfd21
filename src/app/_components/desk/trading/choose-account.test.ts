import { expect, it } from "vitest";
import { chooseAccount } from "./choose-account";

const account = (accountId: string, kind: "paper" | "external", archivedAt: number | null = null) =>
  ({ accountId, kind, archivedAt }) as Parameters<typeof chooseAccount>[0][number];
const accounts = [
  account("old", "paper", 5),
  account("broker", "external"),
  account("one", "paper"),
  account("two", "paper"),
];

it.each([
  ["the one of the address", ["two", "one"], "two"],
  ["the last one where the address names none", [null, "two"], "two"],
  ["the last one where the address names one that is not there", ["gone", "two"], "two"],
  ["an archived one that is asked for", ["old", null], "old"],
  ["else the first that takes orders", [null, "gone"], "one"],
] as const)("is %s", (_what, wanted, chosen) => {
  expect(chooseAccount(accounts, wanted)?.accountId).toBe(chosen);
});

it("is one that takes no orders rather than none, and none where there is none", () => {
  expect(chooseAccount([account("broker", "external")], [null])?.accountId).toBe("broker");
  expect(chooseAccount([], ["one"])).toBeNull();
});
