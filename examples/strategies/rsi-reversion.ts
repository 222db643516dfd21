import { defineStrategy, rsi, z } from "bifrost";

/** Long only, on closes: when flat and the RSI is under `oversold`, buy; when long and it is over `exit`, sell all. */
export default defineStrategy({
  title: "RSI reversion",
  description:
    "Buys after a fall, when the relative strength index is low, and sells everything once it has recovered. Has no stop: a fall that goes on is held.",
  category: "reversion",
  source:
    "Wilder 1978, New Concepts in Technical Trading Systems; Connors and Alvarez 2009, Short Term Trading Strategies That Work",
  parameters: {
    length: z.int().min(1).max(100_000).default(14).meta({ title: "RSI length", unit: "bars" }),
    oversold: z.number().min(0).max(100).default(30).meta({ title: "Buy below", unit: "RSI, 0 to 100", step: 1 }),
    exit: z.number().min(0).max(100).default(55).meta({ title: "Sell above", unit: "RSI, 0 to 100", step: 1 }),
    quantity: z.number().min(1e-8).max(1e9).default(10).meta({ title: "Quantity", unit: "units", step: 1 }),
  },
  check: ({ oversold, exit }) =>
    oversold <= exit ? [] : [{ path: "oversold", message: `at most exit, which is ${exit}` }],
  warmUpBars: ({ length }) => length + 1,
  indicators: ({ length }) => ({ strength: rsi(length) }),
  onBar({ desk, indicators: { strength }, params }) {
    if (desk.position === 0 && strength < params.oversold) desk.buy(params.quantity);
    else if (desk.position > 0 && strength > params.exit) desk.sell(desk.position);
  },
});
