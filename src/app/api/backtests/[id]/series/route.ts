import { RunId } from "@/modules/_kernel";
import { answered, columns, refused, refusedAtEdge } from "@/server/api/binary";
import { sessionOf } from "@/server/api/request";
import type { WebContainer } from "@/server/container";
import { getWebContainer } from "@/server/web-container";

interface RouteContext {
  readonly params: Promise<{ readonly id: string }>;
}

/** The columns of one finished run: equity, benchmark, drawdown and fills. A finished run never changes. */
export async function GET(request: Request, { params }: RouteContext): Promise<Response> {
  const container = await getWebContainer();
  const { id } = await params;
  return answered(container.logger, "GET /api/backtests/[id]/series", () => readSeries(request, id, container));
}

async function readSeries(request: Request, id: string, container: WebContainer): Promise<Response> {
  if ((await sessionOf(request, container)) === null) return refusedAtEdge({ status: 401, kind: "session.required" });
  if (!RunId.is(id)) return refused({ kind: "backtest.not_found", path: "id", facts: { runId: id.slice(0, 64) } });
  const series = await container.flows.readBacktestSeries(id);
  return series.ok ? columns(series.value, "private, max-age=31536000, immutable") : refused(series.error);
}
