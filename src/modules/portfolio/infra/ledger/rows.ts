import { z } from "zod";
import { AccountId, EpochMs, type Exact, exact, UserId } from "@/modules/_kernel";

/** Values as the database has them: `numeric` and `bigint` come as text. */

/** `numeric` may have more digits than text from outside. */
const NUMERIC = /^-?\d+(\.\d+)?$/;
export const amount: z.ZodType<Exact> = z
  .string()
  .regex(NUMERIC, "a decimal")
  .transform((digits) => exact(digits));

export const when = z.date().transform((date) => EpochMs.of(date.getTime()));
export const accountIdColumn = z.custom<AccountId>(AccountId.is, "an account id");
export const userIdColumn = z.custom<UserId>(UserId.is, "a user id");

/** The key of an instrument's book. */
export interface BookKey {
  readonly accountId: AccountId;
  readonly symbol: string;
  readonly currency: string;
}

/** -1, 0 or 1 as texts lie by their code points, which is how the database lays out refs. */
export function compareRefs(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
