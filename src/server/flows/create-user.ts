import { err, ok, UserId } from "@/modules/_kernel";
import type { Prisma, Records } from "../infra/prisma";
import { appendAudit } from "../platform/audit";
import { checkPassword, hashPassword, insertUser } from "../platform/identity";
import { readSetting } from "../platform/settings";
import type { Flows } from "./contract";

/** An address as people type it. Whether it exists is proven by a message that arrives, not by its letters. */
const EMAIL_PATTERN = /^[^\s@]{1,64}@[^\s@]{1,185}\.[^\s@.]{2,}$/;

export const isEmail = (text: string): boolean => EMAIL_PATTERN.test(text);

interface CreateUserDeps {
  readonly prisma: Prisma;
  readonly records: Records;
  readonly newId: () => string;
}

/** Makes a person who can sign in at once, with the installation's time zone. */
export const makeCreateUser =
  ({ prisma, records, newId }: CreateUserDeps): Flows["createUser"] =>
  async ({ email, name, role, password }, actor) => {
    if (!isEmail(email)) return err({ kind: "user.email_malformed", path: "email", facts: { email } });
    const checked = await checkPassword(password, { email, name });
    if (!checked.ok) return checked;
    const passwordHash = await hashPassword(password);
    const timeZone = await readSetting(prisma, "time-zone", "UTC");
    const userId = UserId.of(newId());
    return records.run(async (tx) => {
      const user = await insertUser(tx, { userId, email, name, role, passwordHash, timeZone });
      if (!user.ok) return user;
      await appendAudit(tx, {
        actor,
        action: "user.create",
        subjectType: "user",
        subjectId: userId,
        details: { email: user.value.email, role },
      });
      return ok(user.value);
    });
  };

/** Whether the runtime's calendar knows this IANA name. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
