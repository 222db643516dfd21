import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { makeReadQuoteLines } from "../../../flows/live/read-quotes";
import { makeMetrics } from "../../../infra/metrics";
import { isKeyLive } from "../../../platform/identity";
import { makeLiveHub } from "../../../platform/live";
import { makeNewsHub } from "../../../platform/work";
import { publishPending } from "../../../platform/work/outbox";
import { API_EVENT_PATH, answerApiEvents } from "../../../web/api-event-route";
import { makeRestService } from "../service";
import type { RestHouse } from "./rest-house";

/**
 * What the web server has for programs, over HTTP on a free port: the description, the routes and the stream, with live quotes
 * and news of events behind them.
 */
export async function startProgramServer({ deps, parts }: Pick<RestHouse, "deps" | "parts">) {
  const { sql, signals, log, clock } = deps;
  const live = makeLiveHub({ sql, signals, readLines: makeReadQuoteLines(deps), log, clock });
  const isLive = ({ keyId }: { readonly keyId?: string }) => isKeyLive(sql, keyId ?? "", clock.nowMs());
  const news = makeNewsHub({ sql, signals, live, isLive, log, metrics: makeMetrics() });
  // The relay of the workers, in short.
  const relay = setInterval(() => {
    publishPending(deps.transactions).then(
      (published) => ((published?.events ?? 0) > 0 ? signals.send("news", "") : undefined),
      () => undefined,
    );
  }, 25);
  const all = { ...parts, news, live };
  const server = createServer((request, response) => {
    const publicUrl = `http://${request.headers.host ?? ""}`;
    answer(request, response, publicUrl).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : new Error(String(error))),
    );
  });
  const answer = async (request: IncomingMessage, response: ServerResponse, publicUrl: string) => {
    request.headers["x-bifrost-client-ip"] = "192.0.2.1";
    const url = new URL(request.url ?? "/", publicUrl);
    if (url.pathname === API_EVENT_PATH) return answerApiEvents(request, response, all);
    const rest = makeRestService(all, { version: "1.2.3", publicUrl });
    const isDocument = url.pathname === "/api/v1/openapi.json";
    const given = isDocument ? Response.json(rest.document()) : await rest.answer(await asked(request, url));
    response.writeHead(given.status, Object.fromEntries(given.headers)).end(await given.text());
  };
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve());
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a server on a port has a port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    news,
    live,
    async close() {
      clearInterval(relay);
      await news.close();
      await live.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A request of Node's server as our handlers take it. */
async function asked(request: IncomingMessage, url: URL): Promise<Request> {
  const headers = Object.entries(request.headers).filter(
    (each): each is [string, string] => typeof each[1] === "string",
  );
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const body = chunks.length === 0 ? {} : { body: Buffer.concat(chunks) };
  return new Request(url, { method: request.method ?? "GET", headers, ...body });
}
