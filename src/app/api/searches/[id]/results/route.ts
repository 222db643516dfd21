import { answered, columns, refused, refusedAtEdge } from "@/server/api/binary";
import { sessionOf } from "@/server/api/request";
import { searchId } from "@/server/api/routers/search-input";
import type { WebContainer } from "@/server/container";
import { getWebContainer } from "@/server/web-container";

interface RouteContext {
  readonly params: Promise<{ readonly id: string }>;
}

/** Results of combinations that finished after `?after=`: columns, and `order` to read on after. They grow while it runs. */
export async function GET(request: Request, { params }: RouteContext): Promise<Response> {
  const container = await getWebContainer();
  const { id } = await params;
  return answered(container.logger, "GET /api/searches/[id]/results", () => readResults(request, id, container));
}

async function readResults(request: Request, id: string, container: WebContainer): Promise<Response> {
  if ((await sessionOf(request, container)) === null) return refusedAtEdge({ status: 401, kind: "session.required" });
  const after = Number(new URL(request.url).searchParams.get("after") ?? 0);
  if (!searchId.safeParse(id).success || !Number.isInteger(after) || after < 0 || after > 2_147_483_647)
    return refused({ kind: "search.not_found" });
  const results = await container.flows.readSearchResults(id, after);
  return results.ok ? columns(results.value, "private, no-store") : refused(results.error);
}
