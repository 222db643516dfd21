import { once } from "node:events";
import { join, resolve } from "node:path";
import { z } from "zod";

/**
 * The only reader of `process.env` in the app. Each variable says what it means; a wrong one is refused at start-up with
 * its name and what would pass.
 */

/** Set but empty counts as not set: that is what `NAME= npm start` and compose files mean. */
const text = z.string().trim().min(1);
const flag = z
  .enum(["0", "1"], "0 or 1")
  .default("0")
  .transform((value) => value === "1");
const databaseUrl = z
  .string("postgresql://user:password@host:port/database")
  .regex(/^postgres(ql)?:\/\/\S+$/, "postgresql://user:password@host:port/database");
const redisUrl = z.string().regex(/^rediss?:\/\/\S+$/, "redis://host:port or rediss://user:password@host:port");
const webAddress = z
  .string()
  .regex(/^https?:\/\/[^\s/]+$/, "an address like https://bifrost.example.com, without a path");

export const WORKER_ROLES = ["ingest", "research", "ops", "stream", "trading", "strategy"] as const;
export type WorkerRole = (typeof WORKER_ROLES)[number];

const roles = z
  .string()
  .default(WORKER_ROLES.join(","))
  .transform((list) => list.split(",").map((role) => role.trim()))
  .pipe(z.array(z.enum(WORKER_ROLES, `a comma separated list of ${WORKER_ROLES.join(", ")}`)).min(1));

const common = z.object({
  /** The app's database role, which cannot change what is append-only. */
  DATABASE_URL: databaseUrl,
  /** Carries jobs and wake-ups instead of PostgreSQL. Holds nothing that cannot be lost. */
  REDIS_URL: redisUrl.optional(),
  /** Uploads, backups, keys, logs. */
  BIFROST_DATA_DIR: text.default("./.data"),
  LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error", "fatal"], "trace, debug, info, warn, error or fatal")
    .default("info"),
  /** 1: logs for eyes instead of machines. Development only. */
  LOG_PRETTY: flag,
  NODE_ENV: z.enum(["production", "development", "test"]).default("production"),
});

const port = z.coerce
  .number("a port from 0 to 65535")
  .int("a port from 0 to 65535")
  .min(0, "a port from 0 to 65535")
  .max(65_535, "a port from 0 to 65535");

const webOnly = z.object({
  /** Port to listen on; 0 takes any free one. */
  PORT: port.default(3000),
  /** Address to listen on. Anything but this machine needs TLS or a declared proxy. */
  HOST: text.default("127.0.0.1"),
  /** What browsers type. Requests for another host are refused. */
  BIFROST_PUBLIC_URL: webAddress.optional(),
  /** PEM files; both or none. */
  BIFROST_TLS_CERT: text.optional(),
  BIFROST_TLS_KEY: text.optional(),
  /** 1: a proxy in front ends TLS and sets X-Forwarded-For, -Host and -Proto. They are ignored otherwise. */
  BIFROST_TRUST_PROXY: flag,
  /** Signs session cookies. At least 32 characters. */
  NEXTAUTH_SECRET: z.string("at least 32 random characters").min(32, "at least 32 random characters"),
  /** What next-auth calls us; the public address where it is not set. */
  NEXTAUTH_URL: webAddress.optional(),
  /** The one-time set-up token's file; default `<data>/setup-token`. */
  BIFROST_SETUP_TOKEN_FILE: text.optional(),
});

const workersOnly = z.object({
  /** What this worker process takes on. */
  BIFROST_ROLES: roles,
  /** How long an order of a paper account is on its way before it can fill. */
  BIFROST_PAPER_LATENCY_MS: z.coerce
    .number("a whole number of milliseconds from 0 to 60000")
    .int("a whole number of milliseconds from 0 to 60000")
    .min(0, "a whole number of milliseconds from 0 to 60000")
    .max(60_000, "a whole number of milliseconds from 0 to 60000")
    .default(50),
  /** Port on which this worker process answers /metrics and /healthz; it answers nowhere when this is not set. */
  BIFROST_METRICS_PORT: port.optional(),
  /** Address of that port. The answers are for a scraper inside: they carry no secret and ask for none. */
  BIFROST_METRICS_HOST: text.default("127.0.0.1"),
});

const gatewayOnly = z
  .object({
    /** Port of the gateway for clients of Alpaca. It runs where this is set. */
    GATEWAY_PORT: port,
  })
  .extend(
    webOnly.pick({
      HOST: true,
      BIFROST_TLS_CERT: true,
      BIFROST_TLS_KEY: true,
      BIFROST_TRUST_PROXY: true,
      BIFROST_SETUP_TOKEN_FILE: true,
    }).shape,
  );

const listenOnly = webOnly.pick({ PORT: true, HOST: true });
const later = common.pick({ DATABASE_URL: true });

export type CommonEnv = z.infer<typeof common>;
export type WorkersEnv = z.infer<typeof workersEnv>;
export interface WebEnv extends z.infer<typeof webShape> {
  /** Where browsers find us, without a trailing slash. */
  readonly publicUrl: string;
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  readonly setupTokenFile: string;
  /** Whether browsers reach us over TLS, ours or the proxy's: cookies and HSTS depend on it. */
  readonly secure: boolean;
}

