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
  throw refuse(result.error);
}

/** The refusal as what tRPC throws. */
export function refuse(error: AppError): TRPCError {
  return new TRPCError({ code: CODE_BY_KIND[error.kind], message: error.kind, cause: new AppErrorCause(error) });
}
