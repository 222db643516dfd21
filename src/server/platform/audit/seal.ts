import { createHash } from "node:crypto";

/** A row of the log as it is sealed: every column, as text that the database always gives the same. */
export interface SealedRow {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: string;
  readonly actor: string | null;
  readonly actorKind: string;
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly requestId: string;
  /** The text of the stored JSON. */
  readonly details: string;
}

/** What the first seal takes for the one before it. */
export const FIRST_HASH = "0".repeat(64);

/**
 * The seal of a row: SHA-256 over the seal before it and the row, as JSON text of a fixed order, so that no two rows give the same
 * bytes. 64 hexadecimal digits.
 */
export function sealOf(before: string, row: SealedRow): string {
  const { id, at, actor, actorKind, action, subjectType, subjectId, requestId, details } = row;
  const text = JSON.stringify([before, id, at, actor, actorKind, action, subjectType, subjectId, requestId, details]);
  return createHash("sha256").update(text).digest("hex");
}
