import { initTRPC, TRPCError } from "@trpc/server";
import superjson from "superjson";
import type { RequestContext } from "./context";
import { formatError } from "./format-error";

const t = initTRPC.context<RequestContext>().create({
  transformer: superjson,
  errorFormatter: ({ shape, error, ctx }) => {
    const { message, data } = formatError(error, ctx?.requestId ?? null);
    return { ...shape, message, data: { ...shape.data, stack: undefined, ...data } };
  },
});

export const router = t.router;
export const createCaller = t.createCallerFactory;

/** Anyone who can reach the server. Only set-up and sign-in state stand on this. */
export const anyone = t.procedure;

/** A person with a live session. Narrows the context to that session. */
export const signedIn = t.procedure.use(({ ctx, next }) => {
  if (ctx.session === null) throw new TRPCError({ code: "UNAUTHORIZED", message: "session.required" });
  return next({ ctx: { ...ctx, session: ctx.session } });
});

/** May import data and run backtests: everyone but viewers. */
export const trader = signedIn.use(({ ctx, next }) => {
  if (ctx.session.user.role === "viewer") throw new TRPCError({ code: "FORBIDDEN", message: "role.trader_required" });
  return next();
});

export const admin = signedIn.use(({ ctx, next }) => {
  if (ctx.session.user.role !== "admin") throw new TRPCError({ code: "FORBIDDEN", message: "role.admin_required" });
  return next();
});
