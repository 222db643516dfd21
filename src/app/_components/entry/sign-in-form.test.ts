import { describe, expect, it } from "vitest";
import { readSignInAnswer } from "./sign-in-form";

describe("readSignInAnswer", () => {
  it.each([
    [{ ok: true, error: null }, { kind: "in" }],
    [{ ok: false, error: "CredentialsSignin" }, { kind: "wrong" }],
    [
      { ok: false, error: "throttled:90" },
      { kind: "throttled", untilMs: 91_000 },
    ],
    [{ ok: false, error: "throttled:soon" }, { kind: "broken" }],
    [{ ok: true, error: "Configuration" }, { kind: "broken" }],
    [undefined, { kind: "broken" }],
  ])("reads %o as %o", (answer, read) => {
    expect(readSignInAnswer(answer, 1_000)).toEqual(read);
  });
});
