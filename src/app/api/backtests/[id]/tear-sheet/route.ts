import { RunId } from "@/modules/_kernel";
import { answered, refused, refusedAtEdge } from "@/server/api/binary";
import { sessionOf } from "@/server/api/request";
import type { WebContainer } from "@/server/container";
import { getWebContainer } from "@/server/web-container";

interface RouteContext {
  readonly params: Promise<{ readonly id: string }>;
}

/** The tear sheet of one finished run as a page to read and print; `?download=1` makes a file of it. */
export async function GET(request: Request, { params }: RouteContext): Promise<Response> {
  const container = await getWebContainer();
  const { id } = await params;
  return answered(container.logger, "GET /api/backtests/[id]/tear-sheet", () => readSheet(request, id, container));
}

async function readSheet(request: Request, id: string, container: WebContainer): Promise<Response> {
  if ((await sessionOf(request, container)) === null) return refusedAtEdge({ status: 401, kind: "session.required" });
  if (!RunId.is(id)) return refused({ kind: "backtest.not_found", path: "id", facts: { runId: id.slice(0, 64) } });
  const sheet = await container.flows.tearSheetFile(id);
  if (!sheet.ok) return refused(sheet.error);
  const { fileName, html } = sheet.value;
  const isFile = new URL(request.url).searchParams.has("download");
  const nonce = request.headers.get("x-nonce");
  // The page's own policy lets a style in by its nonce alone; a file has no policy but the one it carries.
  const body = isFile || nonce === null ? html : html.replace("<style>", `<style nonce="${nonce}">`);
  return new Response(body, {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-disposition": isFile ? `attachment; filename="${fileName}"` : "inline",
      "cache-control": "private, no-store",
      vary: "cookie",
    },
  });
}
