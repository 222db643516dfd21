import { describe, expect, it } from "vitest";
import { toFailure } from "./failure";
import { routeError, routeErrorOf } from "./route-error";

describe("routeError", () => {
  it("takes kind, path and facts from the body", () => {
    const body = { error: { kind: "instrument.not_found", path: "symbol", facts: { symbol: "NOPE", odd: {} } } };
    expect(routeError(404, body, "r1").failure).toEqual({
      kind: "instrument.not_found",
      otherwise: "input.invalid",
      path: "symbol",
      facts: { symbol: "NOPE" },
      issues: [],
      requestId: "r1",
      retryable: false,
    });
  });

  it.each([
    [0, "connection.lost", true],
    [401, "session.required", false],
    [403, "role.required", false],
    [413, "upload.too_large", false],
    [422, "input.invalid", false],
    [429, "request.throttled", false],
    [503, "server.fault", true],
  ])("has a kind for status %i without a body it knows", (status, kind, retryable) => {
    expect(routeError(status, { error: { kind: "No such" } }, null).failure).toMatchObject({ kind, retryable });
    expect(routeError(status, null, null).failure.kind).toBe(kind);
    expect(routeError(status, "text", null).failure.kind).toBe(kind);
  });

  it("keeps a kind that this page may not know, and what to say instead", () => {
    expect(routeError(413, { error: { kind: "request.newer" } }, null).failure).toMatchObject({
      kind: "request.newer",
      otherwise: "upload.too_large",
    });
  });

  it("is a failure like any other", async () => {
    const response = Response.json(
      { error: { kind: "upload.empty" } },
      { status: 400, headers: { "x-request-id": "r2" } },
    );
    expect(toFailure(await routeErrorOf(response))).toMatchObject({ kind: "upload.empty", requestId: "r2" });
  });
});
