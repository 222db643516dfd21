import type { NextAuthOptions } from "next-auth";
import { decode } from "next-auth/jwt";
import credentialsProvider from "next-auth/providers/credentials";
import { assertNever, type Clock, err, type Result, SessionId } from "@/modules/_kernel";
import type { NewSession, SignIn, SignInOrigin, SignInRefusal } from "../flows/sign-in";
import type { WebEnv } from "../infra/env";
import { DEVICE_AGE_MAX_MS, SESSION_AGE_MAX_MS } from "../platform/identity";
import { readPasskeyAnswer } from "./passkey-fields";

/**
 * next-auth, with nothing in its token but the id of a row. What a person may do is read from the row and the account at
 * every request, so signing out and revoking are real at once.
 */

/** A recovery code with its dashes is 19 characters. */
const CODE_LENGTH_MAX = 40;

interface AuthDeps {
  readonly env: Pick<WebEnv, "secure" | "publicUrl" | "NEXTAUTH_SECRET">;
  readonly signIn: SignIn;
  /** The browser that asks. */
  readonly browser: {
    cookie(name: string): string | null;
    keep(name: string, value: string, options: CookieOptions): void;
  };
}

interface CookieOptions {
  readonly httpOnly: boolean;
  readonly sameSite: "lax" | "strict";
  readonly path: string;
  readonly secure: boolean;
  /** Seconds. */
  readonly maxAge: number;
}

/** Cookies know hosts, not ports: installations side by side on one machine must not take each other's. */
function cookieName(env: AuthDeps["env"], what: "session" | "csrf" | "callback" | "device"): string {
  const { port, protocol } = new URL(env.publicUrl);
  const mark = port === "" ? (protocol === "https:" ? "443" : "80") : port;
  return `${env.secure ? "__Host-" : ""}bifrost-${what}-${mark}`;
}

export function makeAuthOptions({ env, signIn, browser }: AuthDeps): NextAuthOptions {
  const cookie = (what: "session" | "csrf" | "callback") => ({
    name: cookieName(env, what),
    options: { httpOnly: true, sameSite: "lax", path: "/", secure: env.secure } as const,
  });
  return {
    secret: env.NEXTAUTH_SECRET,
    useSecureCookies: env.secure,
    cookies: { sessionToken: cookie("session"), csrfToken: cookie("csrf"), callbackUrl: cookie("callback") },
    session: { strategy: "jwt", maxAge: SESSION_AGE_MAX_MS / 1000 },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    providers: [
      credentialsProvider({
        credentials: {
          email: { type: "email" },
          password: { type: "password" },
          code: { type: "text" },
          passkey: { type: "text" },
        },
        async authorize(given, request) {
          const headers = new Headers(toHeaders(request.headers));
          const device = cookieName(env, "device");
          const answer = await knock(signIn, given ?? {}, {
            ip: headers.get("x-bifrost-client-ip") ?? "",
            userAgent: headers.get("user-agent") ?? "",
            requestId: headers.get("x-request-id") ?? "",
            deviceMark: browser.cookie(device),
          });
          if (answer.ok) {
            browser.keep(device, answer.value.deviceMark, {
              httpOnly: true,
              sameSite: "strict",
              path: "/",
              secure: env.secure,
              maxAge: DEVICE_AGE_MAX_MS / 1000,
            });
            return { id: answer.value.sessionId };
          }
          const code = codeOf(answer.error);
          if (code === null) return null;
          // The text of a thrown error is the code that the sign-in page gets.
          throw new Error(code);
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => (user === undefined ? token : { sub: user.id }),
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: {
      async signOut({ token }) {
        if (SessionId.is(token?.sub)) await signIn.signOut(token.sub, "");
      },
    },
  };
}

/** By passkey where one was sent, else by password, with a code where there is one. */
async function knock(
  signIn: SignIn,
  given: Partial<Record<"email" | "password" | "code" | "passkey", string>>,
  from: SignInOrigin,
): Promise<Result<NewSession, SignInRefusal>> {
  if (given.passkey !== undefined && given.passkey !== "") {
    const response = readPasskeyAnswer(given.passkey);
    if (response === null) return err({ kind: "sign_in.passkey_refused" });
    return signIn.signInByPasskey(response, from);
  }
  const code = given.code === undefined || given.code === "" ? null : given.code.slice(0, CODE_LENGTH_MAX);
  return signIn.signIn({ email: given.email ?? "", password: given.password ?? "", code, ...from });
}

/** What the sign-in page is told; null: next-auth's own word for wrong. */
function codeOf(refusal: SignInRefusal): string | null {
  switch (refusal.kind) {
    case "sign_in.wrong":
      return null;
    case "sign_in.throttled":
      return `throttled:${refusal.waitSeconds}`;
    case "sign_in.code_needed":
      return refusal.hasPasskey ? "code_needed:passkey" : "code_needed";
    case "sign_in.code_wrong":
      return "code_wrong";
    case "sign_in.passkey_refused":
      return "passkey_refused";
    default:
      return assertNever(refusal, "codeOf");
  }
}

/** Reads the session id out of a browser's cookies; null when there is none that we signed. Says nothing about its row. */
export type ReadSessionId = (cookie: (name: string) => string | undefined) => Promise<SessionId | null>;

/** Tokens whose seal was checked: those of more browsers than one installation has. */
const OPENED_TOKENS_MAX = 5_000;

interface OpenedToken {
  readonly sessionId: SessionId;
  readonly expiresMs: number;
}

/**
 * Opens each token once: its key is derived anew every time, and what is sealed in it never changes. What is remembered is
 * which session it names and until when, never that the session lives.
 */
export function makeReadSessionId(env: AuthDeps["env"], clock: Clock): ReadSessionId {
  const name = cookieName(env, "session");
  const opened = new Map<string, OpenedToken>();
  const open = async (token: string): Promise<OpenedToken | null> => {
    const claims = await decode({ token, secret: env.NEXTAUTH_SECRET }).catch(() => null);
    if (!SessionId.is(claims?.sub) || typeof claims?.["exp"] !== "number") return null;
    return { sessionId: claims.sub, expiresMs: claims["exp"] * 1000 };
  };
  return async (cookie) => {
    const token = cookie(name);
    if (token === undefined) return null;
    const known = opened.get(token) ?? (await open(token));
    if (known === null) return null;
    opened.delete(token);
    if (known.expiresMs <= clock.nowMs()) return null;
    opened.set(token, known); // now the last to be forgotten
    const [oldest] = opened.keys();
    if (opened.size > OPENED_TOKENS_MAX && oldest !== undefined) opened.delete(oldest);
    return known.sessionId;
  };
}

function toHeaders(given: unknown): Record<string, string> {
  if (given === null || typeof given !== "object") return {};
  return Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
