import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { EpochMs } from "@/modules/_kernel";
import { refusedAtEdge } from "@/server/api/binary";
import { isFromUs, makeContext } from "@/server/api/request";
import { appRouter } from "@/server/api/root";
import { getWebContainer } from "@/server/web-container";

/** A page asks for a dozen things at once; hundreds in one request are no page of ours. */
const BATCH_MAX = 50;

async function handle(request: Request): Promise<Response> {
  const container = await getWebContainer();
  const { env, logger } = container;
  if (request.method === "POST" && !isFromUs(request.headers, { trustProxy: env.BIFROST_TRUST_PROXY })) {
    return refusedAtEdge({ status: 403, kind: "request.origin_refused" });
  }
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    maxBatchSize: BATCH_MAX,
    createContext: () => makeContext(request, container, () => EpochMs.of(Date.now())),
    // The one place where a fault of a procedure is logged. Refusals are answers, not events.
    onError({ error, path, type }) {
      if (error.code !== "INTERNAL_SERVER_ERROR") return;
      logger.error({ error: error.cause ?? error, path, type }, "Procedure failed");
    },
  });
}

export { handle as GET, handle as POST };
