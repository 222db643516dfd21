import { expect, it } from "vitest";
import { makeMetrics } from "@/server/infra/metrics";
import { startMetricsServer } from "./metrics-server";

it("answers metrics and health of the process, and nothing else", async () => {
  const metrics = makeMetrics();
  metrics.jobsRecovered.inc({ how: "sent_again" });
  const server = await startMetricsServer({ host: "127.0.0.1", port: 0 }, metrics);
  try {
    const get = (path: string) => fetch(`http://127.0.0.1:${server.port}${path}`);
    const answer = await get("/metrics");
    expect(answer.headers.get("content-type")).toContain("text/plain");
    expect(await answer.text()).toContain('bifrost_jobs_recovered_total{how="sent_again"} 1');
    expect(await (await get("/healthz")).json()).toEqual({ alive: true });
    expect((await get("/anything")).status).toBe(404);
  } finally {
    await server.close();
  }
});
