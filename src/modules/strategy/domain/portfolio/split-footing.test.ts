import { expect, it } from "vitest";
import { barColumnsOf } from "@/modules/data";
import { DEFAULT_TERMS } from "@/modules/execution";
import { onOneFooting } from "./split-footing";

const time = [0, 10, 20, 30];
const bars = barColumnsOf(time.map((at) => ({ time: at, open: 1, high: 1, low: 1, close: 1, volume: 1 })));
const base = { bars, closeMs: Float64Array.from(time, (at) => at + 10) };
const column = (...values: readonly number[]) => Float64Array.from(values);
const fills = {
  order: column(0, 1, 2),
  bar: column(0, 1, 2),
  quantity: column(10, 5, -40),
  price: column(200, 100, 50),
  commission: column(1, 1, 1),
  cashAfter: column(0, 0, 0),
  positionAfter: column(10, 25, 10),
};

it("puts fills on the footing of what came after every split", () => {
  const actions = [
    { type: "split", atMs: 10, ratio: 2 },
    { type: "dividend", atMs: 15, amount: 1 },
    { type: "split", atMs: 20, ratio: 2 },
  ] as const;
  const footed = onOneFooting(fills, { symbol: "A", base, terms: DEFAULT_TERMS, actions });
  expect([...footed.quantity]).toEqual([40, 10, -40]);
  expect([...footed.price]).toEqual([50, 50, 50]);
  expect([...footed.positionAfter]).toEqual([40, 50, 10]);
});

it("leaves fills alone where nothing was split", () => {
  expect(onOneFooting(fills, { symbol: "A", base, terms: DEFAULT_TERMS })).toBe(fills);
});
