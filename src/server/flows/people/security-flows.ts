import { err, ok } from "@/modules/_kernel";
import { appendAudit } from "../../platform/audit";
import {
  authenticatorAddress,
  authenticatorSecretName,
  confirmAuthenticator,
  countRecoveryCodes,
  dropAuthenticator,
  listFactorRoles,
  listPasskeys,
  lockUser,
  newAuthenticatorSecret,
  newRecoveryCodes,
  noteFactor,
  offerAuthenticator,
  readAuthenticator,
  replaceRecoveryCodes,
  stepOfCode,
  takeStep,
} from "../../platform/identity";
import type { Actor, Answer } from "../contract";
import type { SecurityFlows } from "../contract/security";
import type { AppError } from "../errors";
import { makeFactorRuleFlows } from "./factor-rules";
import { askingPerson, isLastNeeded, settleFactors } from "./own-factors";
import { makePasskeyFlows, type PasskeyDeps } from "./passkey-flows";

/** How people prove who they are, and what happens when they cannot any more. */
export function makeSecurityFlows(deps: PasskeyDeps): SecurityFlows {
  return {
    ...makePasskeyFlows(deps),
    ...makeFactorRuleFlows(deps),
    readSecurity: (actor) => readSecurity(deps, actor),
    beginAuthenticator: (actor) => beginAuthenticator(deps, actor),
    confirmAuthenticator: (actor, code) => confirm(deps, actor, code),
    removeAuthenticator: (actor) => removeAuthenticator(deps, actor),
    renewRecoveryCodes: (actor) => renewRecoveryCodes(deps, actor),
  };
}

async function readSecurity(
  { sql, prisma, place }: PasskeyDeps,
  actor: Actor,
): ReturnType<SecurityFlows["readSecurity"]> {
  const person = await askingPerson({ prisma }, actor);
  if (!person.ok) return person;
  const { userId, role } = person.value;
  const [authenticator, passkeys, recoveryCodesLeft, roles] = await Promise.all([
    readAuthenticator(sql, userId),
    listPasskeys(sql, userId),
    countRecoveryCodes(sql, userId),
    listFactorRoles(sql),
  ]);
  return ok({
    authenticatorSince: authenticator?.confirmedAt ?? null,
    passkeys,
    recoveryCodesLeft,
    required: roles.includes(role),
    passkeyOrigin: place.origin,
  });
}

async function beginAuthenticator(deps: PasskeyDeps, actor: Actor): ReturnType<SecurityFlows["beginAuthenticator"]> {
  const { records, secrets, clock } = deps;
  const person = await askingPerson(deps, actor);
  if (!person.ok) return person;
  const { userId, email } = person.value;
  const secret = newAuthenticatorSecret();
  const offered = await records.run(async (tx) => {
    await lockUser(tx, userId);
    if (!(await offerAuthenticator(tx, userId, clock.nowMs()))) return false;
    await secrets.write(tx, authenticatorSecretName(userId), { secret }, userId);
    await appendAudit(tx, { actor, action: "user.offer_authenticator", subjectType: "user", subjectId: userId });
    return true;
  });
  if (!offered) return err({ kind: "factor.has_authenticator" });
  const address = authenticatorAddress(secret, email);
  const { renderSVG } = await import("uqr");
  return ok({ secret, address, qr: renderSVG(address, { ecc: "M", border: 2 }) });
}

async function confirm(
  deps: PasskeyDeps,
  actor: Actor,
  given: string,
): ReturnType<SecurityFlows["confirmAuthenticator"]> {
  const { sql, records, secrets, clock, proofs } = deps;
  const person = await askingPerson(deps, actor);
  if (!person.ok) return person;
  const { userId } = person.value;
  const waiting = await readAuthenticator(sql, userId);
  if (waiting === null) return err({ kind: "factor.nothing_offered" });
  if (waiting.confirmedAt !== null) return err({ kind: "factor.has_authenticator" });
  const waitSeconds = await proofs.guess(userId);
  if (waitSeconds > 0) return err({ kind: "auth.too_many", facts: { waitSeconds } });
  const found = await secrets.read(authenticatorSecretName(userId));
  const code = given.replaceAll(/\s/g, "");
  const step = found.state === "open" ? stepOfCode(found.value["secret"] ?? "", code, clock.nowMs()) : null;
  if (step === null) return err({ kind: "auth.code_wrong", path: "code" });
  await proofs.right(userId);
  return records.run(async (tx) => {
    await lockUser(tx, userId);
    if (!(await takeStep(tx, userId, step))) return err<AppError>({ kind: "auth.code_wrong", path: "code" });
    await confirmAuthenticator(tx, userId, clock.nowMs());
    await appendAudit(tx, { actor, action: "user.add_authenticator", subjectType: "user", subjectId: userId });
    return ok({ recoveryCodes: await settleFactors(tx, userId, clock) });
  });
}

async function removeAuthenticator(deps: PasskeyDeps, actor: Actor): Answer<null> {
  const { records, secrets, clock } = deps;
  const person = await askingPerson(deps, actor);
  if (!person.ok) return person;
  const { userId } = person.value;
  return records.run(async (tx) => {
    await lockUser(tx, userId);
    const others = (await listPasskeys(tx, userId)).length;
    if (await isLastNeeded(tx, person.value, others)) return err<AppError>({ kind: "factor.last_needed" });
    if (!(await dropAuthenticator(tx, userId))) return err<AppError>({ kind: "factor.not_found" });
    await secrets.remove(tx, authenticatorSecretName(userId));
    await appendAudit(tx, { actor, action: "user.remove_authenticator", subjectType: "user", subjectId: userId });
    await settleFactors(tx, userId, clock);
    return ok(null);
  });
}

async function renewRecoveryCodes(deps: PasskeyDeps, actor: Actor): ReturnType<SecurityFlows["renewRecoveryCodes"]> {
  const { records, clock } = deps;
  const person = await askingPerson(deps, actor);
  if (!person.ok) return person;
  const { userId } = person.value;
  return records.run(async (tx) => {
    await lockUser(tx, userId);
    if (!(await noteFactor(tx, userId, clock.nowMs()))) return err<AppError>({ kind: "factor.not_found" });
    const recoveryCodes = newRecoveryCodes();
    await replaceRecoveryCodes(tx, userId, { codes: recoveryCodes, nowMs: clock.nowMs() });
    await appendAudit(tx, { actor, action: "user.renew_recovery_codes", subjectType: "user", subjectId: userId });
    return ok({ recoveryCodes });
  });
}
