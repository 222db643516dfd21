import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import type { Clock, EpochMs, SqlPort } from "@/modules/_kernel";
import { isLoopback } from "../../infra/env";
import {
  findPasskey,
  notePasskeyUse,
  type PasskeyChallenges,
  type StoredPasskey,
  takePasskeyAnswer,
} from "../../platform/identity";

/** Where passkeys belong: the name that browsers bind them to, and the one address they may be used at. */
export interface PasskeyPlace {
  readonly rpId: string;
  readonly origin: string;
}

/**
 * From the public address. Browsers take names and no numbers: an installation at 127.0.0.1 has its passkeys at localhost,
 * which is the same machine.
 */
export function passkeyPlaceOf(publicUrl: string): PasskeyPlace {
  const { protocol, hostname, port, origin } = new URL(publicUrl);
  if (!isLoopback(hostname.replaceAll(/^\[|\]$/g, ""))) return { rpId: hostname, origin };
  return { rpId: "localhost", origin: `${protocol}//localhost${port === "" ? "" : `:${port}`}` };
}

interface CheckDeps {
  readonly sql: SqlPort;
  readonly clock: Clock;
  readonly place: PasskeyPlace;
  readonly challenges: PasskeyChallenges;
}

/** A signature that is right; `take` must still say that it is taken for the first time. */
export interface RightAnswer {
  readonly passkey: StoredPasskey;
  take(tx: SqlPort): Promise<boolean>;
}

/**
 * Looks at what a device signed: our challenge, asked for this, not too long ago, at our address, by a passkey we know,
 * after the device looked at its person (finger, face or PIN). Null: one of these is not so.
 */
export async function checkPasskey(
  { sql, clock, place, challenges }: CheckDeps,
  response: AuthenticationResponseJSON,
  purpose: Parameters<PasskeyChallenges["check"]>[1],
): Promise<RightAnswer | null> {
  const passkey = await findPasskey(sql, response.id);
  if (passkey === null || (purpose.kind !== "sign_in" && purpose.userId !== passkey.userId)) return null;
  const { verifyAuthenticationResponse } = await import("@simplewebauthn/server");
  const signed: { challenge: string; expiresMs: EpochMs }[] = [];
  const { passkeyId: id, publicKey, counter, transports } = passkey;
  const verified = await verifyAuthenticationResponse({
    response,
    expectedChallenge: async (challenge) => {
      const expiresMs = await challenges.check(challenge, purpose, clock.nowMs());
      if (expiresMs !== null) signed.push({ challenge, expiresMs });
      return expiresMs !== null;
    },
    expectedOrigin: place.origin,
    expectedRPID: place.rpId,
    credential: { id, publicKey, counter, transports },
    requireUserVerification: true,
  }).catch(() => null); // it throws on whatever is not as it must be, which is this question's answer
  const [answer] = signed;
  if (verified?.verified !== true || answer === undefined) return null;
  return {
    passkey,
    async take(tx) {
      if (!(await takePasskeyAnswer(tx, answer))) return false;
      await notePasskeyUse(tx, {
        passkeyId: id,
        counter: verified.authenticationInfo.newCounter,
        nowMs: clock.nowMs(),
      });
      return true;
    },
  };
}
