import { answered, columns, refused, refusedAtEdge } from "@/server/api/binary";
import { sessionOf } from "@/server/api/request";
import { searchId } from "@/server/api/routers/search-input";
import type { WebContainer } from "@/server/container";
import { getWebContainer } from "@/server/web-container";

interface RouteContext {
  readonly params: Promise<{ readonly id: string }>;
}

/** The curve of a search out of sample. A search that is resumed gets another. */
export async function GET(request: Request, { params }: RouteContext): Promise<Response> {
  const container = await getWebContainer();
  const { id } = await params;
  return answered(container.logger, "GET /api/searches/[id]/series", () => readSeries(request, id, container));
}

async function readSeries(request: Request, id: string, container: WebContainer): Promise<Response> {
  if ((await sessionOf(request, container)) === null) return refusedAtEdge({ status: 401, kind: "session.required" });
  if (!searchId.safeParse(id).success) return refused({ kind: "search.not_found" });
  const series = await container.flows.readSearchSeries(id);
  return series.ok ? columns(series.value, "private, no-store") : refused(series.error);
}
