import { err, ok, type Result } from "@/modules/_kernel";
import { type LimitChange, type LimitTerms, parseTerms, type StandingLimit } from "@/modules/risk";
import type { LimitRequest } from "../contract/risk";
import type { AppError } from "../errors";

/** Of a reason and of a note. */
export const REASON_MAX = 200;
const NAME_MAX = 80;

/** What was asked, read and checked. */
export interface Asked {
  readonly terms: LimitTerms | null;
  readonly name: string | null;
  readonly reason: string;
}

export function readRequest({ terms, name, reason, limitId }: LimitRequest): Result<Asked, AppError> {
  const why = reason.trim();
  if (why === "" || why.length > REASON_MAX)
    return err({ kind: "limit.reason_missing", path: "reason", facts: { max: REASON_MAX } });
  const called = name === null || name.trim() === "" ? null : name.trim();
  if (called !== null && called.length > NAME_MAX)
    return err({ kind: "limit.name_too_long", path: "name", facts: { max: NAME_MAX } });
  if (terms === null)
    return limitId === null
      ? err({ kind: "limit.nothing_asked", path: "terms" })
      : ok({ terms: null, name: called, reason: why });
  const read = readTerms(terms);
  return read.ok ? ok({ terms: read.value, name: called, reason: why }) : read;
}

/** Terms from outside; all faults at once, with their places. */
export function readTerms(terms: unknown): Result<LimitTerms, AppError> {
  const read = parseTerms(terms);
  if (read.ok) return read;
  const [first] = read.error;
  return err({
    kind: "limit.terms_malformed",
    path: first === undefined || first.path === "" ? "terms" : `terms.${first.path}`,
    facts: { expected: first?.message ?? "terms of a limit" },
    issues: read.error.map(({ path, message }) => ({ path: `terms.${path}`, message })),
  });
}

export type Fitting = Pick<LimitChange, "version" | "kind" | "scope" | "before">;

/** What a change makes of the limit that there is. */
export function fitTo(
  before: StandingLimit | null,
  { limitId, scope }: LimitRequest,
  terms: LimitTerms | null,
): Result<Fitting, AppError> {
  if (before === null) {
    if (limitId !== null || terms === null)
      return err({ kind: "limit.not_found", path: "limitId", facts: { limitId: (limitId ?? "").slice(0, 80) } });
    return ok({ version: 1, kind: terms.kind, scope, before: null });
  }
  if (terms !== null && terms.kind !== before.terms.kind)
    return err({ kind: "limit.kind_fixed", path: "terms.kind", facts: { kind: before.terms.kind } });
  return ok({ version: before.version + 1, kind: before.terms.kind, scope: before.scope, before: before.terms });
}
