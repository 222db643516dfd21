import { z } from "zod";
import { COMPARISONS, OBJECTIVES } from "@/modules/strategy";
import { backtestSpec } from "./inputs";

/** What a form may send to search a strategy's parameters; the browser checks with the same schema. Bounds are the domain's. */

const value = z.union([z.number(), z.boolean(), z.string().max(64)]);
const name = z.string().min(1).max(64);

export const parameterRange = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("fixed"), value }),
  z.object({ kind: z.literal("range"), from: z.number(), to: z.number(), step: z.number() }),
  z.object({ kind: z.literal("log"), from: z.number(), to: z.number(), count: z.number() }),
  z.object({ kind: z.literal("choices"), values: z.array(value).max(1_000) }),
]);

export const searchSpec = backtestSpec.omit({ params: true }).extend({
  ranges: z.record(name, parameterRange),
  constraints: z
    .array(z.object({ left: name, comparison: z.enum(COMPARISONS), right: z.union([name, z.number()]) }))
    .max(20)
    .default([]),
  method: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("grid") }),
    z.object({ kind: z.literal("random"), trials: z.number() }),
    z.object({ kind: z.literal("tpe"), trials: z.number() }),
  ]),
  seed: z.number().default(1),
  objective: z.enum(OBJECTIVES).default("sharpe"),
  minTrades: z.number().default(10),
  walkForward: z
    .object({
      mode: z.enum(["rolling", "anchored"]),
      windows: z.number(),
      trainRatio: z.number(),
      embargoBars: z.number(),
    })
    .nullable()
    .default({ mode: "rolling", windows: 5, trainRatio: 3, embargoBars: 0 }),
});

/** Ids of searches, as the server makes them. */
export const searchId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "the id of a search");
