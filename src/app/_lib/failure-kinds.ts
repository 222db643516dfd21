import type { RouterOutputs } from "@/server/api/root";

export type JobError = NonNullable<RouterOutputs["job"]["get"]["error"]>;
export type AppError = Exclude<JobError, { readonly requestId: string }>;
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
  /** The kind whose text is told where there is none for `kind`: a server may be newer than the page. Not given: the server's fault. */
  readonly otherwise?: AppErrorKind | TransportKind;
  /** The input at fault, as a path. */
  readonly path: string | null;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
  readonly issues: readonly { readonly path: string; readonly message: string }[];
  /** What to quote when asking for help; finds the lines of the log. */
  readonly requestId: string | null;
  /** Whether asking again could give another answer. */
  readonly retryable: boolean;
}
