import { z } from "zod";
import { EpochMs } from "@/modules/_kernel";
import { answered, columns, refused, refusedAtEdge } from "@/server/api/binary";
import { sessionOf } from "@/server/api/request";
import { priceAdjustment, resolution, sessionDate, symbol } from "@/server/api/routers/fields";
import { getWebContainer, type WebContainer } from "@/server/container";

/** 50 000 bars are 2.4 MB: a screen shows a few thousand at most. */
const BARS_MAX = 50_000;

const query = z.object({
  symbol,
  resolution,
  adjustment: priceAdjustment.default("raw"),
  untilDate: sessionDate.nullable().default(null),
  toMs: z.coerce
    .number("a whole number of milliseconds since 1970")
    .pipe(z.custom<EpochMs>(EpochMs.is, "a whole number of milliseconds since 1970"))
    .nullable()
    .default(null),
  limit: z.coerce.number(`1 to ${BARS_MAX}`).int().min(1).max(BARS_MAX, `1 to ${BARS_MAX}`).default(5_000),
});

/** The newest `limit` bars that begin before `toMs` (all, where it is left out), oldest first, as binary columns. */
export async function GET(request: Request): Promise<Response> {
  const container = await getWebContainer();
  return answered(container.logger, "GET /api/bars", () => readBars(request, container));
}

async function readBars(request: Request, container: WebContainer): Promise<Response> {
  if ((await sessionOf(request, container)) === null) return refusedAtEdge({ status: 401, kind: "session.required" });
  const asked = query.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!asked.success) {
    const [issue] = asked.error.issues;
    const path = issue?.path.join(".") ?? "query";
    return refusedAtEdge({ status: 400, kind: "input.invalid", path, message: issue?.message ?? "malformed" });
  }
  const page = await container.flows.readBarPage(asked.data);
  // Bars may be corrected or undone at any time: a browser asks again, and gets them in milliseconds.
  return page.ok ? columns(page.value, "private, no-store") : refused(page.error);
}
