import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Checkout, makeCheckout } from "./checkout";
import { type Launched, launch, processesOf, until } from "./processes";

/** Far from the ports people use; the launcher takes the next one where it is taken. */
const PORT = 3910;
const KILLS = Number(process.env["DRILL_KILLS"] ?? "5");
const SEED = Number(process.env["DRILL_SEED"] ?? "20261122");
const NOBODY = { uid: 65_534, gid: 65_534 } as const;
const asRoot = process.getuid?.() === 0;

let checkout: Checkout;
let dataDir: string;
/** A data folder that was started once: making a cluster takes longer than most drills. */
let used: string;
let launched: Launched[] = [];

beforeAll(async () => {
  checkout = await makeCheckout();
  used = mkdtempSync(join(tmpdir(), "bifrost-drill-"));
  const first = launch({ root: checkout.root, dataDir: used, port: PORT });
  await first.ready();
  first.child.kill("SIGTERM");
  await first.ended();
});
afterAll(() => {
  checkout.remove();
  rmSync(used, { recursive: true, force: true });
});
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "bifrost-drill-"));
});
afterEach(async () => {
  for (const { child } of launched) child.kill("SIGTERM");
  for (const one of launched) await one.ended();
  launched = [];
  const left = processesOf(dataDir);
  for (const { pid } of left) process.kill(pid, "SIGKILL");
  rmSync(dataDir, { recursive: true, force: true });
  if (left.length > 0) throw new Error(`processes left behind: ${JSON.stringify(left)}`);
});

function start(more: Partial<Parameters<typeof launch>[0]> = {}): Launched {
  const one = launch({ root: checkout.root, dataDir, port: PORT, ...more });
  launched.push(one);
  return one;
}

const noneLeft = () =>
  until(
    "no process left",
    () => processesOf(dataDir).length === 0,
    () => processesOf(dataDir),
  );

/** mulberry32: the same drill for the same seed. */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe("the launcher", () => {
  // With its owners, who are not all root.
  beforeEach(() => execFileSync("cp", ["-a", `${used}/.`, dataDir]));

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("ends everything at %s, PostgreSQL last", async (signal) => {
    const one = start();
    await one.ready();
    const names = processesOf(dataDir).map(({ command }) => command);
    for (const part of ["dist/web.mjs", "dist/workers.mjs", "bin/postgres", "sleep 1000"]) {
      expect(
        names.some((name) => name.includes(part)),
        `${part} runs`,
      ).toBe(true);
    }
    one.child.kill(signal);
    expect(await one.ended()).toBe(0);
    expect(processesOf(dataDir)).toEqual([]);
    expect(existsSync(join(dataDir, "run.json"))).toBe(false);
    expect(existsSync(join(dataDir, "launcher.lock"))).toBe(false);
    // Its clients were gone before it: none was cut off, so nothing had to be recovered. A port that somebody else took
    // in the same instant is another matter: the next one was tried.
    const log = readFileSync(join(dataDir, "logs", "postgres.log"), "utf8");
    expect(log.replaceAll("FATAL:  could not create any TCP/IP sockets", "")).not.toMatch(/FATAL/);
  });

  it("prints one set-up address whose token stays the same until it is used", async () => {
    const first = start();
    const address = await first.ready();
    first.child.kill("SIGTERM");
    await first.ended();
    expect((await start().ready()).href).toBe(address.href);
  });

  it("takes the next port when one is taken, and says so", async () => {
    const squatter = createServer();
    await new Promise<void>((resolve) => {
      squatter.listen(PORT, "127.0.0.1", resolve);
    });
    const one = start();
    const address = await one.ready();
    squatter.close();
    expect(address.port).toBe(String(PORT + 1));
    expect(one.output()).toContain(`port ${PORT} is taken: using ${PORT + 1}`);
  });

  it("refuses a second start on one data folder and says where the first is", async () => {
    const address = await start().ready();
    const second = start();
    expect(await second.ended()).toBe(75);
    expect(second.output()).toContain(`already runs at ${address.origin} (process ${launched[0]?.pid}`);
  });

  it("runs two installations side by side", async () => {
    const otherData = mkdtempSync(join(tmpdir(), "bifrost-drill-"));
    const [one, other] = [start(), start({ dataDir: otherData })];
    const [first, second] = await Promise.all([one.ready(), other.ready()]);
    expect(first.port).not.toBe(second.port);
    other.child.kill("SIGTERM");
    expect(await other.ended()).toBe(0);
    expect(processesOf(otherData)).toEqual([]);
    expect((await fetch(new URL("/readyz", first))).status).toBe(200);
    rmSync(otherData, { recursive: true, force: true });
  });

  it("starts a child that died again and says why", async () => {
    const one = start();
    const address = await one.ready();
    await fetch(new URL("/die", address)).catch(() => null);
    await until(
      "the restart",
      () => one.output().includes("web died (exit code 3)"),
      () => one.output(),
    );
    const answered = async () => (await fetch(new URL("/readyz", address)).catch(() => null))?.ok;
    expect(await until("an answer", answered, () => one.output())).toBe(true);
  });

  it("starts PostgreSQL again when it is killed, with what it held", async () => {
    const one = start();
    const address = await one.ready();
    const server = Number(readFileSync(join(dataDir, "pg", "postmaster.pid"), "utf8").split("\n")[0]);
    process.kill(server, "SIGKILL");
    await until(
      "the new server",
      () => one.output().includes("PostgreSQL runs again"),
      () => one.output(),
    );
    one.child.kill("SIGTERM");
    await one.ended();
    expect((await start().ready()).searchParams.get("token")).toBe(address.searchParams.get("token"));
  });

  it("says in one sentence what is wrong and what to do", async () => {
    const cases = [
      { env: { HOST: "0.0.0.0" }, says: /HOST=0\.0\.0\.0 .* set BIFROST_TLS_CERT/ },
      { env: { PORT: "http" }, says: /PORT was "http": give a whole number/ },
      {
        env: { DATABASE_URL: "postgresql://nobody:x@127.0.0.1:9/none" },
        says: /127\.0\.0\.1:9 cannot be used as "nobody" .*check that the server runs/,
      },
      { env: { BIFROST_DATA_DIR: "/proc/bifrost" }, says: /Cannot write to the data folder \/proc\/bifrost/ },
    ];
    for (const { env, says } of cases) {
      const one = start({ env });
      expect(await one.ended()).toBe(1);
      expect(one.output()).toMatch(says);
      expect(one.output()).not.toMatch(/\n\s+at /);
    }
  });

  it("ends its children when it is killed, and adopts PostgreSQL at the next start", async () => {
    const one = start();
    const address = await one.ready();
    one.child.kill("SIGKILL");
    await one.ended();
    await until(
      "only PostgreSQL left",
      () => !processesOf(dataDir).some(({ command }) => /web\.mjs|workers\.mjs|sleep/.test(command)),
      () => processesOf(dataDir),
    );
    const next = start();
    expect((await next.ready()).port).toBe(address.port);
    expect(next.output()).toContain("found PostgreSQL running");
  });
});

