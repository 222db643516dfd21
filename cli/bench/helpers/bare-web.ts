import { createServer } from "node:http";
import { listenAnywhere } from "./listen";

/** The least that a web server does: the same bytes for whoever asks. Answers with its port. */
export async function serveBareBytes(bytes: unknown): Promise<number> {
  if (!(bytes instanceof Uint8Array)) throw new TypeError("the bytes to serve are bytes");
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "application/octet-stream", "content-length": bytes.length });
    response.end(bytes);
  });
  return listenAnywhere(server);
}
