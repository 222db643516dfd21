import { answered, json, refused, refusedAtEdge } from "@/server/api/binary";
import { isFromUs, sessionOf } from "@/server/api/request";
import type { WebContainer } from "@/server/container";
import { getWebContainer } from "@/server/web-container";

/** Longer names are cut: what is kept is shown to people, never used as a path. */
const NAME_LENGTH_MAX = 200;

/** Takes a file's bytes as they come, straight to the disk. The name stands in `x-filename`, percent-encoded. */
export async function POST(request: Request): Promise<Response> {
  const container = await getWebContainer();
  return answered(container.logger, "POST /api/uploads", () => takeFile(request, container));
}

async function takeFile(request: Request, { env, uploads, ...container }: WebContainer): Promise<Response> {
  if (!isFromUs(request.headers, { trustProxy: env.BIFROST_TRUST_PROXY })) {
    return refusedAtEdge({ status: 403, kind: "request.origin_refused" });
  }
  const session = await sessionOf(request, container);
  if (session === null) return refusedAtEdge({ status: 401, kind: "session.required" });
  if (session.user.role === "viewer") return refusedAtEdge({ status: 403, kind: "role.trader_required" });
  if (request.body === null) return refused({ kind: "upload.empty" });
  const stored = await uploads.store(fileName(request.headers.get("x-filename")), request.body, request.signal);
  return stored.ok ? json(201, stored.value) : refused(stored.error);
}

function fileName(header: string | null): string {
  const name = header === null ? "" : decoded(header);
  return name.replace(/[\p{Cc}/\\]/gu, "_").slice(0, NAME_LENGTH_MAX) || "upload";
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a program that did not encode it
  }
}
