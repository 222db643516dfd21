import { z } from "zod";
import { unwrap } from "../errors";
import { admin, adminProved, router, signedIn } from "../trpc";
import { resolution } from "./fields";

const keepDays = z.int();

/** What is stored, what it takes, and how long it is kept. */
export const storageRouter = router({
  read: signedIn.query(({ ctx }) => ctx.flows.readStorage()),
  /** Looks through every table that has an age. */
  kept: admin.query(({ ctx }) => ctx.flows.readKept()),
  /** Says what a time would do, and changes nothing. */
  preview: admin
    .input(z.object({ resolution, keepDays }))
    .query(async ({ ctx, input }) => unwrap(await ctx.flows.previewRetention(input.resolution, input.keepDays))),
  /** Deletes what is older: whoever asks proves who they are. */
  keep: adminProved
    .input(z.object({ resolution, keepDays: keepDays.nullable() }))
    .mutation(async ({ ctx, input }) =>
      unwrap(await ctx.flows.setRetention(ctx.actor, input.resolution, input.keepDays)),
    ),
});
