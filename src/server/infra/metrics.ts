import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** Seconds. A page is fast under 0.1; a backtest may take minutes. */
const HTTP_BUCKETS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const JOB_BUCKETS = [0.1, 0.5, 1, 5, 15, 60, 300, 1800];

export interface Metrics {
  /** Text in Prometheus' format. */
  text(): Promise<string>;
  readonly contentType: string;
  readonly httpSeconds: Histogram<"method" | "route" | "status">;
  readonly jobSeconds: Histogram<"job" | "outcome">;
  readonly jobsRunning: Gauge<"queue">;
  readonly outboxPublished: Counter<"kind">;
  readonly jobsRecovered: Counter<"how">;
  readonly streams: Gauge;
  readonly signIns: Counter<"outcome">;
  /** Reads values that live elsewhere at each scrape. */
  observe(name: string, help: string, read: () => Promise<number>): void;
}

/** The metrics of one process. Labels are bounded: routes are patterns, never addresses. */
export function makeMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    text: () => registry.metrics(),
    contentType: registry.contentType,
    httpSeconds: new Histogram({
      name: "bifrost_http_seconds",
      help: "Time to answer a request",
      labelNames: ["method", "route", "status"],
      buckets: HTTP_BUCKETS,
      registers,
    }),
    jobSeconds: new Histogram({
      name: "bifrost_job_seconds",
      help: "Time one attempt of a job took",
      labelNames: ["job", "outcome"],
      buckets: JOB_BUCKETS,
      registers,
    }),
    jobsRunning: new Gauge({
      name: "bifrost_jobs_running",
      help: "Jobs that run in this process",
      labelNames: ["queue"],
      registers,
    }),
    outboxPublished: new Counter({
      name: "bifrost_outbox_published_total",
      help: "Outbox rows this process gave their place in the order",
      labelNames: ["kind"],
      registers,
    }),
    jobsRecovered: new Counter({
      name: "bifrost_jobs_recovered_total",
      help: "Jobs the sweeper found lost by the carrier or by their worker",
      labelNames: ["how"],
      registers,
    }),
    streams: new Gauge({ name: "bifrost_event_streams", help: "Browsers that listen to news", registers }),
    signIns: new Counter({
      name: "bifrost_sign_ins_total",
      help: "Attempts to sign in",
      labelNames: ["outcome"],
      registers,
    }),
    observe(name, help, read) {
      const gauge = new Gauge({
        name,
        help,
        registers: [],
        // What cannot be read is unknown, and says so: one dead part must not take the whole scrape with it.
        async collect() {
          this.set(await read().catch(() => Number.NaN));
        },
      });
      registry.registerMetric(gauge);
    },
  };
}
