import { describe, expect, it } from "vitest";
import { isFromUs, readCookies } from "./request";

const from = (headers: Record<string, string>, trustProxy = false) =>
  isFromUs(new Headers({ host: "desk.example.com", ...headers }), { trustProxy });

describe("where a request comes from", () => {
  it("takes our own pages, and programs that are no browser", () => {
    expect(from({ origin: "https://desk.example.com", "sec-fetch-site": "same-origin" })).toBe(true);
    expect(from({})).toBe(true);
  });

  it.each([
    { origin: "https://evil.example" },
    { origin: "https://desk.example.com.evil.example" },
    { origin: "https://desk.example.com:8443" },
    { origin: "null" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site", origin: "https://desk.example.com" },
  ])("refuses %o", (headers) => {
    expect(from(headers)).toBe(false);
  });

  it("believes the proxy's host only when there is one", () => {
    const headers = { origin: "https://public.example", "x-forwarded-host": "public.example" };
    expect(from(headers, true)).toBe(true);
    expect(from(headers, false)).toBe(false);
  });
});

describe("cookies", () => {
  it("are read by name, the first of a name", () => {
    const jar = readCookies("a=1; b=x%20y ; a=2;c ;=d; e=f=g; bad=%zz");
    expect(Object.fromEntries(jar)).toEqual({ a: "1", b: "x y", e: "f=g", bad: "%zz" });
    expect(readCookies(null).size).toBe(0);
  });
});
