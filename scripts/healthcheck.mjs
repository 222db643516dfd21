// Says by its exit code whether this container is well: for HEALTHCHECK.
//
// usage: node scripts/healthcheck.mjs web       the web server answers that it is ready
//        node scripts/healthcheck.mjs gateway   the gateway answers
//        node scripts/healthcheck.mjs workers   a worker of this host has reported in the last half minute
import { hostname } from "node:os";
import pg from "pg";

const HEARTBEAT_MAX_S = 30;
const TIMEOUT_MS = 4_000;

async function answers(port, path) {
  const scheme = process.env.BIFROST_TLS_CERT ? "https" : "http";
  const answer = await fetch(`${scheme}://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  return answer.ok;
}

const isWebWell = () => answers(process.env.PORT ?? 3000, "/readyz");
const isGatewayWell = () => answers(process.env.GATEWAY_PORT, "/healthz");

async function areWorkersWell() {
  const client = new pg.Client({
    connectionString: process.env.DATABASE_URL,
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
  });
  await client.connect();
  try {
    const { rowCount } = await client.query(
      "SELECT FROM worker_process WHERE host = $1 AND heartbeat_at > now() - make_interval(secs => $2) LIMIT 1",
      [hostname(), HEARTBEAT_MAX_S],
    );
    return rowCount === 1;
  } finally {
    await client.end();
  }
}

const checks = { web: isWebWell, gateway: isGatewayWell, workers: areWorkersWell };
const check = checks[process.argv[2]];
try {
  if (!check) throw new Error(`name what to check: ${Object.keys(checks).join(" or ")}`);
  if (!(await check())) throw new Error("not well");
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
