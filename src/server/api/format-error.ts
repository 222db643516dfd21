import type { TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import type { AppError, AppIssue } from "../flows/errors";
import { AppErrorCause } from "./errors";

/** More issues than a form has fields say nothing more. */
const ISSUES_MAX = 50;

export interface ErrorFacts {
  /** For people who read the network log; never a fault's own text, which may name what is inside. */
  readonly message: string;
  readonly data: {
    readonly requestId: string | null;
    /** A refusal as data: the client reads this, never the message. */
    readonly appError: AppError | null;
    /** Which inputs the edge refused. */
    readonly issues: readonly AppIssue[];
  };
}

/** What of an error leaves the server. A fault leaves only its request id, which finds the line in the log. */
export function formatError(error: TRPCError, requestId: string | null): ErrorFacts {
  const appError = error.cause instanceof AppErrorCause ? error.cause.appError : null;
  const issues = error.cause instanceof ZodError ? issuesOf(error.cause) : [];
  const isFault = error.code === "INTERNAL_SERVER_ERROR" && appError === null;
  const message = isFault ? "server.fault" : issues.length > 0 ? "input.invalid" : error.message;
  return { message, data: { requestId, appError, issues } };
}

function issuesOf(error: ZodError): readonly AppIssue[] {
  return error.issues.slice(0, ISSUES_MAX).map(({ path, message }) => ({ path: path.join("."), message }));
}
