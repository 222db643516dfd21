import { readFields, readNullable, readText } from "./read";

/**
 * Signing in and out by next-auth's own routes. Its browser client would leave the page when the server does not answer;
 * this one says so instead.
 */

/** For addresses without a host of their own. */
const BASE = "http://local.invalid";

const readCsrf = readFields<{ csrfToken: string }>({ csrfToken: readText(1_000) });
const readAnswer = readFields<{ url: string | null }>({ url: (value) => readNullable(readText(4_000))(value ?? null) });

/** What answered is no server of ours, or not of this version. */
class StrangeAnswer extends Error {
  override readonly name = "StrangeAnswer";
}

function sure<T>(value: T | undefined): T {
  if (value === undefined) throw new StrangeAnswer();
  return value;
}

export type SignInAnswer =
  | { readonly kind: "in" | "wrong" | "code_wrong" | "passkey_refused" | "unreachable" | "broken" }
  /** The password is right; a code, or a passkey where there is one, must follow. */
  | { readonly kind: "code_needed"; readonly hasPasskey: boolean }
  | { readonly kind: "throttled"; readonly untilMs: number };

/** The code next-auth put into the address it would have gone to: `throttled:<seconds>` is ours. */
export function readSignInAnswer(ok: boolean, url: string | null, nowMs: number): SignInAnswer {
  const code = url !== null && URL.canParse(url, BASE) ? new URL(url, BASE).searchParams.get("error") : null;
  const seconds = /^throttled:(\d{1,6})$/.exec(code ?? "")?.[1];
  if (seconds !== undefined) return { kind: "throttled", untilMs: nowMs + Number(seconds) * 1_000 };
  if (code === "code_needed" || code === "code_needed:passkey")
    return { kind: "code_needed", hasPasskey: code !== "code_needed" };
  if (code === "code_wrong" || code === "passkey_refused") return { kind: code };
  if (code === "CredentialsSignin") return { kind: "wrong" };
  return { kind: ok && code === null ? "in" : "broken" };
}

async function post(path: string, fields: Readonly<Record<string, string>>): Promise<Response> {
  const csrf = await fetch("/api/auth/csrf", { cache: "no-store" });
  const { csrfToken } = sure(readCsrf(await csrf.json()));
  return fetch(path, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ ...fields, csrfToken, json: "true" }),
  });
}

/** What proves who signs in: a password, with a code where one is asked for, or what a passkey signed. */
export type SignInProof =
  | { readonly email: string; readonly password: string; readonly code?: string }
  | { readonly passkey: string };

export async function trySignIn(input: SignInProof): Promise<SignInAnswer> {
  try {
    const response = await post("/api/auth/callback/credentials", { ...input, callbackUrl: "/" });
    const { url } = sure(readAnswer(await response.json()));
    return readSignInAnswer(response.ok, url, Date.now());
  } catch (error) {
    // fetch throws a TypeError when no server answers; anything but JSON of the expected shape is a fault of the server.
    if (error instanceof TypeError) return { kind: "unreachable" };
    if (error instanceof SyntaxError || error instanceof StrangeAnswer) return { kind: "broken" };
    throw error;
  }
}

/** Ends this session on the server. Answers whether the server did. */
export async function trySignOut(): Promise<boolean> {
  try {
    return (await post("/api/auth/signout", { callbackUrl: "/sign-in" })).ok;
  } catch (error) {
    if (error instanceof TypeError || error instanceof SyntaxError || error instanceof StrangeAnswer) return false;
    throw error;
  }
}
