export { type KeyRing, openKeyRing } from "./key-ring";
export { makeSecrets, type SecretMark, type Secrets } from "./secrets";
