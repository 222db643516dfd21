import { isTRPCClientError } from "@trpc/client";
import type { AppRouter, RouterOutputs } from "@/server/api/root";
import { RouteError } from "./route-error";

type JobError = NonNullable<RouterOutputs["job"]["get"]["error"]>;
type AppError = Exclude<JobError, { readonly requestId: string }>;
export type AppErrorKind = AppError["kind"];

/** What can go wrong between a page and its server, beside what the server refuses. */
export type TransportKind =
  | "connection.lost"
  | "session.required"
  | "role.required"
  | "input.invalid"
  | "request.throttled"
  | "server.fault"
  | "job.fault"
  | "page.fault";

/** A failure in one shape, whatever it came from: its kind is the key of its text, `errors.<kind>`. */
export interface Failure {
  readonly kind: AppErrorKind | TransportKind;
  /** The input at fault, as a path. */
  readonly path: string | null;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
  readonly issues: readonly { readonly path: string; readonly message: string }[];
  /** What to quote when asking for help; finds the lines of the log. */
  readonly requestId: string | null;
  /** Whether asking again could give another answer. */
  readonly retryable: boolean;
}

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
