import { expect, it } from "vitest";
import { stepsLeft } from "./first-steps";

const NONE = { data: false, account: false, backtest: false, order: false, limit: false };

it("begins with data, and goes on with what is still to do", () => {
  expect(stepsLeft(NONE)).toMatchObject({ done: 0, next: "data" });
  expect(stepsLeft({ ...NONE, data: true, account: true, order: true })).toMatchObject({ done: 3, next: "backtest" });
});

it("is over when every step was taken", () => {
  expect(stepsLeft({ data: true, account: true, backtest: true, order: true, limit: true })).toBeNull();
});

it("says nothing before all of it is known", () => {
  expect(stepsLeft({ ...NONE, order: undefined })).toBeUndefined();
});
