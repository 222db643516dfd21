import type { AppError, AppIssue, ErrorFact } from "../../flows/errors";
import type { Allowance } from "../../platform/identity";
import { statusOf } from "../binary";
import { sayError } from "../say";

/** Refusals of the API for programs: `application/problem+json` of RFC 9457, with the stable kind and the fields at fault. */

/** Refusals of the edge itself, before any flow is asked. */
export const EDGE_PROBLEMS = {
  "key.required": { status: 401, title: "Send a key that works: Authorization: Bearer <key id>.<secret>." },
  "key.scope_too_small": { status: 403, title: "The key does not carry the scope that this takes." },
  "role.trader_required": { status: 403, title: "The key's owner is a viewer, who changes nothing." },
  "route.not_found": { status: 404, title: "There is no such address." },
  "method.refused": { status: 405, title: "The address does not take this method." },
  "request.too_large": { status: 413, title: "The body is larger than 64 KiB." },
  "body.media_type": { status: 415, title: "Send JSON, with content-type: application/json." },
  "body.malformed": { status: 400, title: "The body is no JSON." },
  "input.invalid": { status: 400, title: "Something of the request is not as it must be: see errors." },
  "request.throttled": { status: 429, title: "Too many requests: wait as long as Retry-After says." },
  "server.fault": { status: 500, title: "Something of ours broke. The request id finds it in the log." },
} as const;

export type EdgeProblem = keyof typeof EDGE_PROBLEMS;

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** Stable: what programs branch on. */
  readonly kind: string;
  readonly detail?: string;
  readonly requestId: string;
  readonly facts?: Readonly<Record<string, ErrorFact>>;
  /** Each input at fault, by its path, and what would pass. */
  readonly errors?: readonly AppIssue[];
}

export function edgeProblem(
  kind: EdgeProblem,
  { requestId, issues = [], headers = {} }: ProblemContext & { readonly issues?: readonly AppIssue[] },
): Response {
  const { status, title } = EDGE_PROBLEMS[kind];
  const errors = issues.length === 0 ? {} : { errors: issues };
  return problemResponse({ type: `urn:bifrost:${kind}`, title, status, kind, requestId, ...errors }, headers);
}

interface ProblemContext {
  readonly requestId: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export function refusalProblem(error: AppError, { requestId, headers = {} }: ProblemContext): Response {
  const { kind, path, facts, issues = [] } = error;
  const status = statusOf(error);
  const title = sayError(error);
  // Where a flow names every fault, the first of them is not told twice.
  const at = path === undefined || issues.some((issue) => issue.path === path) ? [] : [{ path, message: title }];
  const errors = [...at, ...issues];
  return problemResponse(
    {
      type: `urn:bifrost:${kind}`,
      title,
      status,
      kind,
      requestId,
      ...(facts === undefined ? {} : { facts }),
      ...(errors.length === 0 ? {} : { errors }),
    },
    headers,
  );
}

function problemResponse(problem: Problem, headers: Readonly<Record<string, string>>): Response {
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { ...headers, "content-type": "application/problem+json", "cache-control": "no-store" },
  });
}

/** What is left of a window, in the headers that clients know. */
export function allowanceHeaders({ allowed, limit, remaining, resetSeconds }: Allowance): Record<string, string> {
  return {
    "ratelimit-limit": String(limit),
    "ratelimit-remaining": String(remaining),
    "ratelimit-reset": String(resetSeconds),
    ...(allowed ? {} : { "retry-after": String(resetSeconds) }),
  };
}
