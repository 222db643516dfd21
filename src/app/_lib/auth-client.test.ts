import { describe, expect, it } from "vitest";
import { readSignInAnswer } from "./auth-client";

const page = (error: string) => `http://127.0.0.1:3000/sign-in?error=${encodeURIComponent(error)}`;

describe("readSignInAnswer", () => {
  it.each<[boolean, string | null, ReturnType<typeof readSignInAnswer>]>([
    [true, "http://127.0.0.1:3000/", { kind: "in" }],
    [true, null, { kind: "in" }],
    [false, page("CredentialsSignin"), { kind: "wrong" }],
    [false, page("throttled:90"), { kind: "throttled", untilMs: 91_000 }],
    [false, page("code_needed"), { kind: "code_needed", hasPasskey: false }],
    [false, page("code_needed:passkey"), { kind: "code_needed", hasPasskey: true }],
    [false, page("code_wrong"), { kind: "code_wrong" }],
    [false, page("passkey_refused"), { kind: "passkey_refused" }],
    [false, page("throttled:soon"), { kind: "broken" }],
    [true, page("Configuration"), { kind: "broken" }],
    [false, null, { kind: "broken" }],
  ])("reads ok %s with %s as %o", (ok, url, answer) => {
    expect(readSignInAnswer(ok, url, 1_000)).toEqual(answer);
  });
});
