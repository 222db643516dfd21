// The children of the launcher: what they are given, when the web server is ready, what is noted about them.
import { request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { COMPILE_CACHE } from "./build.mjs";
import { superviseChild } from "./children.mjs";
import { databaseAnswers } from "./database.mjs";
import { PRIVATE_FILE, remove, secret, writeAtomic } from "./files.mjs";
import { makeOutage } from "./outage.mjs";
import { freePort, listensOn, Refusal } from "./processes.mjs";
import { addressOf, ROOT } from "./settings.mjs";
import { say } from "./terminal.mjs";

const READY_PAUSE_MS = 25;
const READY_TIMEOUT_MS = 120_000;
const PROBE_TIMEOUT_MS = 2_000;
/** Starts before the first answer after which starting again is pointless. */
const STARTS_MAX = 5;

/**
 * What changes while the installation runs: the addresses of its database and of its web server. Without a database yet
 * the holder is empty and the address "".
 *
 * @typedef {{ holder: { database: import("./database.mjs").Database | null }, url: string, port: number }} Link
 */

/** What web and workers see. The owner's address is not for them. */
function childEnvironment(settings, { url, port }) {
  const { DATABASE_OWNER_URL: _owner, DATABASE_URL: _given, ...inherited } = process.env;
  const address = addressOf(settings, port);
  return {
    ...inherited,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    // What Node compiled at one start it need not compile at the next; Node 20 does not know it and goes without.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE || COMPILE_CACHE,
    ...(url === "" ? { BIFROST_AWAITS_DATABASE: "1" } : { DATABASE_URL: url }),
    PORT: String(port),
    HOST: settings.host,
    BIFROST_DATA_DIR: settings.dataDir,
    BIFROST_PUBLIC_URL: address,
    BIFROST_SETUP_TOKEN_FILE: join(settings.dataDir, "setup-token"),
    NEXTAUTH_URL: process.env.NEXTAUTH_URL || address,
    NEXTAUTH_SECRET: process.env.NEXTAUTH_SECRET || secret(settings.dataDir, "auth-secret"),
  };
}

/** The status of GET /readyz; 0 while nobody answers. */
function probe(settings, port) {
  const host = settings.host === "0.0.0.0" || settings.host === "localhost" ? "127.0.0.1" : settings.host;
  const request = settings.secure ? secureRequest : plainRequest;
  return new Promise((resolve) => {
    const asked = request({
      host,
      port,
      path: "/readyz",
      timeout: PROBE_TIMEOUT_MS,
      rejectUnauthorized: false,
      agent: false,
    });
    asked.on("response", (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.on("timeout", () => asked.destroy());
    asked.on("error", () => resolve(0));
    asked.end();
  });
}

/**
 * Waits until our own web server answers that it is ready. Another program's answer on that port does not count.
 *
 * @param {{ settings: import("./settings.mjs").Settings, link: Link, web: { pid: () => number | null }, state: { stopping: boolean } }} what
 */
export async function waitReady({ settings, link, web, state }) {
  const end = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    const status = await probe(settings, link.port);
    const pid = web.pid();
    if (state.stopping || (status === 200 && pid !== null && listensOn(pid, link.port))) return;
    if (Date.now() > end) {
      throw new Refusal(
        `The web server does not become ready (/readyz answers ${status || "nothing"}): see ${join(settings.dataDir, "logs", "web.log")} and "./bifrost doctor".`,
      );
    }
    await sleep(READY_PAUSE_MS);
  }
}

/** Chooses the port before each start of the web server: its own again, or the next free one. */
async function choosePort(settings, link) {
  const wanted = link.port || settings.portWanted;
  const port = await freePort({ host: settings.host, wanted });
  if (port !== wanted && wanted !== 0) say(`port ${wanted} is taken: using ${port}`);
  link.port = port;
}

/** Writes down what runs, for the next start, for `bifrost` and for the doctor. */
function noteRunning(settings, link, children) {
  const server = link.holder.database?.server;
  const facts = {
    pid: process.pid,
    url: addressOf(settings, link.port),
    host: settings.host,
    port: link.port,
    startedAt: new Date().toISOString(),
    children: children
      .filter((child) => child.pid() !== null)
      .map((child) => ({ name: child.name, pid: child.pid(), identity: child.identity() })),
    postgres: server ? { pid: server.pid, port: server.port } : null,
  };
  writeAtomic(join(settings.dataDir, "run.json"), JSON.stringify(facts, null, 2), PRIVATE_FILE);
}

/**
 * Makes the supervisors of web, workers and, where it is wanted, the gateway; starts none.
 *
 * @param {{ settings: import("./settings.mjs").Settings, link: Link, stack: any, state: any }} context
 */
export function superviseServers({ settings, link, stack, state }) {
  let starts = 0;
  const note = () => noteRunning(settings, link, gateway === null ? [web, workers] : [web, workers, gateway]);
  const outage = makeOutage({ say, answers: () => databaseAnswers(link.holder.database) });
  const common = {
    dataDir: settings.dataDir,
    env: () => childEnvironment(settings, link),
    say,
    hides: (line) => !state.stopping && outage.hides(line),
    onHopeless: (why) => state.fail(new Refusal(why)),
  };
  const web = superviseChild({
    ...common,
    name: "web",
    script: join(ROOT, "dist", "web.mjs"),
    prepare: () => choosePort(settings, link),
    onStart: () => {
      starts += 1;
      note();
      if (!state.running && starts > STARTS_MAX) {
        state.fail(
          new Refusal(`The web server dies at every start: see ${join(settings.dataDir, "logs", "web.log")}.`),
        );
      }
    },
  });
  const workers = superviseChild({
    ...common,
    name: "workers",
    script: join(ROOT, "dist", "workers.mjs"),
    onStart: note,
  });
  // For clients of Alpaca, where somebody wants it. One that cannot run takes nothing else down.
  const gateway = process.env.GATEWAY_PORT
    ? superviseChild({
        ...common,
        name: "gateway",
        script: join(ROOT, "dist", "gateway.mjs"),
        onStart: note,
        onHopeless: say,
      })
    : null;
  stack.push(async () => {
    await Promise.all([web.stop(), workers.stop(), gateway?.stop()]);
    remove(join(settings.dataDir, "run.json"));
  });
  state.insist = () => {
    void web.stop();
    void workers.stop();
    void gateway?.stop();
  };
  return { web, workers, gateway, note };
}
