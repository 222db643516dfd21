export { type KeyRing, KeyRingError, openKeyRing } from "./key-ring";
export { type FoundSecret, makeSecrets, type SecretMark, type Secrets, type SecretValue } from "./secrets";
