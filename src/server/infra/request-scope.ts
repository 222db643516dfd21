import { AsyncLocalStorage } from "node:async_hooks";

/** What every log line of one piece of work carries: the request, and the job it became. */
export interface RequestScope {
  readonly requestId: string;
  readonly jobId?: string;
}

const KEY = Symbol.for("bifrost.request-scope");

/**
 * The web server and Next's own bundles are two copies of this file in one process: the storage is shared through the
 * global object, or a request would lose its id at the border between them.
 */
function storage(): AsyncLocalStorage<RequestScope> {
  const known: unknown = Reflect.get(globalThis, KEY);
  if (known instanceof AsyncLocalStorage) return known;
  const fresh = new AsyncLocalStorage<RequestScope>();
  Reflect.set(globalThis, KEY, fresh);
  return fresh;
}

export function inScope<T>(scope: RequestScope, work: () => T): T {
  return storage().run(scope, work);
}

/** For work that outlives the request which happened to begin it: its log lines are nobody's. */
export function outOfScope<T>(work: () => T): T {
  return storage().exit(work);
}

export function currentScope(): RequestScope | null {
  return storage().getStore() ?? null;
}

const REQUEST_ID = /^[A-Za-z0-9._-]{8,64}$/;

/** The id a proxy gave, if it looks like one; else a new one. Goes into headers, logs, jobs and audit rows. */
export function requestIdFrom(header: string | readonly string[] | undefined | null): string {
  return typeof header === "string" && REQUEST_ID.test(header) ? header : crypto.randomUUID();
}
