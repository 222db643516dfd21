import type { Server } from "node:http";

/** Listens on any free port of this machine and answers with it. */
export function listenAnywhere(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("a server has a port"));
      else resolve(address.port);
    });
  });
}
