import { createServer, type ServerResponse } from "node:http";
import { z } from "zod";
import { listenAnywhere } from "./listen";

const Told = z.object({ everyMs: z.number(), frameBytes: z.number() });

/** A broadcast that knows nothing: one frame for all, so many bytes, as often as told. Answers with its port. */
export async function serveBareStream(message: unknown): Promise<number> {
  const { everyMs, frameBytes } = Told.parse(message);
  const all = new Set<ServerResponse>();
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("retry: 1000\n\n");
    all.add(response);
    response.once("close", () => all.delete(response));
  });
  setInterval(() => {
    const head = `event: live\nid: 1\ndata: @0\ndata: [1,"bench",${performance.timeOrigin + performance.now()}]\ndata: `;
    const frame = `${head}${"x".repeat(Math.max(0, frameBytes - head.length - 2))}\n\n`;
    for (const response of all) response.write(frame);
  }, everyMs);
  return listenAnywhere(server);
}