describe("a first start", () => {
  it("keeps keys and the set-up token to their owner, and the owner's password from the children", async () => {
    const one = start();
    const address = await one.ready();
    for (const name of [
      "keys/auth-secret",
      "keys/pg-owner-password",
      "keys/pg-app-password",
      "setup-token",
      "run.json",
    ]) {
      expect({ name, mode: statSync(join(dataDir, name)).mode & 0o777 }).toEqual({ name, mode: 0o600 });
    }
    const answer = await fetch(new URL("/environment", address));
    const environment = JSON.stringify(await answer.json());
    const ownerPassword = readFileSync(join(dataDir, "keys", "pg-owner-password"), "utf8").trim();
    expect(environment).not.toContain(ownerPassword);
    expect(environment).toContain("bifrost_app");
  });

  it.skipIf(!asRoot)("runs as a user other than root", async () => {
    execFileSync("chmod", ["-R", "a+rX", checkout.root]);
    for (const folder of [checkout.root, ...["dist", ".next", "src"].map((name) => join(checkout.root, name))]) {
      execFileSync("chown", ["-R", `${NOBODY.uid}:${NOBODY.gid}`, folder]);
    }
    chownSync(dataDir, NOBODY.uid, NOBODY.gid);
    const one = start({ account: NOBODY });
    await one.ready();
    expect(statSync(join(dataDir, "pg")).uid).toBe(NOBODY.uid);
    one.child.kill("SIGTERM");
    expect(await one.ended()).toBe(0);
    expect(processesOf(dataDir)).toEqual([]);
  });

  it.skipIf(!asRoot)(
    "keeps the cluster where the database's user can reach it when root's folder is closed",
    async () => {
      const closed = mkdtempSync(join(tmpdir(), "bifrost-closed-"));
      chmodSync(closed, 0o700);
      const inside = join(closed, "data");
      mkdirSync(inside);
      const one = start({ dataDir: inside });
      await one.ready();
      expect(execFileSync("readlink", ["-f", join(inside, "pg")], { encoding: "utf8" })).toMatch(
        /^\/var\/lib\/bifrost-trader\//,
      );
      one.child.kill("SIGTERM");
      await one.ended();
      const cluster = execFileSync("readlink", ["-f", join(inside, "pg")], { encoding: "utf8" }).trim();
      rmSync(join(cluster, ".."), { recursive: true });
      rmSync(closed, { recursive: true });
    },
  );
});

describe(`killed ${KILLS} times with seed ${SEED}`, () => {
  it("starts again each time, and leaves nothing when it ends", { timeout: 30_000 + KILLS * 12_000 }, async () => {
    const random = makeRandom(SEED);
    let token: string | null = null;
    for (let round = 0; round < KILLS; round += 1) {
      const one = start();
      // Anywhere from before the first line to well after the last, a first start taking about 2.5 s.
      await new Promise((resolve) => {
        setTimeout(resolve, random() * (round < 2 ? 3_000 : 1_500));
      });
      if (random() < 0.5) one.child.kill("SIGKILL");
      else one.child.kill(random() < 0.5 ? "SIGTERM" : "SIGHUP");
      await one.ended();
      token ??= /token=(\S+)/.exec(one.output())?.[1] ?? null;
    }
    const last = start();
    const address = await last.ready();
    expect(address.searchParams.get("token")).toBe(token ?? address.searchParams.get("token"));
    expect((await fetch(new URL("/readyz", address))).status).toBe(200);
    last.child.kill("SIGTERM");
    expect(await last.ended()).toBe(0);
    await noneLeft();
  });
});
