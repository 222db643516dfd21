import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { startEmbedded } from "../../scripts/pg-embedded.mjs";

/** Whether a data folder's database, at its own address, is reached by its socket or by its port. */
async function wayTo(dataDir: string): Promise<"socket" | "port"> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const server = await startEmbedded({ dataDir });
  try {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    const { rows } = await client.query<{ address: string | null }>("SELECT inet_server_addr()::text AS address");
    await client.end();
    return rows[0]?.address === null ? "socket" : "port";
  } finally {
    await server.leave();
  }
}

describe("the embedded database", () => {
  const folder = mkdtempSync(join(tmpdir(), "bifrost-way-"));
  // As root the server runs as another account, which keeps its files elsewhere where it cannot enter.
  chmodSync(folder, 0o755);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ["its socket", "plain", "socket"],
    ["its socket, whatever is in the path", "a b&ü%?#", "socket"],
    ["its port, where the path is too long for a socket", "long-".repeat(24), "port"],
    ["its port, where the path would read as two", "a,b", "port"],
  ])("answers at %s", async (_how, name, way) => {
    expect(await wayTo(join(folder, name))).toBe(way);
  });
});
