import { expect, it } from "vitest";
import { EpochMs } from "@/modules/_kernel";
import { accountsMeant } from "./account-id";

const account = (accountId: string, name: string) => ({ accountId, name, archivedAt: null });
const ALL = [
  account("1", "Paper"),
  account("2", "Drill"),
  { ...account("3", "Drill"), archivedAt: EpochMs.of(1) },
  account("4", "Twice"),
  account("5", "Twice"),
  account("6", "2"),
];

it.each([
  ["an id", "1", ["1"]],
  ["the id of an archived one", "3", ["3"]],
  ["a name, of those in use", "Drill", ["2"]],
  ["a name that several have", "Twice", ["4", "5"]],
  ["an id before a name", "2", ["2"]],
  ["what nobody has", "paper", []],
])("takes %s", (_what, wanted, meant) => {
  expect(accountsMeant(ALL, wanted)).toEqual(meant);
});
