import { createServer, type IncomingHttpHeaders, type Server } from "node:http";

/** What a receiver answers next: a status with a body, or nothing at all until it is closed. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly silent?: boolean;
}

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A web server of this machine that keeps what it is sent. */
export async function openReceiver(usual: Reply) {
  const received: Received[] = [];
  let next: Reply[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push({ path: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks) });
      const { status, headers = {}, body = "", silent = false } = next.shift() ?? usual;
      if (silent) return;
      response.writeHead(status, headers);
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve());
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a server on TCP has a port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    received,
    /** Answers once with each of these, then as usual again. */
    reply(...replies: Reply[]) {
      next = replies;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
