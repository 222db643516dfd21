import { spawn } from "node:child_process";
import { createServer } from "node:http";

/** Processes beside the one that measures: servers that know nothing of the app, clients that must not share its clock. */
export const HELPERS = ["bare-web"] as const;
export type HelperName = (typeof HELPERS)[number];

const HELPER_TIMEOUT_MS = 60_000;

/** One helper, from the side of whoever started it. */
export interface Helper {
  /** Sends a message and waits for the next one that comes back. */
  ask(message: Uint8Array): Promise<unknown>;
  close(): Promise<void>;
}

/** Starts a helper as a child of this command. Messages may hold buffers. */
export function startHelper(name: HelperName): Helper {
  const [script] = process.argv.slice(1, 2);
  if (script === undefined) throw new Error("a helper is started by the bifrost command");
  const child = spawn(process.execPath, [...process.execArgv, script, "bench", "--helper", name], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    serialization: "advanced",
  });
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => resolve());
  });
  return {
    ask: (message: Uint8Array) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`helper ${name} does not answer`)), HELPER_TIMEOUT_MS);
        const settle = (then: () => void) => {
          clearTimeout(timer);
          child.removeAllListeners("message").removeAllListeners("exit");
          then();
        };
        child.once("message", (answer) => settle(() => resolve(answer)));
        child.once("exit", (code) => settle(() => reject(new Error(`helper ${name} ended with code ${code}`))));
        child.send(message);
      }),
    async close() {
      child.kill();
      await ended;
    },
  };
}

/** Runs in the child until its parent ends it or goes away. */
export async function runHelper(name: HelperName): Promise<void> {
  process.once("disconnect", () => process.exit(0));
  switch (name) {
    case "bare-web":
      process.on("message", (bytes) => serveBytes(bytes, (port) => process.send?.(port)));
  }
  await new Promise<never>(() => undefined);
}

/** The least that a web server does: the same bytes for whoever asks. */
function serveBytes(bytes: unknown, onPort: (port: number) => void): void {
  if (!(bytes instanceof Uint8Array)) throw new TypeError("the bytes to serve are bytes");
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "application/octet-stream", "content-length": bytes.length });
    response.end(bytes);
  });
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    if (address !== null && typeof address === "object") onPort(address.port);
  });
}
