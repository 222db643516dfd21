import { z } from "zod";
import { unwrap } from "../errors";
import { admin, router, signedIn, trader } from "../trpc";
import { cursor } from "./fields";

const feed = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "a feed's id, such as yahoo");
const no = z.int().min(1);
/** Long enough for any key there is; which parts a feed has is its provider's to say. */
const keyParts = z.record(z.string().max(64), z.string().max(4_096));
const addresses = z.record(z.string().max(64), z.string().trim().max(300).nullable());

const searchText = z
  .string()
  .trim()
  .min(1, "at least one character")
  .max(64)
  .regex(/^\P{C}+$/u, "letters, digits and marks");

export const feedRouter = router({
  list: signedIn.query(({ ctx }) => ctx.flows.listFeeds()),
  change: admin
    .input(z.object({ feed, enabled: z.boolean().optional(), addresses: addresses.optional() }))
    .mutation(async ({ ctx, input }) => {
      const { enabled, addresses: set } = input;
      const change = {
        ...(enabled === undefined ? {} : { enabled }),
        ...(set === undefined ? {} : { addresses: set }),
      };
      return unwrap(await ctx.flows.changeFeed(ctx.actor, input.feed, change));
    }),
  /** Write-only: no procedure gives a key out again. */
  setKey: admin
    .input(z.object({ feed, key: keyParts }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.setFeedKey(ctx.actor, input.feed, input.key))),
  removeKey: admin
    .input(z.object({ feed }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.removeFeedKey(ctx.actor, input.feed))),
  test: trader
    .input(z.object({ feed }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.testFeed(ctx.actor, input.feed))),
  search: trader
    .input(z.object({ text: searchText }))
    .mutation(({ ctx, input }) => ctx.flows.searchFeeds(ctx.actor, input.text)),
  found: signedIn
    .input(z.object({ searchId: z.string().min(1).max(64) }))
    .query(({ ctx, input }) => ctx.flows.feedSearch(input.searchId)),
  folderFiles: signedIn
    .input(
      z.object({
        state: z.enum(["waiting", "imported", "refused", "gone"]).nullable().default(null),
        cursor: z.string().max(1_024).nullable().default(null),
        limit: z.int().min(1).max(100).default(50),
      }),
    )
    .query(({ ctx, input }) => ctx.flows.listFolderFiles(input)),
  quarantine: signedIn
    .input(
      z.object({
        status: z.enum(["open", "released", "discarded"]).default("open"),
        feed: feed.nullable().default(null),
        reason: z.string().max(64).nullable().default(null),
        cursor,
        limit: z.int().min(1).max(100).default(50),
      }),
    )
    .query(({ ctx, input }) => ctx.flows.listQuarantine(input)),
  quarantineCounts: signedIn.query(({ ctx }) => ctx.flows.quarantineCounts()),
  release: trader
    .input(z.object({ no }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.releaseQuarantined(ctx.actor, input.no))),
  discard: trader
    .input(z.object({ no }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.discardQuarantined(ctx.actor, input.no))),
});
