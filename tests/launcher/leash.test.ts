import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";

const LEASH = pathToFileURL("scripts/launcher/leash.mjs").href;
const WAIT = ["--import", LEASH, "-e", "process.stdout.write('here'); setInterval(() => {}, 1000)"];

it("ends a child whose launcher went before the child had looked", () => {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  const env = { ...process.env, BIFROST_LAUNCHER_PID: String(pid) };
  expect(spawnSync(process.execPath, WAIT, { env, timeout: 30_000 }).status).toBe(1);
});

it("ends a child whose launcher lets go of its standard input, and not before", async () => {
  const env = { ...process.env, BIFROST_LAUNCHER_PID: String(process.pid) };
  const child = spawn(process.execPath, WAIT, { env, stdio: ["pipe", "pipe", "inherit"] });
  await once(child.stdout, "data");
  expect(child.exitCode).toBeNull();
  child.stdin.end();
  expect((await once(child, "exit"))[1]).toBe("SIGTERM");
});
