import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { EpochMs } from "@/modules/_kernel";
import { type EdgeRefusal, statusOf } from "../api/binary";
import { sessionIn } from "../api/request";
import { priceAdjustment, resolution, seriesHours, sessionDate, symbol } from "../api/routers/fields";
import type { WebContainer } from "../container";

/**
 * `GET /api/bars`: the newest `limit` bars that begin before `toMs` (all, where it is left out), oldest first, as binary
 * columns. Answered before Next, whose route handlers cost ten times the work: a chart asks for bars at every move.
 */
export const BAR_PATH = "/api/bars";

/** 50 000 bars are 2.4 MB: a screen shows a few thousand at most. */
const BARS_MAX = 50_000;

const Query = z.object({
  symbol,
  resolution,
  adjustment: priceAdjustment.default("raw"),
  hours: seriesHours.default("regular"),
  untilDate: sessionDate.nullable().default(null),
  toMs: z.coerce
    .number("a whole number of milliseconds since 1970")
    .pipe(z.custom<EpochMs>(EpochMs.is, "a whole number of milliseconds since 1970"))
    .nullable()
    .default(null),
  limit: z.coerce.number(`1 to ${BARS_MAX}`).int().min(1).max(BARS_MAX, `1 to ${BARS_MAX}`).default(5_000),
});

/** Bars may be corrected or undone at any time: a browser keeps them, and asks again each time whether they still are so. */
const CACHE_CONTROL = "private, no-cache";

type Parts = Pick<WebContainer, "readBarPage" | "readSessionId" | "signIn">;

/** Whoever may read bars has a live session: looked up for this very request. Throws what is a fault. */
export async function answerBars(request: IncomingMessage, response: ServerResponse, parts: Parts): Promise<void> {
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("allow", "GET, HEAD");
    return refuseAs(response, 405, { kind: "method.refused" });
  }
  if ((await sessionIn(request.headers.cookie ?? null, parts)) === null) {
    return refuseAtEdge(response, { status: 401, kind: "session.required" });
  }
  const asked = Query.safeParse(Object.fromEntries(new URL(request.url ?? "/", "http://here").searchParams));
  if (!asked.success) {
    const [issue] = asked.error.issues;
    const path = issue?.path.join(".") ?? "query";
    return refuseAtEdge(response, {
      status: 400,
      kind: "input.invalid",
      path,
      message: issue?.message ?? "malformed",
    });
  }
  const page = await parts.readBarPage(asked.data);
  if (!page.ok) return refuseAs(response, statusOf(page.error), page.error);
  const { bytes, etag } = page.value;
  const headers = { etag, "cache-control": CACHE_CONTROL, vary: "cookie" };
  if (isHeld(request.headers["if-none-match"], etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  const described = { "content-type": "application/octet-stream", "content-length": bytes.byteLength };
  response.writeHead(200, { ...headers, ...described });
  response.end(request.method === "HEAD" ? undefined : bytes);
}

/** Whether the browser has these bytes already. Tags are compared weakly, as HTTP says for this header. */
function isHeld(header: string | undefined, etag: string): boolean {
  return header?.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag) ?? false;
}

function refuseAtEdge(response: ServerResponse, { status, ...error }: EdgeRefusal): void {
  refuseAs(response, status, error);
}

function refuseAs(response: ServerResponse, status: number, error: unknown): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify({ error }));
}
