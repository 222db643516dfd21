import { z } from "zod";
import { depthKeyOf } from "@/modules/data";
import { unwrap } from "../errors";
import { router, signedIn } from "../trpc";

/** Instruments that one browser shows at most, over all its tabs; the hub has the same bound. */
const SHOWN_MAX = 500;
const INSTRUMENT_ID_MAX = 2_147_483_647;
/** Instruments whose depth one browser shows: one for each of some windows. */
const DEPTHS_MAX = 8;
const instrumentId = z.int().min(1).max(INSTRUMENT_ID_MAX);

/** Made by the browser, once for each of its streams (`web/event-route.ts`). */
const viewId = z.string().regex(/^[A-Za-z0-9-]{8,64}$/, "8 to 64 of A-Z a-z 0-9 -");

export const eventRouter = router({
  /** Says which instruments the view shows now, all of them: only their quotes are sent, and the depth of those that it asks for. */
  show: signedIn
    .input(
      z.object({
        viewId,
        instrumentIds: z.array(instrumentId).max(SHOWN_MAX),
        depthIds: z.array(instrumentId).max(DEPTHS_MAX, `at most ${DEPTHS_MAX} at once`).default([]),
      }),
    )
    .mutation(async ({ ctx, input }) => {
      const keys = [...input.depthIds.map(depthKeyOf), ...input.instrumentIds];
      const shown = await ctx.live.show(ctx.session.sessionId, input.viewId, keys);
      return unwrap(shown ? { ok: true, value: null } : { ok: false, error: { kind: "view.refused", path: "viewId" } });
    }),
});
