import { TRPCError } from "@trpc/server";
import type { Result } from "@/modules/_kernel";
import { type AppError, CODE_BY_KIND } from "../flows/errors";

/** Carries a refusal through tRPC, so that the client gets it as data. */
export class AppErrorCause extends Error {
  override readonly name = "AppErrorCause";
  readonly appError: AppError;

  constructor(appError: AppError) {
    super(appError.kind);
    this.appError = appError;
  }
}

/** The one place where a refusal becomes a transport error. */
export function unwrap<T>(result: Result<T, AppError>): T {
  if (result.ok) return result.value;
  const cause = new AppErrorCause(result.error);
  throw new TRPCError({ code: CODE_BY_KIND[result.error.kind], message: result.error.kind, cause });
}
