import type { AppErrorKind, Failure } from "./failure-kinds";

/** Refusal of a route that does not speak tRPC: binary columns, uploads. Body `{"error": {"kind", ...}}`. */
export class RouteError extends Error {
  override readonly name = "RouteError";
  readonly status: number;
  readonly failure: Failure;

  constructor(status: number, failure: Failure) {
    super(failure.kind);
    this.status = status;
    this.failure = failure;
  }
}

/** Whether it reads as a kind of ours; whether there is a text for it is seen where it is told. */
function isKind(kind: unknown): kind is AppErrorKind {
  return typeof kind === "string" && /^[a-z_]{1,40}\.[a-z_]{1,60}$/.test(kind);
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function factsOf(value: unknown): Failure["facts"] {
  const facts = Object.entries(recordOf(value)).filter(
    (entry): entry is [string, string | number | boolean | null] => entry[1] === null || typeof entry[1] !== "object",
  );
  return Object.fromEntries(facts);
}

function fallbackKind(status: number): Failure["kind"] {
  if (status === 0) return "connection.lost";
  if (status === 401) return "session.required";
  if (status === 403) return "role.required";
  if (status === 413) return "upload.too_large";
  if (status === 429) return "request.throttled";
  return status < 500 ? "input.invalid" : "server.fault";
}

/** The failure that an answer other than 2xx stands for. Status 0 is "no answer"; a body that says nothing is taken as none. */
export function routeError(status: number, body: unknown, requestId: string | null): RouteError {
  const error = recordOf(recordOf(body)["error"]);
  const { kind } = error;
  const path = typeof error["path"] === "string" ? error["path"] : null;
  return new RouteError(status, {
    kind: isKind(kind) ? kind : fallbackKind(status),
    otherwise: fallbackKind(status),
    path,
    facts: factsOf(error["facts"]),
    issues: [],
    requestId,
    retryable: status === 0 || status >= 500,
  });
}

/** The same from a `Response`. Reads its body. */
export async function routeErrorOf(response: Response): Promise<RouteError> {
  const isJson = (response.headers.get("content-type") ?? "").includes("json");
  const body: unknown = isJson ? await response.json() : null;
  return routeError(response.status, body, response.headers.get("x-request-id"));
}

/** Fetches bytes. Throws a {@link RouteError} for a refusal and for a lost connection; lets an abort through as it is. */
export async function fetchBytes(address: string, signal: AbortSignal): Promise<Uint8Array> {
  const response = await fetch(address, { signal }).catch((error: unknown) => {
    if (signal.aborted) throw error;
    throw routeError(0, null, null);
  });
  if (!response.ok) throw await routeErrorOf(response);
  return new Uint8Array(await response.arrayBuffer());
}
