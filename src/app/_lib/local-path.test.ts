import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { localPath } from "./local-path";

/** What decides where an address leads, among what does not. */
const character = fc.constantFrom(...Array.from("/\\\t\n\r\0:@?#%. aé"));

describe("localPath", () => {
  it.each([
    ["/markets?symbol=%5EGSPC", "/markets?symbol=%5EGSPC"],
    ["/strategies/r1", "/strategies/r1"],
    [null, "/chart"],
    ["", "/chart"],
    ["https://elsewhere.example", "/chart"],
    ["//elsewhere.example", "/chart"],
    ["/\\elsewhere.example", "/chart"],
    ["/\t/elsewhere.example", "/chart"],
    ["/.//elsewhere.example", "/chart"],
    ["/x/..//elsewhere.example", "/chart"],
    ["javascript:alert(1)", "/chart"],
    ["/sign-in?next=/x", "/chart"],
    ["/api/auth/signout", "/chart"],
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
