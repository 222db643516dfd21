import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { isOutsideProxy, takeIdentity } from "./client";

const FORGED = {
  "x-forwarded-for": "203.0.113.9, 192.0.2.1",
  "x-forwarded-host": "evil.example",
  forwarded: "for=203.0.113.9",
  "x-bifrost-client-ip": "203.0.113.9",
  "x-bifrost-path": "/elsewhere",
  "x-bifrost-first": "0",
  "x-request-id": "theirs",
  "x-middleware-subrequest": "middleware:middleware",
  "x-middleware-invoke": "1",
  "x-invoke-path": "/admin",
  "x-matched-path": "/admin",
};

function requestFrom(address: string, headers: Readonly<Record<string, string>>): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, "remoteAddress", { value: address });
  const request = new IncomingMessage(socket);
  request.url = "/here?x=1";
  Object.assign(request.headers, headers);
  return request;
}

const alone = { BIFROST_TRUST_PROXY: false };
const behind = { BIFROST_TRUST_PROXY: true };

describe("who asks", () => {
  it("is the address of the line, whatever the headers say", () => {
    const request = requestFrom("198.51.100.7", FORGED);
    takeIdentity(request, alone, "ours");
    expect(request.headers).toEqual({
      "x-bifrost-client-ip": "198.51.100.7",
      "x-bifrost-path": "/here?x=1",
      "x-bifrost-first": "1",
      "x-request-id": "ours",
    });
  });

  it("is what a declared proxy saw last, and not what was claimed to it", () => {
    const request = requestFrom("127.0.0.1", FORGED);
    takeIdentity(request, behind, "ours");
    expect(request.headers["x-bifrost-client-ip"]).toBe("192.0.2.1");
    expect(Object.keys(request.headers).filter((name) => /middleware|invoke|matched/.test(name))).toEqual([]);
  });

  it("keeps what Next's own pages send", () => {
    const own = { rsc: "1", "next-router-prefetch": "1", "next-router-state-tree": "[]", "next-url": "/home" };
    const request = requestFrom("127.0.0.1", own);
    takeIdentity(request, alone, "ours");
    expect(request.headers).toMatchObject({ ...own, "x-bifrost-first": "0" });
  });
});

describe("health and metrics", () => {
  it.each([
    ["this machine", "127.0.0.1", alone, {}, true],
    ["this machine, as IPv6 writes it", "::ffff:127.0.0.1", alone, {}, true],
    ["somewhere else", "198.51.100.7", alone, {}, false],
    ["somewhere else that claims to be here", "198.51.100.7", alone, { "x-forwarded-for": "127.0.0.1" }, false],
    ["the private side of a proxy", "172.18.0.3", behind, {}, true],
    ["the public side of it", "172.18.0.3", behind, { "x-forwarded-for": "127.0.0.1" }, false],
  ] as const)("answer %s: %s", (_, address, proxy, headers, answers) => {
    expect(isOutsideProxy(requestFrom(address, headers), proxy)).toBe(answers);
  });
});
