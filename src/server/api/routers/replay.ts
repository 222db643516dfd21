import { unwrap } from "../errors";
import { router, signedIn, trader } from "../trpc";
import { replayControlInput, startReplayInput } from "./replay-inputs";

/** Replays: begun, watched and steered. */
export const replayRouter = router({
  list: signedIn.query(({ ctx }) => ctx.flows.listReplays()),
  start: trader
    .input(startReplayInput)
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.startReplay(ctx.actor, input))),
  control: trader
    .input(replayControlInput)
    .mutation(async ({ ctx, input }) =>
      unwrap(await ctx.flows.controlReplay(ctx.actor, input.replayId, input.control)),
    ),
});
