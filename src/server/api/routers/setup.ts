import { z } from "zod";
import { unwrap } from "../errors";
import { anyone, router } from "../trpc";
import { currency, email, password } from "./fields";

export const setUpInput = z.object({
  token: z.string().min(1).max(200),
  email,
  name: z.string().trim().max(80).default(""),
  password,
  baseCurrency: currency,
  timeZone: z.string().min(1).max(64),
  sampleData: z.boolean(),
});

export const setupRouter = router({
  state: anyone.query(({ ctx }) => ctx.flows.setUpState()),
  checkToken: anyone
    .input(z.object({ token: z.string().max(200) }))
    .query(async ({ ctx, input }) => ({ valid: await ctx.flows.checkSetUpToken(input.token) })),
  complete: anyone
    .input(setUpInput)
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.setUp(input, { ...ctx.actor, kind: "setup" }))),
});
