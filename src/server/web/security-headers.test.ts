import { describe, expect, it } from "vitest";
import { contentSecurityPolicy, makeNonce, securityHeaders } from "./security-headers";

describe("security headers", () => {
  it("runs only scripts that carry this answer's nonce", () => {
    const policy = contentSecurityPolicy("abc");
    expect(policy).toContain("script-src 'self' 'nonce-abc' 'strict-dynamic'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(policy).not.toMatch(/https?:|\*/);
    expect(policy).toContain("frame-ancestors 'none'");
  });

  it("makes a nonce of 128 bits, never twice", () => {
    const nonces = Array.from({ length: 100 }, makeNonce);
    expect(new Set(nonces).size).toBe(100);
    expect(nonces.every((nonce) => Buffer.from(nonce, "base64").length === 16)).toBe(true);
  });

  it("asks for TLS for good only where there is TLS", () => {
    expect(securityHeaders(true)["strict-transport-security"]).toContain("max-age=31536000");
    expect(securityHeaders(false)["strict-transport-security"]).toBeUndefined();
  });
});
