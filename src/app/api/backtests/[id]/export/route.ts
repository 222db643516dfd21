import { RunId } from "@/modules/_kernel";
import { answered, refused, refusedAtEdge } from "@/server/api/binary";
import { sessionOf } from "@/server/api/request";
import type { WebContainer } from "@/server/container";
import { getWebContainer } from "@/server/web-container";

interface RouteContext {
  readonly params: Promise<{ readonly id: string }>;
}

/** One finished run as signed JSON, for `bifrost backtest verify`. */
export async function GET(request: Request, { params }: RouteContext): Promise<Response> {
  const container = await getWebContainer();
  const { id } = await params;
  return answered(container.logger, "GET /api/backtests/[id]/export", () => readExport(request, id, container));
}

async function readExport(request: Request, id: string, container: WebContainer): Promise<Response> {
  if ((await sessionOf(request, container)) === null) return refusedAtEdge({ status: 401, kind: "session.required" });
  if (!RunId.is(id)) return refused({ kind: "backtest.not_found", path: "id", facts: { runId: id.slice(0, 64) } });
  const exported = await container.flows.exportRun(id);
  if (!exported.ok) return refused(exported.error);
  const { fileName, json } = exported.value;
  return new Response(json, {
    headers: {
      "content-type": "application/json; charset=utf-8",
      "content-disposition": `attachment; filename="${fileName}"`,
      "cache-control": "private, no-store",
      vary: "cookie",
    },
  });
}
