import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { limitBodyTime } from "./body-clock";

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** A handler that reads the whole body before it answers, as every one of ours does. Resolves to its port. */
function listen(timeoutMs: number, late: () => void = () => undefined): Promise<number> {
  server = createServer((request, response) => {
    const refuse = () => {
      late();
      response.writeHead(408, { connection: "close" }).end("late");
    };
    limitBodyTime(request, response, { timeoutMs, refuse });
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      if (!response.headersSent) response.end(`read ${body}`);
    });
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

/** Sends text as it stands and resolves to all that comes back before the line is closed. */
function send(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk.toString();
    });
    socket.once("close", () => resolve(answer));
    socket.once("error", reject);
  });
}

const head = (length: number, more = "") =>
  `POST /x HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${length}\r\n${more}\r\n`;

describe("the time of a body", () => {
  it("is over for one that is never whole, and the line is closed", async () => {
    let refusals = 0;
    const port = await listen(1, () => {
      refusals += 1;
    });
    expect(await send(port, `${head(10)}half`)).toMatch(/^HTTP\/1\.1 408 /);
    expect(refusals).toBe(1);
  });

  it("is no matter of one that is in", async () => {
    const port = await listen(60_000);
    expect(await send(port, `${head(5, "connection: close\r\n")}whole`)).toContain("read whole");
  });

  it("holds nobody up who sends none", async () => {
    const port = await listen(0);
    expect(await send(port, head(0, "connection: close\r\n"))).toContain("read ");
  });
});
