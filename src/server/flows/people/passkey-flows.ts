import { err, ok, type UserId } from "@/modules/_kernel";
import { appendAudit } from "../../platform/audit";
import {
  findUser,
  type GuessThrottle,
  insertPasskey,
  listPasskeys,
  lockUser,
  noteProof,
  PASSKEYS_MAX,
  type PasskeyChallenges,
  readAuthenticator,
  removePasskey,
  renamePasskey,
  verifyPassword,
} from "../../platform/identity";
import type { Actor, Answer } from "../contract";
import type { Proof, SecurityFlows } from "../contract/security";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { takeCode } from "./check-factor";
import { checkPasskey, type PasskeyPlace } from "./check-passkey";
import { askingPerson, isLastNeeded, settleFactors } from "./own-factors";

export interface PasskeyDeps
  extends Pick<FlowDeps, "sql" | "prisma" | "records" | "clock" | "secrets" | "work" | "newId" | "signals"> {
  readonly place: PasskeyPlace;
  readonly challenges: PasskeyChallenges;
  /** Wrong proofs of a person in a session. */
  readonly proofs: GuessThrottle;
}

const NAME_CHARS_MAX = 60;
/** As long as the challenge lives. */
const ASK_TIMEOUT_MS = 5 * 60_000;

type Flows = Pick<
  SecurityFlows,
  | "beginPasskey"
  | "addPasskey"
  | "renamePasskey"
  | "removePasskey"
  | "beginPasskeySignIn"
  | "beginPasskeyProof"
  | "prove"
>;

export function makePasskeyFlows(deps: PasskeyDeps): Flows {
  const { records } = deps;
  return {
    beginPasskey: (actor) => beginPasskey(deps, actor),
    addPasskey: (actor, input) => addPasskey(deps, actor, input),
    async renamePasskey(actor, { passkeyId, name }) {
      const refused = refuseName(name);
      if (refused !== null) return err(refused);
      const { userId } = actor;
      const renamed = await records.run(async (tx) => {
        if (userId === null || !(await renamePasskey(tx, { userId, passkeyId, name: name.trim() }))) return false;
        await appendAudit(tx, { actor, action: "user.rename_passkey", subjectType: "user", subjectId: userId });
        return true;
      });
      return renamed ? ok(null) : err({ kind: "factor.not_found", path: "passkeyId" });
    },
    removePasskey: (actor, passkeyId) => remove(deps, actor, passkeyId),
    beginPasskeySignIn: () => askDevice(deps, { kind: "sign_in" }),
    async beginPasskeyProof(actor) {
      if (actor.userId === null) return err({ kind: "user.not_found" });
      return ok(await askDevice(deps, { kind: "prove", userId: actor.userId }));
    },
    prove: (actor, proof) => prove(deps, actor, proof),
  };
}

async function askDevice(
  { sql, place, challenges, clock }: PasskeyDeps,
  purpose: { readonly kind: "sign_in" } | { readonly kind: "prove"; readonly userId: UserId },
) {
  const { generateAuthenticationOptions } = await import("@simplewebauthn/server");
  const known = purpose.kind === "sign_in" ? [] : await listPasskeys(sql, purpose.userId);
  return generateAuthenticationOptions({
    rpID: place.rpId,
    challenge: await challenges.make(purpose, clock.nowMs()),
    userVerification: "required",
    timeout: ASK_TIMEOUT_MS,
    // Nobody is known at the door: the device offers what it has for this address.
    ...(known.length === 0 ? {} : { allowCredentials: known.map(({ passkeyId: id }) => ({ id })) }),
  });
}

