import { describe, expect, it } from "vitest";
import { EpochMs } from "@/modules/_kernel";
import { authenticatorAddress, newAuthenticatorSecret, stepOfCode } from "./authenticator";

/** "12345678901234567890" of RFC 6238, appendix B, in base32; the last six of its eight digits. */
const RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

describe("codes of an authenticator", () => {
  it.each([
    [59, "287082"],
    [1_111_111_109, "081804"],
    [1_234_567_890, "005924"],
    [2_000_000_000, "279037"],
  ])("at %i s is that of RFC 6238", (seconds, code) => {
    expect(stepOfCode(RFC_SECRET, code, EpochMs.of(seconds * 1000))).toBe(Math.floor(seconds / 30));
  });

  it("may be a step late or early, and no more", () => {
    const at = (seconds: number) => stepOfCode(RFC_SECRET, "287082", EpochMs.of(seconds * 1000));
    expect([at(29), at(0), at(60), at(89), at(90), at(119)]).toEqual([1, 1, 1, 1, null, null]);
  });

  it.each(["", "28708", "2870822", "28708a", "２８７０８２", "-87082"])("is not %j", (code) => {
    expect(stepOfCode(RFC_SECRET, code, EpochMs.of(59_000))).toBeNull();
  });

  it("are made from 160 fresh bits", () => {
    const secret = newAuthenticatorSecret();
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(newAuthenticatorSecret()).not.toBe(secret);
    expect(authenticatorAddress(secret, "ann@example.com")).toContain(`secret=${secret}`);
  });
});
