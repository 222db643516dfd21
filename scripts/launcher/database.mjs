// Which database an installation uses: the embedded one, or the one that DATABASE_URL names.

import { randomBytes } from "node:crypto";
import { join } from "node:path";
import pg from "pg";
import { migrate } from "../migrate.mjs";
import { startEmbedded } from "../pg-embedded.mjs";
import { PRIVATE_FILE, privateFolder, readText, remove, secret, writeAtomic } from "./files.mjs";

const APP_ROLE = "bifrost_app";

/**
 * @typedef {import("./settings.mjs").Settings} Settings
 * @typedef {{
 *   readonly kind: "embedded" | "external", readonly ownerUrl: string,
 *   readonly appRole: { readonly name: string, readonly password: string },
 *   readonly server: Awaited<ReturnType<typeof startEmbedded>> | null,
 * }} Database
 */

/**
 * The external database of the settings: who owns it, and the role the app gets.
 *
 * @param {Settings} settings
 * @returns {Database}
 */
function externalDatabase({ databaseUrl, ownerUrl, dataDir }) {
  const url = new URL(ownerUrl ?? databaseUrl);
  const app = ownerUrl && databaseUrl ? new URL(databaseUrl) : null;
  const separate = app !== null && app.username !== "" && app.username !== url.username;
  const database = decodeURIComponent(url.pathname.slice(1));
  const appRole = separate
    ? { name: decodeURIComponent(app.username), password: decodeURIComponent(app.password) }
    : { name: `${APP_ROLE}_${database}`, password: secret(dataDir, "pg-app-password") };
  return { kind: "external", ownerUrl: url.href, appRole, server: null };
}

/**
 * Opens the installation's database: starts or joins the embedded server when no address is set.
 *
 * @param {Settings} settings
 * @param {{ port?: number }} [options]
 * @returns {Promise<Database>}
 */
export async function openDatabase(settings, options = {}) {
  if (settings.databaseUrl || settings.ownerUrl) return externalDatabase(settings);
  const server = await startEmbedded({ dataDir: settings.dataDir, ...options });
  const appRole = { name: APP_ROLE, password: secret(settings.dataDir, "pg-app-password") };
  return { kind: "embedded", ownerUrl: server.url, appRole, server };
}

/**
 * Migrates; backs up first when there is something to lose.
 *
 * @param {Database} database
 * @param {Settings} settings
 * @param {(text: string) => void} say
 */
export async function migrateDatabase(database, settings, say) {
  let backup = "";
  try {
    return await migrate({
      ownerUrl: database.ownerUrl,
      appRole: database.appRole,
      beforeChange: async (pending) => {
        const { createBackup, backupName } = await import("../backup.mjs");
        const file = join(privateFolder(join(settings.dataDir, "backups")), backupName("before-migration"));
        const { rows } = await createBackup({ ownerUrl: database.ownerUrl, file });
        backup = file;
        say(
          `backed up ${rows} rows to ${file} before ${pending.length} new migration${pending.length === 1 ? "" : "s"}`,
        );
      },
    });
  } catch (error) {
    if (backup !== "" && error.migration) {
      error.message += ` Report or mend ${error.migration}, or go back to the version you had; the backup made just before is ${backup} ("./bifrost restore ${backup} --yes").`;
    }
    throw error;
  }
}

/**
 * The file with the one-time set-up token, while there is no administrator; null once there is one.
 *
 * @param {string} url
 * @param {string} dataDir
 * @returns {Promise<string | null>} the token
 */
export async function setupToken(url, dataDir) {
  const file = join(dataDir, "setup-token");
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rows } = await client.query("SELECT EXISTS (SELECT FROM user_account WHERE role = 'admin') AS present");
    if (rows[0].present) {
      remove(file);
      return null;
    }
  } finally {
    await client.end();
  }
  const known = readText(file)?.trim();
  if (known) return known;
  const token = randomBytes(32).toString("base64url");
  writeAtomic(file, `${token}\n`, PRIVATE_FILE);
  return token;
}

/** How long a database may take to say that it is there. */
const ANSWER_TIMEOUT_MS = 3_000;

/**
 * Whether a database takes a connection now.
 *
 * @param {Database} database
 */
export async function databaseAnswers({ ownerUrl }) {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: ANSWER_TIMEOUT_MS });
  client.on("error", () => {}); // it may go away while it is asked; the answer is no
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
