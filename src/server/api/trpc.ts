import { initTRPC, TRPCError } from "@trpc/server";
import superjson from "superjson";
import type { BrowserSession, RequestContext } from "./context";
import { refuse } from "./errors";
import { formatError } from "./format-error";
import { isProved } from "./proof";
import { hiddenIn } from "./visible-text";

const t = initTRPC.context<RequestContext>().create({
  transformer: superjson,
  errorFormatter: ({ shape, error, ctx }) => {
    const { message, data } = formatError(error, ctx?.requestId ?? null);
    return { ...shape, message, data: { ...shape.data, stack: undefined, ...data } };
  },
});

export const router = t.router;
export const createCaller = t.createCallerFactory;

/** No text of any input holds what cannot be seen, whichever procedure takes it. */
const visible = t.middleware(async ({ getRawInput, next }) => {
  const hidden = hiddenIn(await getRawInput());
  if (hidden === null) return next();
  const { path, character } = hidden;
  throw refuse({ kind: "text.invisible", path, facts: { character } });
});

/** Anyone who can reach the server. Only set-up and sign-in state stand on this. */
export const anyone = t.procedure.use(visible);

/**
 * A person with a live session, who may still have to set up a second factor. Only what that takes stands on this. Narrows
 * the context to that session.
 */
export const enrolling = t.procedure
  .use(({ ctx, next }) => {
    if (ctx.session === null) throw new TRPCError({ code: "UNAUTHORIZED", message: "session.required" });
    return next({ ctx: { ...ctx, session: ctx.session } });
  })
  .use(visible);

/** A person with a live session, and the factors that their role needs. */
export const signedIn = enrolling.use(({ ctx, next }) => {
  if (ctx.session.factorDue) throw refuse({ kind: "auth.factor_due" });
  return next();
});

/** Refuses where nobody proved lately who they are: the browser asks them, and sends the same again. */
export function requireProof({
  session,
  nowMs,
}: {
  readonly session: BrowserSession;
  readonly nowMs: () => number;
}): void {
  if (!isProved(session, nowMs())) throw refuse({ kind: "auth.reauthenticate" });
}

/** May import data and run backtests: everyone but viewers. */
export const trader = signedIn.use(({ ctx, next }) => {
  if (ctx.session.user.role === "viewer") throw new TRPCError({ code: "FORBIDDEN", message: "role.trader_required" });
  return next();
});

export const admin = signedIn.use(({ ctx, next }) => {
  if (ctx.session.user.role !== "admin") throw new TRPCError({ code: "FORBIDDEN", message: "role.admin_required" });
  return next();
});

/** The same, for what a thief at an open browser would do first: each wants a proof of the last five minutes. */
export const enrollingProved = enrolling.use(({ ctx, next }) => {
  requireProof(ctx);
  return next();
});
export const signedInProved = signedIn.use(({ ctx, next }) => {
  requireProof(ctx);
  return next();
});
export const adminProved = admin.use(({ ctx, next }) => {
  requireProof(ctx);
  return next();
});
