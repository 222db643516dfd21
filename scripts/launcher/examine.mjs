// What the doctor asks the database itself.
import pg from "pg";
import { appUrl, connectOwner, pendingOf, readLedger, readMigrations } from "../migrate.mjs";
import { good, problem, warning } from "./finding.mjs";
import { Refusal } from "./processes.mjs";

/** A worker renews its row every few seconds. */
const HEARTBEAT_MAX_S = 30;

async function checkServer(client) {
  const { rows } = await client.query(
    "SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number, current_setting('fsync') AS fsync, current_database() AS name",
  );
  const [{ version, number, fsync, name }] = rows;
  if (number < 140_000)
    return problem("database", `"${name}" is on PostgreSQL ${version}`, "use PostgreSQL 14 or newer");
  if (fsync !== "on")
    return problem(
      "database",
      "fsync is off: a power cut would destroy the data",
      "switch fsync on in its configuration",
    );
  return good("database", `"${name}" on PostgreSQL ${version} answers`);
}

async function checkTimescale(client) {
  const { rows } = await client.query("SELECT extversion AS version FROM pg_extension WHERE extname = 'timescaledb'");
  return good(
    "bars",
    rows[0] ? `TimescaleDB ${rows[0].version} hypertables` : "native partitions (no TimescaleDB, none needed)",
  );
}

async function checkMigrations(client) {
  const ledger = await readLedger(client);
  try {
    const pending = pendingOf(readMigrations(), ledger);
    if (pending.length === 0) return good("migrations", `all ${ledger.length} applied`);
    const names = pending.map(({ name }) => name);
    const failed =
      ledger.length === 0
        ? { rows: [] }
        : await client.query(
            "SELECT migration_name AS name, logs FROM _prisma_migrations WHERE rolled_back_at IS NOT NULL AND migration_name = ANY($1) ORDER BY rolled_back_at DESC LIMIT 1",
            [names],
          );
    const [last] = failed.rows;
    if (last)
      return problem(
        "migrations",
        `${last.name} failed and was rolled back (${last.logs}); the data is unchanged`,
        'mend the migration or go back to the version before, then run "npm start"',
      );
    return warning(
      "migrations",
      `${pending.length} to apply: ${names.join(", ")}`,
      'run "npm start", which backs up and applies them',
    );
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return problem("migrations", error.message, "see there");
  }
}

const RIGHTS = `
  SELECT c.relname AS name FROM pg_class c
  WHERE EXISTS (SELECT FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgrelid = c.oid AND p.proname = 'refuse_change')
    AND (has_table_privilege(current_user, c.oid, 'UPDATE') OR has_table_privilege(current_user, c.oid, 'DELETE') OR has_table_privilege(current_user, c.oid, 'TRUNCATE'))`;

/** Signs in as the app and asks the database what it could do. */
async function checkRole({ ownerUrl, appRole }) {
  const client = new pg.Client({ connectionString: appUrl(ownerUrl, appRole), connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    const { rows } = await client.query(RIGHTS);
    if (rows.length === 0)
      return good("app role", `"${appRole.name}" can add to what is append-only and cannot change it`);
    return problem(
      "app role",
      `"${appRole.name}" may change ${rows.map(({ name }) => name).join(", ")}`,
      'run "npm start", which sets its rights again',
    );
  } catch (error) {
    if (error.code === undefined) throw error;
    return warning(
      "app role",
      `"${appRole.name}" cannot sign in (${error.message}); the app would run as the owner`,
      'run "npm start", which makes it, or make it by hand and set DATABASE_OWNER_URL',
    );
  } finally {
    await client.end();
  }
}

async function checkWorkers(client, running) {
  const { rows } = await client.query(
    "SELECT count(*) FILTER (WHERE heartbeat_at > now() - make_interval(secs => $1))::int AS alive, count(*)::int AS all FROM worker_process",
    [HEARTBEAT_MAX_S],
  );
  const [{ alive, all }] = rows;
  if (alive > 0) return good("workers", `${alive} at work`);
  if (running === null) return good("workers", "none, as nothing runs");
  return problem(
    "workers",
    all === 0 ? "none has reported" : `none has reported for ${HEARTBEAT_MAX_S} s`,
    "see logs/workers.log in the data folder",
  );
}

async function checkAdministrator(client) {
  const { rows } = await client.query(
    "SELECT count(*)::int AS admins FROM user_account WHERE role = 'admin' AND disabled_at IS NULL",
  );
  if (rows[0].admins > 0) return good("administrator", "there is one");
  return warning(
    "administrator",
    "none yet",
    'open the set-up address that "npm start" prints, or run "./bifrost user create --role admin"',
  );
}

/**
 * The database's own findings, and whether there is something to lose.
 *
 * @param {import("../database-session.mjs").DatabaseSession} session
 */
export async function examine(session) {
  const client = await connectOwner(session.ownerUrl);
  try {
    const findings = [await checkServer(client), await checkTimescale(client), await checkMigrations(client)];
    const has = async (table) =>
      (await client.query("SELECT to_regclass($1) IS NOT NULL AS present", [table])).rows[0].present;
    if (await has("audit_log")) findings.push(await checkRole(session));
    if (await has("worker_process")) findings.push(await checkWorkers(client, session.running));
    if (await has("user_account")) findings.push(await checkAdministrator(client));
    const hasData =
      (await has("user_account")) &&
      (await client.query("SELECT EXISTS (SELECT FROM user_account) AS present")).rows[0].present;
    return { findings, hasData };
  } finally {
    await client.end();
  }
}
