import { expect, it } from "vitest";
import type { Failure } from "@/app/_lib/failure";
import { fieldOf } from "./place-refusal";

const failure = (path: string | null): Failure => ({
  kind: "input.invalid",
  path,
  facts: {},
  issues: [],
  requestId: null,
  retryable: false,
});

it.each([
  ["qty", "size"],
  ["request.limitPrice", "limitPrice"],
  ["takeProfit.limitPrice", "takeProfit"],
  ["trailAmount", "trail"],
  ["accountId", null],
  [null, null],
])("a refusal of %s stands at %s", (path, field) => {
  expect(fieldOf(failure(path))).toBe(field);
});
