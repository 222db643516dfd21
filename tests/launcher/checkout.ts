import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

/** Listens once it has its database's address; answers /readyz; ends on SIGTERM; keeps a process of its own, which must not outlive it either. */
const WEB = `
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
const helper = spawn("sleep", ["1000"], { stdio: "ignore" });
const server = createServer((request, response) => {
  if (request.url === "/environment") return response.end(JSON.stringify(process.env));
  if (request.url === "/die") process.exit(3);
  response.writeHead(request.url === "/readyz" ? 200 : 404).end();
});
process.on("SIGTERM", () => { server.close(); server.closeAllConnections(); helper.kill(); process.exit(0); });
if (process.env.BIFROST_AWAITS_DATABASE === "1") {
  const [later] = await once(process, "message");
  Object.assign(process.env, later);
  process.disconnect();
}
server.listen({ port: Number(process.env.PORT), host: process.env.HOST });
`;
const WORKERS = `
import pg from "pg";
const client = new pg.Client(process.env.DATABASE_URL);
client.on("error", () => {});
await client.connect();
process.stdout.write(JSON.stringify({ level: 30, msg: "at work" }) + "\\n");
setInterval(() => void client.query("SELECT 1").catch(() => {}), 200);
process.on("SIGTERM", () => void client.end().finally(() => process.exit(0)));
`;

export interface Checkout {
  readonly root: string;
  /** Says that what is in `dist` was built from the sources as they are now. */
  markBuilt(): Promise<void>;
  remove(): void;
}

interface BuildScript {
  buildState(root: string): { readonly hash: string; readonly stale: boolean };
  markClientFresh(root: string): void;
}

/**
 * A checkout with the launcher's real scripts and migrations, this one's packages, and stand-ins for web and workers, so
 * that a drill takes a second and not a build.
 */
export async function makeCheckout(): Promise<Checkout> {
  const root = mkdtempSync(join(tmpdir(), "bifrost-checkout-"));
  for (const path of ["scripts", "prisma", "bifrost", "package.json", "package-lock.json", "tsconfig.json"]) {
    cpSync(path, join(root, path), { recursive: true });
  }
  const packages = dirname(dirname(createRequire(import.meta.url).resolve("pg/package.json")));
  symlinkSync(packages, join(root, "node_modules"));
  for (const folder of ["dist", ".next", "src/generated/prisma", "src/server"]) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  writeFileSync(join(root, "dist", "web.mjs"), WEB);
  writeFileSync(join(root, "dist", "workers.mjs"), WORKERS);
  writeFileSync(join(root, ".next", "BUILD_ID"), "stand-in");
  writeFileSync(join(root, "src", "generated", "prisma", "client.ts"), "");
  const checkout = {
    root,
    markBuilt: async () => {
      const build: BuildScript = await import(pathToFileURL(join(root, "scripts", "launcher", "build.mjs")).href);
      build.markClientFresh(root);
      const { hash } = build.buildState(root);
      const facts = { hash, version: "0.0.0", commit: "stand-in", builtAt: new Date().toISOString() };
      writeFileSync(join(root, "dist", "build.json"), JSON.stringify(facts));
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
  await checkout.markBuilt();
  return checkout;
}
