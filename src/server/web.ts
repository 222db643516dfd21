import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import next from "next";
import { openWebContainer, type WebContainer } from "./container";
import { EnvError, readListenEnv, readWebEnv, type WebEnv, wholeEnv } from "./infra/env";
import { inScope, requestIdFrom } from "./infra/request-scope";
import { API_EVENT_PATH, answerApiEvents } from "./web/api-event-route";
import { answerBars, BAR_PATH } from "./web/bar-route";
import { BODY_LATE, BODY_TIMEOUT_MS, limitBodyTime } from "./web/body-clock";
import { first, isOutsideProxy, takeIdentity } from "./web/client";
import { answerEvents, EVENT_PATH } from "./web/event-route";
import { belongsToSetUp, type Refusal, refuseBody, refuseHost, UPLOAD_PATH } from "./web/guard";
import { answerIncident, INCIDENT_PATH } from "./web/incident/route";
import { loadPages } from "./web/load-pages";
import { PLAIN_POLICY, plainAnswer } from "./web/plain-pages";
import { contentSecurityPolicy, DATA_POLICY, makeNonce, securityHeaders } from "./web/security-headers";
import type { WebServices } from "./web/services";
import { answerSystemRoute } from "./web/system-routes";
import { answerTexts, TEXT_PATH } from "./web/text-route";
import { answerWorker, WORKER_PATH } from "./web/worker-route";

/**
 * The web process: a small server of our own around Next, for what Next leaves to others: TLS, limits, request ids, the
 * host check, health that answers while everything else is down, and a stop that drains.
 */

/** Headers must be in by then: a client that trickles them holds a socket for nothing. */
const HEADERS_TIMEOUT_MS = 15_000;
/** A whole request, a large upload over a slow line included. */
const REQUEST_TIMEOUT_MS = 30 * 60_000;
/** Longer than the 60 s at which usual proxies reuse a connection, so that they never reuse a closed one. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
const HEADER_BYTES_MAX = 16 * 1024;
/** How long requests that are under way may take to end after a stop was asked for. */
const DRAIN_TIMEOUT_MS = 4_000;
/** EX_CONFIG: the launcher does not restart a process that was told something wrong. */
const EXIT_CONFIG = 78;

type DataRoute = (request: IncomingMessage, response: ServerResponse, container: WebContainer) => Promise<void>;

/** What is asked for so often that it is answered here, before Next, and what must be there without it. */
const DATA_ROUTES = new Map<string, DataRoute>([
  [BAR_PATH, answerBars],
  [EVENT_PATH, answerEvents],
  [API_EVENT_PATH, answerApiEvents],
  [INCIDENT_PATH, answerIncident],
  [WORKER_PATH, answerWorker],
  [TEXT_PATH, answerTexts],
]);

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

async function main(): Promise<void> {
  const { HOST: hostname, PORT: port } = readListenEnv();
  const app = next({ dev: false, dir: process.cwd(), hostname, port, quiet: true });
  const prepared = app.prepare();
  prepared.catch(() => undefined); // it is awaited below
  const env = readWebEnv(await wholeEnv());
  const container = openWebContainer(env);
  const { services } = container;
  const state = { nextReady: false, stopping: false };
  let handle: Handle | null = null;
  const server = makeServer(env, (request, response) => {
    void serve({ request, response, env, container, services, state, handle });
  });
  // Health answers, and a taken port is known, before Next has loaded.
  await listen(server, env);
  const stopping = new AbortController();
  onStopSignal(() => {
    stopping.abort();
    return stop(server, services, state);
  });
  await prepared;
  handle = app.getRequestHandler();
  state.nextReady = true;
  services.logger.info({ url: env.publicUrl, host: env.HOST, port: env.PORT }, "Listening");
  await loadPages(process.cwd(), { log: services.logger, signal: stopping.signal }).catch((error: unknown) =>
    services.logger.error({ error }, "Pages not loaded"),
  );
  // After the first pages, which somebody waits for.
  if (stopping.signal.aborted) return;
  await services.warm().catch((error: unknown) => services.logger.warn({ error }, "Nothing read ahead"));
}