const webShape = common.extend(webOnly.shape);
const workersEnv = common.extend(workersOnly.shape);
const gatewayShape = common.extend(gatewayOnly.shape);

/** A variable is missing or wrong. The message is for the person who starts the process. */
export class EnvError extends Error {
  override readonly name = "EnvError";
}

type Source = Readonly<Record<string, string | undefined>>;

/** Keys for secrets at rest, newest first, commas between; null: they are kept in `<data>/keys/secrets-key`. */
export function readSecretsKey(source: Source = process.env): string | null {
  const given = source["BIFROST_SECRETS_KEY"]?.trim() ?? "";
  return given === "" ? null : given;
}

/**
 * The folder that watched files may be in, from BIFROST_IMPORT_ROOT; `<data>/import` where it is not set. Nothing outside of it
 * is read, whatever a person or a link says.
 */
export function readImportRoot(dataDir: string, source: Source = process.env): string {
  const given = source["BIFROST_IMPORT_ROOT"]?.trim() ?? "";
  return given === "" ? join(resolve(dataDir), "import") : resolve(given);
}

/** Where to listen: all that the web server must know while it loads. */
export function readListenEnv(source: Source = process.env): z.infer<typeof listenOnly> {
  return parse(listenOnly, source);
}

/**
 * The environment, once it is whole. The launcher starts the web server ahead of its database, with
 * BIFROST_AWAITS_DATABASE=1, and sends it the address once it is there and migrated: loading takes as long.
 */
export async function wholeEnv(from: NodeJS.Process = process): Promise<Source> {
  if (from.env["BIFROST_AWAITS_DATABASE"] !== "1" || from.send === undefined) return from.env;
  const [message]: unknown[] = await once(from, "message");
  from.disconnect();
  return { ...from.env, ...later.parse(message) };
}

export function readCommonEnv(source: Source = process.env): CommonEnv {
  return parse(common, source);
}

export function readWorkersEnv(source: Source = process.env): WorkersEnv {
  return parse(workersEnv, source);
}

export interface GatewayEnv extends z.infer<typeof gatewayShape>, Reach {
  readonly setupTokenFile: string;
}

export function readGatewayEnv(source: Source = process.env): GatewayEnv {
  const env = parse(gatewayShape, source);
  return {
    ...env,
    ...reachOf(env),
    setupTokenFile: env.BIFROST_SETUP_TOKEN_FILE ?? `${env.BIFROST_DATA_DIR}/setup-token`,
  };
}

interface Reach {
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
}

/** How far a server listens. Other machines reach it by TLS or through a declared proxy only. */
function reachOf(
  env: Pick<z.infer<typeof webShape>, "HOST" | "BIFROST_TLS_CERT" | "BIFROST_TLS_KEY" | "BIFROST_TRUST_PROXY">,
): Reach {
  const { BIFROST_TLS_CERT: certFile, BIFROST_TLS_KEY: keyFile, HOST } = env;
  if ((certFile === undefined) !== (keyFile === undefined)) {
    throw new EnvError("BIFROST_TLS_CERT and BIFROST_TLS_KEY belong together: set both to PEM files, or neither.");
  }
  const tls = certFile !== undefined && keyFile !== undefined ? { certFile, keyFile } : null;
  if (!isLoopback(HOST) && tls === null && !env.BIFROST_TRUST_PROXY) {
    throw new EnvError(
      `HOST ${HOST} is reachable from other machines: set BIFROST_TLS_CERT and BIFROST_TLS_KEY, or BIFROST_TRUST_PROXY=1 behind a proxy that ends TLS, or leave HOST at 127.0.0.1.`,
    );
  }
  return { tls };
}

export function readWebEnv(source: Source = process.env): WebEnv {
  const env = parse(webShape, source);
  const { HOST, PORT } = env;
  const { tls } = reachOf(env);
  const publicUrl = env.BIFROST_PUBLIC_URL ?? `${tls === null ? "http" : "https"}://${bracketed(HOST)}:${PORT}`;
  return {
    ...env,
    publicUrl,
    tls,
    setupTokenFile: env.BIFROST_SETUP_TOKEN_FILE ?? `${env.BIFROST_DATA_DIR}/setup-token`,
    secure: publicUrl.startsWith("https://"),
  };
}

/** Whether only this machine can connect to `host`. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

/** An IPv6 address as it stands in an address line. */
function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

function parse<T>(schema: z.ZodType<T>, source: Source): T {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0] ?? "environment");
    return name in given
      ? `${name} is "${shown(name, given[name] ?? "")}" and must be ${issue.message}.`
      : `${name} is missing: set it to ${issue.message}.`;
  });
  throw new EnvError([...new Set(problems)].join("\n"));
}

/** A secret is never repeated, not even a wrong one; nor is the password inside an address. */
function shown(name: string, value: string): string {
  if (/SECRET|PASSWORD|TOKEN$/.test(name)) return "…";
  return value.replace(/:\/\/[^@\s]*@/, "://…@").slice(0, 120);
}
