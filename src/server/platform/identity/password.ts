import { hash, verify } from "@node-rs/argon2";
import { err, ok, type Result } from "@/modules/_kernel";
import type { AppError } from "../../flows/errors";

/**
 * argon2id with the parameters that OWASP's password storage cheat sheet gives first: 46 MiB, one pass, one lane. The
 * hash is PHC text and names its own parameters, so these may be raised without touching what is stored.
 */
const ARGON2ID = 2;
const PARAMETERS = { algorithm: ARGON2ID, memoryCost: 47_104, timeCost: 1, parallelism: 1 } as const;

export const PASSWORD_LENGTH_MIN = 12;
/** Hashing cost grows with length; a passphrase is never longer. */
export const PASSWORD_LENGTH_MAX = 256;

/** Refuses a password that is too short, too long, one character repeated, or contains the name before the @. */
export function checkPassword(password: string, email: string): Result<string, AppError> {
  const length = Array.from(password).length;
  const weak = (reason: string): Result<string, AppError> =>
    err({
      kind: "user.password_weak",
      path: "password",
      facts: { reason, minimum: PASSWORD_LENGTH_MIN, maximum: PASSWORD_LENGTH_MAX },
    });
  if (length < PASSWORD_LENGTH_MIN) return weak("too_short");
  if (length > PASSWORD_LENGTH_MAX) return weak("too_long");
  if (new Set(password).size < 4) return weak("too_few_different");
  const name = email.split("@", 1)[0]?.toLowerCase() ?? "";
  if (name.length >= 4 && password.toLowerCase().includes(name)) return weak("contains_email");
  return ok(password);
}

export function hashPassword(password: string): Promise<string> {
  return hash(normalized(password), PARAMETERS);
}

/**
 * Whether `password` belongs to `passwordHash`. Without a hash (nobody has that address) it does the same work and
 * answers false, so that time does not tell who exists.
 */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  if (Array.from(password).length > PASSWORD_LENGTH_MAX) return false;
  const matches = await verify(passwordHash ?? (await decoyHash()), normalized(password));
  return passwordHash !== null && matches;
}

/** One character may have several forms of bytes; people who type it should not have to know. */
function normalized(password: string): string {
  return password.normalize("NFKC");
}

let decoy: Promise<string> | null = null;

function decoyHash(): Promise<string> {
  decoy ??= hashPassword(crypto.randomUUID());
  return decoy;
}