function makeServer(env: WebEnv, listener: (request: IncomingMessage, response: ServerResponse) => void): Server {
  const options = { maxHeaderSize: HEADER_BYTES_MAX };
  const server =
    env.tls === null ? createServer(options, listener) : createTlsServer({ ...options, ...readTls(env.tls) }, listener);
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS;
  return server;
}

function readTls({ certFile, keyFile }: { readonly certFile: string; readonly keyFile: string }) {
  const read = (name: string, path: string) => {
    try {
      return readFileSync(path);
    } catch {
      throw new EnvError(
        `${name} names ${path}, which cannot be read: give the path of a PEM file this user may read.`,
      );
    }
  };
  return {
    cert: read("BIFROST_TLS_CERT", certFile),
    key: read("BIFROST_TLS_KEY", keyFile),
    minVersion: "TLSv1.2",
  } as const;
}

function listen(server: Server, env: WebEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE";
      reject(taken ? new EnvError(`Port ${env.PORT} on ${env.HOST} is taken: set PORT to a free one.`) : error);
    });
    server.listen(env.PORT, env.HOST, () => resolve());
  });
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly env: WebEnv;
  readonly container: WebContainer;
  readonly services: WebServices;
  readonly state: { readonly nextReady: boolean; readonly stopping: boolean };
  readonly handle: Handle | null;
}

/** One request, from its first byte to its log line. Never rejects: this is the boundary. */
function serve(exchange: Exchange): Promise<void> {
  const { request, response, env, services } = exchange;
  const requestId = requestIdFrom(request.headers["x-request-id"]);
  return inScope({ requestId }, async () => {
    const startedMs = performance.now();
    const path = pathOf(request);
    takeIdentity(request, env, requestId);
    response.setHeader("x-request-id", requestId);
    if (exchange.state.stopping) response.setHeader("connection", "close");
    response.once("close", () => {
      const seconds = (performance.now() - startedMs) / 1000;
      report(services, {
        method: request.method ?? "GET",
        path: shownPath(path),
        status: response.statusCode,
        seconds,
      });
    });
    try {
      await route(exchange, path);
    } catch (error) {
      services.logger.error({ error, path: shownPath(path) }, "Request failed");
      if (response.headersSent) {
        // Half an answer cannot be taken back: cut off, it is at least not taken for a whole one.
        response.destroy();
        return;
      }
      response.writeHead(500, { "content-type": "application/json" });
      response.end(JSON.stringify({ error: { kind: "request.fault", requestId } }));
    }
  });
}

async function route(exchange: Exchange, path: string): Promise<void> {
  const { request, response, env, container, services, state, handle } = exchange;
  const system = isOutsideProxy(request, env) ? await answerSystemRoute(path, services, state) : null;
  if (system !== null) {
    response.writeHead(system.status, { "content-type": system.type, "cache-control": "no-store" }).end(system.body);
    return;
  }
  const refusal = await refuse(request, path, env, services);
  if (refusal !== null) return answerPlainly(request, response, refusal);
  if (path !== UPLOAD_PATH) {
    const refuseLate = () => answerPlainly(request, response, BODY_LATE);
    limitBodyTime(request, response, { timeoutMs: BODY_TIMEOUT_MS, refuse: refuseLate });
  }
  const answerData = DATA_ROUTES.get(path);
  if (answerData !== undefined) {
    secureData(response, env);
    return answerData(request, response, container);
  }
  if (handle === null) {
    response.writeHead(503, { "retry-after": "1", "content-type": "text/plain" }).end("Starting.");
    return;
  }
  secureAnswer(request, response, env);
  await handle(request, response);
}

