import { isTRPCClientError } from "@trpc/client";
import type { AppRouter } from "@/server/api/root";
import type { AppError, Failure, JobError, TransportKind } from "./failure-kinds";
import { RouteError } from "./route-error";

export type { Failure } from "./failure-kinds";

const NOTHING = { path: null, facts: {}, issues: [] } as const;

function transport(kind: TransportKind, requestId: string | null, retryable: boolean): Failure {
  return { ...NOTHING, kind, requestId, retryable };
}

function fromAppError(error: AppError, requestId: string | null): Failure {
  return {
    kind: error.kind,
    path: error.path ?? null,
    facts: error.facts ?? {},
    issues: error.issues ?? [],
    requestId,
    retryable: false,
  };
}

/** What a job row says about its end. */
export function fromJobError(error: JobError): Failure {
  return error.kind === "job.fault" ? transport("job.fault", error.requestId, false) : fromAppError(error, null);
}

const KIND_BY_CODE = new Map<string, TransportKind>([
  ["UNAUTHORIZED", "session.required"],
  ["FORBIDDEN", "role.required"],
  ["BAD_REQUEST", "input.invalid"],
  ["PARSE_ERROR", "input.invalid"],
  ["UNPROCESSABLE_CONTENT", "input.invalid"],
  ["TOO_MANY_REQUESTS", "request.throttled"],
]);

/** Any thrown value as a failure. Never throws, never looks into messages. */
export function toFailure(error: unknown): Failure {
  if (error instanceof RouteError) return error.failure;
  if (!isTRPCClientError<AppRouter>(error)) return transport("page.fault", null, false);
  const data = error.data;
  if (data === undefined || data === null) return transport("connection.lost", null, true);
  if (data.appError !== null) return fromAppError(data.appError, data.requestId);
  const kind = KIND_BY_CODE.get(data.code);
  return kind === undefined ? transport("server.fault", data.requestId, true) : transport(kind, data.requestId, false);
}
