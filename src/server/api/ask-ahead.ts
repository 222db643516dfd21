import { callTRPCProcedure, TRPCError } from "@trpc/server";
import { currentScope } from "../infra/request-scope";
import { type BrowserSession, contextOf, type RequestContext } from "./context";
import type { Call } from "./read-ahead";

interface Logger {
  error(facts: object, message: string): void;
}

export interface AskAheadDeps extends Pick<RequestContext, "flows" | "live" | "nowMs"> {
  readonly logger: Logger;
}

/** Answers one query of the API for `session`, with the refusals that it would have in a request of its own. A fault is logged here. */
export type AskAhead = (session: BrowserSession, call: Call) => Promise<unknown>;

/** The API for pages that are drawn in this process. */
export function makeAskAhead({ logger, ...parts }: AskAheadDeps): AskAhead {
  // With the first page, not with every start of a process that shares this file.
  const load = async () => (await import("./root")).appRouter;
  return async (session, { path, input }) => {
    const router = await load();
    const ctx = contextOf(session, currentScope()?.requestId ?? crypto.randomUUID(), parts);
    const getRawInput = () => Promise.resolve(input);
    try {
      return await callTRPCProcedure({
        router,
        path,
        getRawInput,
        ctx,
        type: "query",
        signal: undefined,
        batchIndex: 0,
      });
    } catch (error) {
      if (error instanceof TRPCError && error.code === "INTERNAL_SERVER_ERROR")
        logger.error({ error: error.cause ?? error, path, type: "ahead" }, "Procedure failed");
      throw error;
    }
  };
}
