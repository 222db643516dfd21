import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from "@/server/api/routers/fields";

/** What the server asks of a password, said while it is typed. The server's own check is the one that counts. */
export interface PasswordRule {
  readonly name: "length" | "different" | "other";
  readonly met: boolean;
}

const DIFFERENT_MIN = 4;
/** Shorter names are part of too many words to forbid them. */
const NAME_LENGTH_MIN = 4;

export function passwordRules(password: string, email: string): readonly PasswordRule[] {
  const characters = Array.from(password);
  const name = email.trim().split("@", 1)[0]?.toLowerCase() ?? "";
  const holdsName = name.length >= NAME_LENGTH_MIN && password.toLowerCase().includes(name);
  return [
    { name: "length", met: characters.length >= PASSWORD_LENGTH_MIN && characters.length <= PASSWORD_LENGTH_MAX },
    { name: "different", met: new Set(characters).size >= DIFFERENT_MIN },
    { name: "other", met: password !== "" && !holdsName },
  ];
}
