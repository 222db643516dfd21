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
export { otherDeciders } from "./deciders";
export { checkPassword, hashPassword, verifyPassword } from "./password";
export { isLastAdmin, listPeople, setDisabled, setRole } from "./people";
export {
  insertSession,
  isSessionLive,
  listSessions,
  pruneSessions,
  revokeOtherSessions,
  revokeSession,
  SESSION_AGE_MAX_MS,
  SESSION_IDLE_MAX_MS,
  touchSessions,
} from "./sessions";
export { makeSetUpToken, type SetUpToken } from "./setup-token";
export { makeSignInThrottle, pruneThrottle, type SignInThrottle } from "./throttle";
export {
  addressesOf,
  adminExists,
  findUser,
  findUserByEmail,
  insertUser,
  listUsers,
  lockUser,
  updatePasswordHash,
  updateUser,
} from "./users";
