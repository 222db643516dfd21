/** People, their sessions, their keys, and the way in. */
export {
  insertKey,
  isKeyLive,
  isKeyPair,
  type KeyBearer,
  type KeyPair,
  listKeys,
  newKeyId,
  newKeySecret,
  openKey,
  readKeyToken,
  replaceKeySecret,
  revokeKey,
} from "./api-keys";
export { type Allowance, type ApiThrottle, makeApiThrottle, pruneApiThrottle } from "./api-throttle";
export { authenticatorAddress, newAuthenticatorSecret, stepOfCode } from "./authenticator";
export { otherDeciders } from "./deciders";
export {
  authenticatorSecretName,
  confirmAuthenticator,
  dropAuthenticator,
  dropFactors,
  listFactorRoles,
  noteFactor,
  offerAuthenticator,
  readAuthenticator,
  setFactorRoles,
  takeStep,
} from "./factors";
export {
  findInvitation,
  insertInvitation,
  listInvitations,
  newInvitationToken,
  replaceInvitationToken,
  revokeInvitation,
  takeInvitation,
} from "./invitations";
export { DEVICE_AGE_MAX_MS, type KnownDevices, makeKnownDevices } from "./known-device";
export { makePasskeyChallenges, type PasskeyChallenges } from "./passkey-challenge";
export {
  findPasskey,
  insertPasskey,
  listPasskeys,
  notePasskeyUse,
  PASSKEYS_MAX,
  prunePasskeyAnswers,
  removePasskey,
  renamePasskey,
  type StoredPasskey,
  takePasskeyAnswer,
} from "./passkeys";
export { checkPassword, hashPassword, verifyPassword } from "./password";
export { areTrusted, isLastAdmin, listPeople, setDisabled, setRole, setScope, setTrusted } from "./people";
export { countRecoveryCodes, newRecoveryCodes, replaceRecoveryCodes, useRecoveryCode } from "./recovery-codes";
export {
  insertSession,
  isSessionLive,
  listSessions,
  noteProof,
  oldestEndedSession,
  pruneSessions,
  revokeOtherSessions,
  revokeSession,
  SESSION_AGE_MAX_MS,
  SESSION_IDLE_MAX_MS,
  type SessionFacts,
  touchSessions,
} from "./sessions";
export { makeSetUpToken, type SetUpToken } from "./setup-token";
export {
  type GuessThrottle,
  makeGuessThrottle,
  makeSignInThrottle,
  pruneThrottle,
  type SignInThrottle,
} from "./throttle";
export {
  addressesOf,
  adminExists,
  findMay,
  findUser,
  findUserByEmail,
  insertUser,
  listUsers,
  lockUser,
  type PersonMay,
  updatePasswordHash,
  updateUser,
} from "./users";