/** Next stamps its scripts with the nonce it finds in the request's policy; pages find it in `x-nonce`. */
function secureAnswer(request: IncomingMessage, response: ServerResponse, env: WebEnv): void {
  const nonce = makeNonce();
  const policy = contentSecurityPolicy(nonce);
  request.headers["x-nonce"] = nonce;
  request.headers["content-security-policy"] = policy;
  response.setHeader("content-security-policy", policy);
  for (const [name, value] of Object.entries(securityHeaders(env.secure))) response.setHeader(name, value);
}

/** An answer that is no page needs no nonce: nothing in it may be run or shown. */
function secureData(response: ServerResponse, env: WebEnv): void {
  response.setHeader("content-security-policy", DATA_POLICY);
  for (const [name, value] of Object.entries(securityHeaders(env.secure))) response.setHeader(name, value);
}

async function refuse(
  request: IncomingMessage,
  path: string,
  env: WebEnv,
  services: WebServices,
): Promise<Refusal | null> {
  const forwarded = env.BIFROST_TRUST_PROXY ? first(request.headers["x-forwarded-host"]) : undefined;
  const arrival = {
    method: request.method ?? "GET",
    path,
    host: forwarded ?? request.headers.host,
    contentLength: request.headers["content-length"],
    chunked: request.headers["transfer-encoding"] !== undefined,
  };
  const refusal = refuseHost(arrival.host, env.publicUrl) ?? refuseBody(arrival);
  if (refusal !== null || belongsToSetUp(path)) return refusal;
  return (await services.setUpNeeded()) ? { status: 503, kind: "setup.needed" } : null;
}

function answerPlainly(request: IncomingMessage, response: ServerResponse, { status, kind }: Refusal): void {
  const { type, body } = plainAnswer(kind, request.headers.accept?.includes("text/html") ?? false);
  response.writeHead(status, {
    "content-type": type,
    "cache-control": "no-store",
    "content-security-policy": PLAIN_POLICY,
    "x-content-type-options": "nosniff",
  });
  response.end(body);
  // What is left of a refused body is not read.
  if (status === 413 || status === 411 || status === 408) request.destroy();
}

/** Without the query: it may hold a token. */
function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?", 1)[0] ?? "/";
}

/** As it may stand in a log: a webhook's address may end in its secret. */
function shownPath(path: string): string {
  return path.replace(/^(\/api\/hooks\/[^/]+)\/.*$/, "$1/…");
}

/** Labels are bounded: files are one route, procedures and pages keep their first two parts. */
function routeLabel(path: string): string {
  if (path.startsWith("/_next/")) return "/_next";
  if (path.startsWith("/api/trpc/")) return "/api/trpc";
  const [, one = "", two = ""] = path.split("/");
  return /^[a-z-]{0,24}$/.test(one) ? `/${one}${/^[a-z-]{1,24}$/.test(two) ? `/${two}` : ""}` : "other";
}

interface Answered {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly seconds: number;
}

function report({ logger, metrics }: WebServices, { method, path, status, seconds }: Answered): void {
  // An address that does not exist must not make a label of its own.
  const label = status === 404 ? "other" : routeLabel(path);
  metrics.httpSeconds.observe({ method, route: label, status: String(status) }, seconds);
  const quiet = path.startsWith("/_next/") || path === "/healthz" || path === "/readyz" || path === "/metrics";
  const facts = { method, path, status, durationMs: Math.round(seconds * 1000) };
  if (quiet) logger.debug(facts, "Answered");
  else logger.info(facts, "Answered");
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

async function stop(server: Server, services: WebServices, state: { stopping: boolean }): Promise<void> {
  state.stopping = true;
  services.logger.info({}, "Stopping");
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), DRAIN_TIMEOUT_MS);
  await services.close();
  await closed;
  clearTimeout(timer);
}

main().catch((error: unknown) => {
  const known = error instanceof EnvError;
  process.stderr.write(
    `${known ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exit(known ? EXIT_CONFIG : 1);
});
