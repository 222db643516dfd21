import { open } from "node:fs/promises";
import { answered, refused, refusedAtEdge } from "@/server/api/binary";
import { sessionOf } from "@/server/api/request";
import type { WebContainer } from "@/server/container";
import { getWebContainer } from "@/server/web-container";

interface RouteContext {
  readonly params: Promise<{ readonly id: string }>;
}

/** A file of exported bars, as a download for the person who asked for it. Streams: memory does not grow with the file. */
export async function GET(request: Request, { params }: RouteContext): Promise<Response> {
  const container = await getWebContainer();
  const { id } = await params;
  return answered(container.logger, "GET /api/exports/[id]", () => readExport(request, id, container));
}

async function readExport(request: Request, id: string, container: WebContainer): Promise<Response> {
  const session = await sessionOf(request, container);
  if (session === null) return refusedAtEdge({ status: 401, kind: "session.required" });
  const file = await container.flows.findExport(session.user.userId, id);
  if (file === null) return refused({ kind: "export.not_found", path: "id", facts: { exportId: id.slice(0, 64) } });
  return new Response(await readInPieces(file.path), {
    headers: {
      "content-type": file.fileName.endsWith(".csv") ? "text/csv; charset=utf-8" : "application/vnd.apache.parquet",
      "content-length": String(file.bytes),
      "content-disposition": `attachment; filename="${file.fileName}"`,
      "cache-control": "private, no-store",
      vary: "cookie",
    },
  });
}

const PIECE_BYTES = 262_144;

/** The bytes of a file, a piece whenever the receiver has room. */
async function readInPieces(path: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const handle = await open(path);
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { bytesRead, buffer } = await handle.read(new Uint8Array(PIECE_BYTES));
      if (bytesRead > 0) {
        controller.enqueue(buffer.subarray(0, bytesRead));
        return;
      }
      await handle.close();
      controller.close();
    },
    cancel: () => handle.close(),
  });
}
