import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, get } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readWebEnv } from "../../src/server/infra/env";

/** The guide's recipe for a certificate of one's own, done as it is written. */

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
const folder = mkdtempSync(join(tmpdir(), "bifrost-tls-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const guide = readFileSync("docs/guides/phone.md", "utf8");
const [makeIt = "", startIt = ""] = [...guide.matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1] ?? "");

describe("the TLS recipe", () => {
  it("starts the server with variables that it accepts, encrypted and at its address", () => {
    const pairs = [...startIt.matchAll(/([A-Z_]+)=(\S+)/g)].map(([, name = "", value = ""]) => [name, value]);
    const env = readWebEnv({
      ...Object.fromEntries(pairs),
      DATABASE_URL: "postgresql://app@127.0.0.1/bifrost",
      NEXTAUTH_SECRET: "s".repeat(32),
    });
    expect(env).toMatchObject({ secure: true, publicUrl: "https://192.168.1.5:3000", HOST: "0.0.0.0" });
    expect(env.tls).toEqual({ certFile: "server.crt", keyFile: "server.key" });
  });

  it.skipIf(!hasOpenssl)("makes a certificate that whoever trusts the authority trusts, and nobody else", async () => {
    // The tests' own machine stands for the address of the guide.
    execFileSync("sh", ["-euc", makeIt.replace("IP:192.168.1.5", "IP:127.0.0.1")], { cwd: folder, stdio: "pipe" });
    const read = (name: string) => readFileSync(join(folder, name));
    const server = createServer(
      { cert: read("server.crt"), key: read("server.key"), minVersion: "TLSv1.2" },
      (_, response) => response.end("well"),
    );
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", () => resolve());
    });
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const ask = (ca: Buffer | undefined) =>
      new Promise<string>((resolve) => {
        get(url, ca === undefined ? {} : { ca }, (response) => {
          response.resume();
          resolve(String(response.statusCode));
        }).on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      });
    expect(await ask(read("authority.crt"))).toBe("200");
    expect(await ask(undefined)).toMatch(/SIGNED|UNABLE_TO/);
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  });
});
