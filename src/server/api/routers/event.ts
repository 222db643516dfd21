import { tracked } from "@trpc/server";
import { z } from "zod";
import { router, signedIn } from "../trpc";

export const eventRouter = router({
  /**
   * The one stream a browser holds. Each item carries the id to resume from; a dropped connection comes back with the
   * last id it saw and misses nothing. Ends when the session ends.
   */
  stream: signedIn
    .input(z.object({ lastEventId: z.string().max(40).nullish() }).optional())
    .subscription(async function* ({ ctx, input, signal }) {
      const stop = signal ?? new AbortController().signal;
      for await (const item of ctx.news.follow(ctx.session, input?.lastEventId ?? null, stop)) {
        yield tracked(item.id, { topic: item.topic, payload: item.payload });
      }
    }),
});
