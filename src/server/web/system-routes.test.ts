import { describe, expect, it } from "vitest";
import { silentLogger } from "../infra/logger";
import { makeMetrics } from "../infra/metrics";
import type { WebServices } from "./services";
import { answerSystemRoute } from "./system-routes";

const running = { nextReady: true, stopping: false };

function services(databaseAnswers: () => Promise<boolean>): WebServices {
  return {
    logger: silentLogger,
    metrics: makeMetrics(),
    databaseAnswers,
    warm: async () => undefined,
    setUpNeeded: () => Promise.resolve(false),
    close: () => Promise.resolve(),
  };
}

async function ready(databaseAnswers: () => Promise<boolean>, state = running) {
  const answer = await answerSystemRoute("/readyz", services(databaseAnswers), state);
  return { status: answer?.status, body: JSON.parse(answer?.body ?? "null") };
}

describe("system routes", () => {
  it("is alive whatever else is down", async () => {
    const answer = await answerSystemRoute(
      "/healthz",
      services(() => Promise.reject(new Error("down"))),
      running,
    );
    expect(answer?.status).toBe(200);
  });

  it("is ready when every part is", async () => {
    expect(await ready(() => Promise.resolve(true))).toEqual({
      status: 200,
      body: { ready: true, parts: { database: true, next: true, accepting: true } },
    });
  });

  it("names the part that is not", async () => {
    const down = await ready(() => Promise.reject(new Error("down")));
    expect(down).toMatchObject({ status: 503, body: { ready: false, parts: { database: false, next: true } } });
    const stopping = await ready(() => Promise.resolve(true), { nextReady: true, stopping: true });
    expect(stopping).toMatchObject({ status: 503, body: { parts: { accepting: false } } });
  });

  it("speaks Prometheus", async () => {
    const answer = await answerSystemRoute(
      "/metrics",
      services(() => Promise.resolve(true)),
      running,
    );
    expect(answer?.body).toContain("# HELP bifrost_http_seconds");
  });

  it("leaves other paths alone", async () => {
    expect(
      await answerSystemRoute(
        "/chart",
        services(() => Promise.resolve(true)),
        running,
      ),
    ).toBeNull();
  });
});
