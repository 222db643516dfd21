import { describe, expect, it } from "vitest";
import { BODY_BYTES_MAX, belongsToSetUp, refuseBody, refuseHost } from "./guard";

const PUBLIC = "https://desk.example.com";

describe("hosts", () => {
  it.each(["desk.example.com", "desk.example.com:443", "127.0.0.1:3000", "localhost", "[::1]:3000"])(
    "lets %s in",
    (host) => {
      expect(refuseHost(host, PUBLIC)).toBeNull();
    },
  );

  it.each(["evil.example", "desk.example.com.evil.example", "127.0.0.1.nip.example:3000", "10.0.0.5"])(
    "refuses %s, which is not ours",
    (host) => {
      expect(refuseHost(host, PUBLIC)).toEqual({ status: 421, kind: "request.host_unknown" });
    },
  );

  it.each([undefined, "", "a b", "user@desk.example.com", "desk.example.com/path", "x:port"])(
    "refuses %j, which is no host",
    (host) => {
      expect(refuseHost(host, PUBLIC)).toEqual({ status: 400, kind: "request.host_malformed" });
    },
  );
});

describe("bodies", () => {
  const arrival = {
    method: "POST",
    path: "/api/trpc/backtest.submit",
    host: "localhost",
    contentLength: "10",
    chunked: false,
  };

  it("takes a body within bounds, and any on the upload route", () => {
    expect(refuseBody(arrival)).toBeNull();
    expect(refuseBody({ ...arrival, contentLength: String(BODY_BYTES_MAX) })).toBeNull();
    expect(refuseBody({ ...arrival, path: "/api/uploads", contentLength: "9999999999" })).toBeNull();
    expect(refuseBody({ ...arrival, path: "/api/uploads", chunked: true })).toBeNull();
  });

  it("refuses one that is too large or does not say how large it is", () => {
    expect(refuseBody({ ...arrival, contentLength: String(BODY_BYTES_MAX + 1) })?.status).toBe(413);
    expect(refuseBody({ ...arrival, contentLength: undefined, chunked: true })?.status).toBe(411);
  });
});

describe("before set-up", () => {
  it.each([
    "/setup",
    "/api/trpc/setup.complete",
    "/api/trpc/setup.state,setup.checkToken",
    "/_next/static/a.js",
    "/icon.svg",
    "/texts.json",
  ])("%s answers", (path) => {
    expect(belongsToSetUp(path)).toBe(true);
  });

  it.each([
    "/",
    "/chart",
    "/setup/x",
    "/api/trpc/session.me",
    "/api/trpc/setup.state,job.list",
    "/api/bars",
    "/api/uploads",
  ])("%s does not", (path) => {
    expect(belongsToSetUp(path)).toBe(false);
  });
});
