import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { localPath } from "./local-path";

/** What decides where an address leads, among what does not. */
const character = fc.constantFrom(...Array.from("/\\\t\n\r\0:@?#%. aé"));

describe("localPath", () => {
  it.each([
    ["/markets?symbol=%5EGSPC", "/markets?symbol=%5EGSPC"],
    ["/strategies/r1", "/strategies/r1"],
    [null, "/home"],
    ["", "/home"],
    ["https://elsewhere.example", "/home"],
    ["//elsewhere.example", "/home"],
    ["/\\elsewhere.example", "/home"],
    ["/\t/elsewhere.example", "/home"],
    ["/.//elsewhere.example", "/home"],
    ["/x/..//elsewhere.example", "/home"],
    ["javascript:alert(1)", "/home"],
    ["/sign-in?next=/x", "/home"],
    ["/api/auth/signout", "/home"],
  ])("leads from %j to %s", (wanted, path) => {
    expect(localPath(wanted)).toBe(path);
  });

  it("never leaves this server", () => {
    fc.assert(
      fc.property(fc.string({ unit: character }), (text) => {
        expect(new URL(localPath(`/${text}`), "https://here.example").origin).toBe("https://here.example");
      }),
      { numRuns: 2_000 },
    );
  });
});
