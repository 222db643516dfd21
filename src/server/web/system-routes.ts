import type { WebServices } from "./services";

/** How long a readiness check waits for the database before it calls it down. */
const READY_TIMEOUT_MS = 2_000;

export interface SystemAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

export interface ProcessState {
  /** Next has loaded its pages. */
  readonly nextReady: boolean;
  /** Asked to stop: answers what came in, takes nothing new. */
  readonly stopping: boolean;
}

/**
 * `/healthz` says that the process lives, `/readyz` that it can serve and which part cannot, `/metrics` speaks Prometheus.
 * They answer while Next or the database is down. Null for any other path.
 */
export async function answerSystemRoute(
  path: string,
  services: WebServices,
  state: ProcessState,
): Promise<SystemAnswer | null> {
  switch (path) {
    case "/healthz":
      return json(200, { alive: true });
    case "/readyz": {
      const database = await within(READY_TIMEOUT_MS, services.databaseAnswers());
      const parts = { database, next: state.nextReady, accepting: !state.stopping };
      const ready = Object.values(parts).every(Boolean);
      return json(ready ? 200 : 503, { ready, parts });
    }
    case "/metrics":
      return { status: 200, type: services.metrics.contentType, body: await services.metrics.text() };
    default:
      return null;
  }
}

function json(status: number, value: unknown): SystemAnswer {
  return { status, type: "application/json", body: JSON.stringify(value) };
}

/** False when `answer` is false, fails or takes longer: for readiness these are one thing. */
function within(timeoutMs: number, answer: Promise<boolean>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), timeoutMs);
    answer.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      () => {
        clearTimeout(timer);
        resolve(false);
      },
    );
  });
}
