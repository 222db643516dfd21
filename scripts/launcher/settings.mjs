// What the environment asks of the launcher, checked before anything is done. Needs nothing but Node.
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Refusal } from "./processes.mjs";

/** The folder that holds package.json. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|::1)$/;
const PORT_DEFAULT = 3000;

/**
 * The data folder: BIFROST_DATA_DIR, relative to where the command was typed, else `.data` beside package.json.
 *
 * @param {NodeJS.ProcessEnv} env
 */
export function dataFolder(env = process.env) {
  return env.BIFROST_DATA_DIR ? resolve(env.BIFROST_DATA_DIR) : join(ROOT, ".data");
}

/**
 * @typedef {{
 *   readonly root: string, readonly dataDir: string, readonly host: string, readonly portWanted: number,
 *   readonly secure: boolean, readonly publicUrl: string | null,
 *   readonly databaseUrl: string | null, readonly ownerUrl: string | null, readonly redisUrl: string | null,
 * }} Settings
 */

/**
 * Reads the launcher's settings. Refuses, in one sentence, what cannot be.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Settings}
 */
export function readSettings(env = process.env) {
  const host = env.HOST || "127.0.0.1";
  const secure = Boolean(env.BIFROST_TLS_CERT || env.BIFROST_TLS_KEY);
  if (secure) checkTls(env);
  if (!LOOPBACK.test(host) && !secure && env.BIFROST_TRUST_PROXY !== "1") {
    throw new Refusal(
      `HOST=${host} would show Bifrost Trader to the network without encryption: set BIFROST_TLS_CERT and BIFROST_TLS_KEY, or BIFROST_TRUST_PROXY=1 when a proxy in front of it does TLS, or leave HOST out.`,
    );
  }
  return {
    root: ROOT,
    dataDir: dataFolder(env),
    host,
    portWanted: readPort(env.PORT),
    secure,
    publicUrl: readUrl(env, "BIFROST_PUBLIC_URL", /^https?:$/, "https://trader.example.org"),
    databaseUrl: readUrl(env, "DATABASE_URL", /^postgres(ql)?:$/, "postgresql://user:password@host:5432/database"),
    ownerUrl: readUrl(env, "DATABASE_OWNER_URL", /^postgres(ql)?:$/, "postgresql://user:password@host:5432/database"),
    redisUrl: readUrl(env, "REDIS_URL", /^rediss?:$/, "redis://host:6379"),
  };
}

function checkTls(env) {
  for (const name of ["BIFROST_TLS_CERT", "BIFROST_TLS_KEY"]) {
    if (!env[name]) throw new Refusal(`${name} is missing: TLS needs both BIFROST_TLS_CERT and BIFROST_TLS_KEY.`);
    if (!existsSync(env[name]))
      throw new Refusal(`${name} names ${env[name]}, which does not exist: give the path of a PEM file.`);
  }
}

function readPort(text) {
  if (text === undefined || text === "") return PORT_DEFAULT;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Refusal(
    `PORT was "${text}": give a whole number from 1 to 65535 (0 takes any free one), or leave it out for ${PORT_DEFAULT}.`,
  );
}

function readUrl(env, name, protocol, example) {
  const text = env[name];
  if (text === undefined || text === "") return null;
  if (URL.canParse(text) && protocol.test(new URL(text).protocol)) return text;
  throw new Refusal(`${name} is not an address: write it like ${example}.`);
}

/**
 * The address to print and to give to people.
 *
 * @param {Settings} settings
 * @param {number} port
 */
export function addressOf({ host, secure, publicUrl }, port) {
  if (publicUrl) return publicUrl.replace(/\/+$/, "");
  const shown = host.includes(":") ? `[${host}]` : host === "0.0.0.0" ? "127.0.0.1" : host;
  return `${secure ? "https" : "http"}://${shown}:${port}`;
}
