import { hash, verify } from "@node-rs/argon2";
import { err, ok, type Result } from "@/modules/_kernel";
import type { AppError } from "../../flows/errors";
import { isCommonPassword } from "./common-passwords";

/**
 * argon2id with the parameters that OWASP's password storage cheat sheet gives first: 46 MiB, one pass, one lane. The
 * hash is PHC text and names its own parameters, so these may be raised without touching what is stored.
 */
const ARGON2ID = 2;
const PARAMETERS = { algorithm: ARGON2ID, memoryCost: 47_104, timeCost: 1, parallelism: 1 } as const;

export const PASSWORD_LENGTH_MIN = 12;
/** Hashing cost grows with length; a passphrase is never longer. */
export const PASSWORD_LENGTH_MAX = 256;

/** Words of the product and of whoever chooses the password are the first that somebody else tries. */
const PRODUCT = "bifrost";
/** Shorter names are part of too many words to forbid them. */
const WORD_LENGTH_MIN = 4;

/** Whose password it will be. */
export interface PasswordOwner {
  readonly email: string;
  readonly name: string;
}

/**
 * Refuses a password that is too short or too long, one that breaches made known, and one with a name in it. Which kinds of
 * characters it has is nobody's business (OWASP ASVS 5, 6.2). More than three different ones keep rows of one letter out.
 */
export async function checkPassword(password: string, owner: PasswordOwner): Promise<Result<string, AppError>> {
  const reason = await weaknessOf(password.normalize("NFKC"), owner);
  if (reason === null) return ok(password);
  const facts = { reason, minimum: PASSWORD_LENGTH_MIN, maximum: PASSWORD_LENGTH_MAX };
  return err({ kind: "user.password_weak", path: "password", facts });
}

async function weaknessOf(password: string, { email, name }: PasswordOwner): Promise<string | null> {
  const length = Array.from(password).length;
  if (length < PASSWORD_LENGTH_MIN) return "too_short";
  if (length > PASSWORD_LENGTH_MAX) return "too_long";
  if (new Set(password).size < 4) return "too_few_different";
  const plain = password.toLowerCase();
  const holds = (words: readonly string[]) =>
    words.some((word) => word.length >= WORD_LENGTH_MIN && plain.includes(word.toLowerCase()));
  if (holds([email.split("@", 1)[0] ?? ""])) return "contains_email";
  if (holds(name.split(/\s+/))) return "contains_name";
  if (holds([PRODUCT])) return "contains_product";
  return (await isCommonPassword(password)) ? "common" : null;
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
