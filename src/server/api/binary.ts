import type { AppError } from "../flows/errors";
import { CODE_BY_KIND } from "../flows/errors";
import type { Logger } from "../infra/logger";

/** Answers of the routes that do not speak tRPC: columns out, files in. */

const STATUS_BY_CODE = {
  BAD_REQUEST: 400,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  PAYLOAD_TOO_LARGE: 413,
  UNPROCESSABLE_CONTENT: 422,
  PRECONDITION_REQUIRED: 428,
  TOO_MANY_REQUESTS: 429,
  INTERNAL_SERVER_ERROR: 500,
} as const satisfies Record<(typeof CODE_BY_KIND)[AppError["kind"]], number>;

/** Refusals of the edge itself, before any flow is asked. */
export type EdgeRefusal =
  | { readonly status: 400; readonly kind: "input.invalid"; readonly path: string; readonly message: string }
  | { readonly status: 401; readonly kind: "session.required" }
  | { readonly status: 403; readonly kind: "role.trader_required" | "request.origin_refused" }
  | { readonly status: 500; readonly kind: "server.fault" };

/** The HTTP status that says what a flow refused. */
export const statusOf = (error: AppError): number => STATUS_BY_CODE[CODE_BY_KIND[error.kind]];

export function refused(error: AppError): Response {
  return json(statusOf(error), { error });
}

export function refusedAtEdge({ status, ...error }: EdgeRefusal): Response {
  return json(status, { error });
}

/**
 * The boundary of a route: a fault is logged once, here, and leaves only the request's id.
 */
export async function answered(logger: Logger, route: string, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    logger.error({ error, route }, "Route failed");
    return refusedAtEdge({ status: 500, kind: "server.fault" });
  }
}

export function json(status: number, body: unknown): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store" } });
}

/** Columns: as bytes, for this person only, and never kept without asking again. */
export function columns(bytes: Uint8Array<ArrayBuffer>, cacheControl: string): Response {
  return new Response(bytes, {
    headers: {
      "content-type": "application/octet-stream",
      "content-length": String(bytes.byteLength),
      "cache-control": cacheControl,
      vary: "cookie",
    },
  });
}
