// A database that is away makes every loop of every process complain. The terminal hears of it once when it begins and once
// when it is over; each complaint stays in its log.

/** How PostgreSQL, its driver and the network say that there is nobody to talk to. */
const AWAY = [
  /ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|EHOSTUNREACH|ETIMEDOUT/,
  /Connection terminated|connection is closed|not queryable|timeout exceeded when trying to connect/i,
  /terminating connection|server closed the connection|57P0[123]/,
  /the database system is (starting up|shutting down|in recovery|not yet accepting)/,
  /Can't reach database server/,
];
const PROBE_EVERY_MS = 2_000;
/** Whoever waited with a long pause complains this much later at most. */
const STRAGGLERS_MS = 15_000;

/**
 * Whether a log line is about a database that does not answer.
 *
 * @param {string} line
 */
export function isAboutOutage(line) {
  if (!line.startsWith("{")) return false;
  try {
    const { level, error, err } = JSON.parse(line);
    const fault = error ?? err;
    if (typeof level !== "number" || typeof fault?.message !== "string") return false;
    return AWAY.some((pattern) => pattern.test(fault.message) || pattern.test(String(fault.code ?? "")));
  } catch {
    return false;
  }
}

/**
 * @param {{
 *   say: (text: string) => void, answers: () => Promise<boolean>, nowMs?: () => number,
 *   later?: (work: () => void, ms: number) => void,
 * }} options `answers`: whether the database does now
 */
export function makeOutage({
  say,
  answers,
  nowMs = Date.now,
  later = (work, ms) => void setTimeout(work, ms).unref(),
}) {
  /** When the outage began; null while there is none. */
  let sinceMs = null;
  let overMs = Number.NEGATIVE_INFINITY;
  let probing = false;

  async function probe() {
    if (!(await answers())) {
      begin();
      return later(() => void probe(), PROBE_EVERY_MS);
    }
    probing = false;
    if (sinceMs === null) return undefined;
    overMs = nowMs();
    say(`the database answers again, after ${Math.round((overMs - sinceMs) / 1000)} s`);
    sinceMs = null;
    return undefined;
  }

  function begin() {
    if (sinceMs !== null) return;
    sinceMs = nowMs();
    say("the database does not answer; web and workers wait for it, and what fails meanwhile is in their logs");
  }

  return {
    /**
     * Whether the terminal need not hear this line. The first of an outage announces it.
     *
     * @param {string} line
     */
    hides(line) {
      if (!isAboutOutage(line)) return false;
      // Late complaints about an outage that is over say nothing new; about a new one the probe knows.
      if (sinceMs === null && nowMs() - overMs > STRAGGLERS_MS) begin();
      if (!probing) {
        probing = true;
        void probe();
      }
      return true;
    },
  };
}
