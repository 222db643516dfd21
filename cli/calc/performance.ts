import { z } from "zod";
import { ok } from "@/modules/_kernel";
import { internalRate, timeWeightedReturn } from "@/modules/portfolio";
import { defineCalculator } from "./answer";
import { date, list } from "./fields";

const money = z.number("a finite number");

const xirrInput = z.strictObject({
  flows: list(z.strictObject({ date, amount: money.describe("Out of the pocket negative, back into it positive.") })),
  dayCount: z.literal("act/365f", '"act/365f"').default("act/365f"),
});

/** The yearly rate at which dated flows add up to nothing. */
export const xirr = defineCalculator({
  name: "xirr",
  summary: "the yearly internal rate of return of dated flows",
  input: xirrInput,
  answer: ({ flows }) => ok({ rate: internalRate(flows.map((flow) => ({ atMs: flow.date, amount: flow.amount }))) }),
});

const twrInput = z.strictObject({
  values: list(
    z.strictObject({
      date,
      value: money.describe("At the end of the date, its flow included."),
      flow: money.describe("What came in (positive) or left on the date; the first row's is not looked at."),
    }),
  ),
});

/** Growth of a portfolio whatever came in and left. */
export const twr = defineCalculator({
  name: "twr",
  summary: "time-weighted return of dated values and flows",
  input: twrInput,
  answer: ({ values }) =>
    ok(timeWeightedReturn(values.map((each) => ({ atMs: each.date, value: each.value, flow: each.flow })))),
});
