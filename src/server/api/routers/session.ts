import { z } from "zod";
import { unwrap } from "../errors";
import { enrolling, router, signedIn } from "../trpc";
import { password, sessionId } from "./fields";

export const preferencesChange = z
  .object({
    theme: z.enum(["system", "dark", "light"]),
    pnlColors: z.enum(["safe", "redgreen"]),
    density: z.enum(["compact", "normal"]),
    language: z.enum(["auto", "en", "de"]),
    tour: z.enum(["new", "seen"]),
    timeZone: z.string().min(1).max(64),
  })
  .partial();

export const sessionRouter = router({
  me: enrolling.query(async ({ ctx }) => ({
    user: ctx.session.user,
    sessionId: ctx.session.sessionId,
    installation: await ctx.flows.installation(),
  })),
  list: signedIn.query(({ ctx }) => ctx.flows.listSessions(ctx.session.user.userId, ctx.session.sessionId)),
  revoke: signedIn
    .input(z.object({ sessionId }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.revokeSession(ctx.actor, input.sessionId))),
  /** Every browser of the person but this one. */
  revokeOthers: signedIn.mutation(async ({ ctx }) => unwrap(await ctx.flows.endOtherSessions(ctx.actor))),
  updatePreferences: signedIn.input(preferencesChange).mutation(async ({ ctx, input }) => {
    const { timeZone, theme, pnlColors, density, language, tour } = input;
    const change = {
      ...(theme === undefined ? {} : { theme }),
      ...(pnlColors === undefined ? {} : { pnlColors }),
      ...(density === undefined ? {} : { density }),
      ...(language === undefined ? {} : { language }),
      ...(tour === undefined ? {} : { tour }),
      ...(timeZone === undefined ? {} : { timeZone }),
    };
    return unwrap(await ctx.flows.updatePreferences(ctx.actor, change));
  }),
  changePassword: signedIn
    .input(z.object({ current: z.string().max(256), next: password }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.changePassword(ctx.actor, input.current, input.next))),
});
