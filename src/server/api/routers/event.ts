import { z } from "zod";
import { unwrap } from "../errors";
import { router, signedIn } from "../trpc";

/** Instruments that one browser shows at most, over all its tabs; the hub has the same bound. */
const SHOWN_MAX = 500;
const INSTRUMENT_ID_MAX = 2_147_483_647;

/** Made by the browser, once for each of its streams (`web/event-route.ts`). */
const viewId = z.string().regex(/^[A-Za-z0-9-]{8,64}$/, "8 to 64 of A-Z a-z 0-9 -");

export const eventRouter = router({
  /** Says which instruments the view shows now, all of them: only their quotes are sent. */
  show: signedIn
    .input(z.object({ viewId, instrumentIds: z.array(z.int().min(1).max(INSTRUMENT_ID_MAX)).max(SHOWN_MAX) }))
    .mutation(async ({ ctx, input }) => {
      const shown = await ctx.live.show(ctx.session.sessionId, input.viewId, input.instrumentIds);
      return unwrap(shown ? { ok: true, value: null } : { ok: false, error: { kind: "view.refused", path: "viewId" } });
    }),
});
