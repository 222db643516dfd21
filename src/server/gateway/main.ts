import { readFileSync } from "node:fs";
import { createServer as createTlsServer } from "node:https";
import { makeFlows } from "../container";
import { installationOf } from "../flows/features/judge-features";
import { makeReadQuoteLines } from "../flows/live/read-quotes";
import { makeAuthenticateKey } from "../flows/people/authenticate-key";
import { openHouse } from "../house";
import { WEB_STATEMENT_TIMEOUT_MS } from "../infra/db";
import { EnvError, readGatewayEnv } from "../infra/env";
import { isKeyLive, makeApiThrottle, makeGuessThrottle } from "../platform/identity";
import { makeLiveHub } from "../platform/live";
import { makeNewsHub } from "../platform/work";
import { makeGateway } from "./server";

/** The gateway process: Alpaca's API for clients that exist, on a port of its own. See README.md beside this file. */

const POOL_SIZE = 6;
/** EX_CONFIG: the launcher does not restart a process that was told something wrong. */
const EXIT_CONFIG = 78;

async function main(): Promise<void> {
  const env = readGatewayEnv();
  const house = openHouse({
    process: "gateway",
    databaseUrl: env.DATABASE_URL,
    redisUrl: env.REDIS_URL ?? null,
    dataDir: env.BIFROST_DATA_DIR,
    logLevel: env.LOG_LEVEL,
    logPretty: env.LOG_PRETTY,
    poolSize: POOL_SIZE,
    statementTimeoutMs: WEB_STATEMENT_TIMEOUT_MS,
  });
  const { deps, metrics, database } = house;
  const { sql, clock, signals, log } = deps;
  const live = makeLiveHub({ sql, signals, readLines: makeReadQuoteLines(deps), log, clock });
  const isLive = ({ keyId }: { readonly keyId?: string }) => isKeyLive(sql, keyId ?? "", clock.nowMs());
  const news = makeNewsHub({ sql, signals, live, isLive, log, metrics });
  const parts = {
    flows: makeFlows(deps, {
      setupTokenFile: env.setupTokenFile,
      // Nobody signs in here: passkeys belong to the web process.
      publicUrl: "http://localhost",
      proofs: makeGuessThrottle(database.pool, "proof"),
      installation: installationOf(env),
    }),
    news,
    live,
    authenticateKey: makeAuthenticateKey({ sql, clock, throttle: makeApiThrottle(database.pool) }),
    nowMs: () => clock.nowMs(),
    newId: deps.newId,
    log,
    addressOf: (request: {
      readonly headers: NodeJS.Dict<string | string[]>;
      readonly socket: { readonly remoteAddress?: string | undefined };
    }) => {
      const forwarded = env.BIFROST_TRUST_PROXY ? request.headers["x-forwarded-for"] : undefined;
      const named = typeof forwarded === "string" ? forwarded.split(",").at(-1)?.trim() : undefined;
      return named ?? request.socket.remoteAddress ?? "";
    },
  };
  const { tls } = env;
  const gateway =
    tls === null
      ? makeGateway(parts)
      : makeGateway(parts, (listener) =>
          createTlsServer(
            { cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile), minVersion: "TLSv1.2" },
            listener,
          ),
        );
  await listen(gateway.server, env);
  log.info({ host: env.HOST, port: env.GATEWAY_PORT }, "Listening");
  onStopSignal(async () => {
    await gateway.close();
    await news.close();
    await live.close();
    await house.close();
  });
}

function listen(
  server: ReturnType<typeof makeGateway>["server"],
  { HOST, GATEWAY_PORT }: { readonly HOST: string; readonly GATEWAY_PORT: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE";
      reject(taken ? new EnvError(`Port ${GATEWAY_PORT} on ${HOST} is taken: set GATEWAY_PORT to a free one.`) : error);
    });
    server.listen(GATEWAY_PORT, HOST, () => resolve());
  });
}

function onStopSignal(work: () => Promise<void>): void {
  let asked = false;
  const once = () => {
    if (asked) return;
    asked = true;
    void work().then(() => process.exit(0));
  };
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, once);
}

main().catch((error: unknown) => {
  const known = error instanceof EnvError;
  const fault = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${known ? error.message : fault}\n`);
  process.exit(known ? EXIT_CONFIG : 1);
});