async function beginPasskey(deps: PasskeyDeps, actor: Actor): ReturnType<SecurityFlows["beginPasskey"]> {
  const { sql, place, challenges, clock } = deps;
  const person = await askingPerson(deps, actor);
  if (!person.ok) return person;
  const { userId, email, name } = person.value;
  const known = await listPasskeys(sql, userId);
  if (known.length >= PASSKEYS_MAX) return err({ kind: "factor.too_many", facts: { max: PASSKEYS_MAX } });
  const { generateRegistrationOptions } = await import("@simplewebauthn/server");
  const options = await generateRegistrationOptions({
    rpName: "Bifrost Trader",
    rpID: place.rpId,
    userName: email,
    userDisplayName: name === "" ? email : name,
    userID: new TextEncoder().encode(userId),
    challenge: await challenges.make({ kind: "register", userId }, clock.nowMs()),
    attestationType: "none",
    timeout: ASK_TIMEOUT_MS,
    excludeCredentials: known.map(({ passkeyId: id }) => ({ id })),
    // Discoverable, so that signing in needs no address; verified, so that it is two factors by itself.
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
  return ok(options);
}

async function addPasskey(
  deps: PasskeyDeps,
  actor: Actor,
  { name, response }: Parameters<SecurityFlows["addPasskey"]>[1],
): ReturnType<SecurityFlows["addPasskey"]> {
  const { records, place, challenges, clock } = deps;
  const person = await askingPerson(deps, actor);
  if (!person.ok) return person;
  const refused = refuseName(name);
  if (refused !== null) return err(refused);
  const { userId } = person.value;
  const { verifyRegistrationResponse } = await import("@simplewebauthn/server");
  const verified = await verifyRegistrationResponse({
    response,
    expectedChallenge: async (challenge) =>
      (await challenges.check(challenge, { kind: "register", userId }, clock.nowMs())) !== null,
    expectedOrigin: place.origin,
    expectedRPID: place.rpId,
    requireUserVerification: true,
  }).catch(() => null); // it throws on whatever is not as it must be, which is this question's answer
  if (verified?.verified !== true) return err({ kind: "factor.passkey_refused" });
  const { credential, credentialBackedUp: synced } = verified.registrationInfo;
  const { id: passkeyId, publicKey, counter, transports = [] } = credential;
  return records.run(async (tx) => {
    await lockUser(tx, userId);
    const nowMs = clock.nowMs();
    const added = await insertPasskey(tx, {
      passkeyId,
      userId,
      name: name.trim(),
      publicKey: Uint8Array.from(publicKey),
      counter,
      transports,
      synced,
      nowMs,
    });
    const passkey = (await listPasskeys(tx, userId)).find((one) => one.passkeyId === passkeyId);
    // One challenge may be answered twice by one device: it is the same passkey, and refused as known.
    if (!added || passkey === undefined) return err<AppError>({ kind: "factor.passkey_known" });
    const details = { name: passkey.name, synced };
    await appendAudit(tx, { actor, action: "user.add_passkey", subjectType: "user", subjectId: userId, details });
    return ok({ passkey, recoveryCodes: await settleFactors(tx, userId, clock) });
  });
}

async function remove(deps: PasskeyDeps, actor: Actor, passkeyId: string): Answer<null> {
  const { records, clock } = deps;
  const person = await askingPerson(deps, actor);
  if (!person.ok) return person;
  const { userId } = person.value;
  return records.run(async (tx) => {
    await lockUser(tx, userId);
    const rest = (await listPasskeys(tx, userId)).filter((one) => one.passkeyId !== passkeyId);
    const app = (await readAuthenticator(tx, userId))?.confirmedAt ?? null;
    if (await isLastNeeded(tx, person.value, rest.length + (app === null ? 0 : 1)))
      return err<AppError>({ kind: "factor.last_needed" });
    if (!(await removePasskey(tx, userId, passkeyId)))
      return err<AppError>({ kind: "factor.not_found", path: "passkeyId" });
    await appendAudit(tx, { actor, action: "user.remove_passkey", subjectType: "user", subjectId: userId });
    await settleFactors(tx, userId, clock);
    return ok(null);
  });
}

async function prove(deps: PasskeyDeps, actor: Actor, proof: Proof): Answer<null> {
  const { prisma, records, clock, proofs } = deps;
  const { userId, sessionId } = actor;
  const user = userId === null ? null : await findUser(prisma, userId);
  if (userId === null || user === null || sessionId === undefined) return err({ kind: "user.not_found" });
  const waitSeconds = await proofs.guess(userId);
  if (waitSeconds > 0) return err({ kind: "auth.too_many", facts: { waitSeconds } });
  const refused = await refuseProof(deps, actor, { proof, userId, passwordHash: user.passwordHash });
  if (refused !== null) return err(refused);
  await proofs.right(userId);
  return records.run(async (tx) => {
    await noteProof(tx, sessionId, clock.nowMs());
    const details = { by: proof.kind };
    await appendAudit(tx, { actor, action: "session.prove", subjectType: "session", subjectId: sessionId, details });
    return ok(null);
  });
}

async function refuseProof(
  deps: PasskeyDeps,
  actor: Actor,
  given: { readonly proof: Proof; readonly userId: UserId; readonly passwordHash: string },
): Promise<AppError | null> {
  const { proof, userId, passwordHash } = given;
  if (proof.kind === "password")
    return (await verifyPassword(passwordHash, proof.password))
      ? null
      : { kind: "user.password_wrong", path: "password" };
  if (proof.kind === "code")
    return (await takeCode(deps, userId, proof.code, actor)) ? null : { kind: "auth.code_wrong", path: "code" };
  const answer = await checkPasskey(deps, proof.response, { kind: "prove", userId });
  const taken = answer !== null && (await deps.records.run((tx) => answer.take(tx)));
  return taken ? null : { kind: "factor.passkey_refused" };
}

function refuseName(name: string): AppError | null {
  const length = name.trim().length;
  if (length >= 1 && length <= NAME_CHARS_MAX) return null;
  return { kind: "factor.name_malformed", path: "name", facts: { max: NAME_CHARS_MAX } };
}
