import { z } from "zod";
import { ACCOUNT_KINDS, BATCH_KINDS, CHART, LOT_METHODS, MEMBER_ROLES } from "@/modules/portfolio";
import { unwrap } from "../errors";
import { router, signedIn, trader } from "../trpc";
import { currency, cursor, symbol } from "./fields";

/** Of an account or an order. */
const id = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "an id of 1 to 64 of A-Z a-z 0-9 . _ -");
const batchId = z.string().regex(/^\d{1,18}$/, "the number of a batch");
/** What they must be is said by the flow, which names the field: the same words on every way in. */
const typed = z.string().max(100, "at most 100 characters");
const idempotencyKey = z
  .string()
  .regex(/^[A-Za-z0-9._-]{8,64}$/, "8 to 64 of A-Z a-z 0-9 . _ -, a new one for each entry");

const told = { at: typed.nullable().default(null), note: z.string().max(2_000).nullable().default(null) };
const money = z.object({ currency: typed, amount: typed });
const entry = z.discriminatedUnion("kind", [
  z.object({
    kind: z.enum(["deposit", "withdrawal", "interest", "funding", "fee"]),
    currency: typed,
    amount: typed,
    ...told,
  }),
  z.object({ kind: z.literal("dividend"), symbol, currency: typed, amount: typed, ...told }),
  z.object({ kind: z.literal("split"), symbol, ratio: typed, ...told }),
  z.object({ kind: z.literal("exchange"), paid: money, received: money, ...told }),
  z.object({
    kind: z.literal("adoption"),
    symbol,
    side: z.enum(["buy", "sell"]),
    qty: typed,
    price: typed,
    fee: typed.nullable().default(null),
    ...told,
  }),
]);

/** Accounts and their ledger. Whose account somebody may see and change is decided in the flows. */
export const accountsRouter = router({
  list: signedIn.query(({ ctx }) => ctx.flows.listAccounts(ctx.actor)),
  get: signedIn
    .input(z.object({ accountId: id }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.readAccount(ctx.actor, input.accountId))),
  members: signedIn
    .input(z.object({ accountId: id }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.listMembers(ctx.actor, input.accountId))),
  setMember: trader
    .input(z.object({ accountId: id, email: z.string().max(320), role: z.enum(MEMBER_ROLES) }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.setMember(ctx.actor, input))),
  removeMember: signedIn
    .input(z.object({ accountId: id, userId: id }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.removeMember(ctx.actor, input))),
  positions: signedIn
    .input(z.object({ accountId: id }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.listPositions(ctx.actor, input.accountId))),
  lots: signedIn
    .input(z.object({ accountId: id, symbol }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.listLots(ctx.actor, input))),
  days: signedIn
    .input(z.object({ accountId: id }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.listDailyValues(ctx.actor, input.accountId))),
  ledger: signedIn
    .input(
      z.object({
        accountId: id,
        chart: z.enum(CHART).nullable().default(null),
        symbol: symbol.nullable().default(null),
        currency: currency.nullable().default(null),
        orderId: id.nullable().default(null),
        kind: z.enum(BATCH_KINDS).nullable().default(null),
        cursor,
        limit: z.number().int().min(1).max(200).default(50),
      }),
    )
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.listBatches(ctx.actor, input))),
  entry: signedIn
    .input(z.object({ batchId }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.readBatch(ctx.actor, input.batchId))),
  create: trader
    .input(
      z.object({
        name: z.string().max(200),
        portfolioName: z.string().max(200).nullable().default(null),
        kind: z.enum(ACCOUNT_KINDS).default("paper"),
        baseCurrency: typed,
        lotMethod: z.enum(LOT_METHODS).default("fifo"),
        settleDays: z.number().int().default(1),
        openingCash: typed.nullable().default(null),
      }),
    )
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.createAccount(ctx.actor, input))),
  archive: trader
    .input(z.object({ accountId: id }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.archiveAccount(ctx.actor, input.accountId))),
  book: trader
    .input(z.object({ accountId: id, idempotencyKey, entry }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.bookEntry(ctx.actor, input))),
  reverse: trader
    .input(z.object({ batchId, reason: z.string().max(2_000) }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.reverseBatch(ctx.actor, input))),
});
