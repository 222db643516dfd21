import { exact } from "@/modules/_kernel";

/**
 * What a change of a deployment reaches, of most concern last. `values`: parameters that nobody bound. `published_values`: parameters
 * that a publication lets through. `version`: another version that the asking person may run. `fewer_instruments`, `more_instruments`:
 * what it trades; one for another is both. `less_capital`, `more_capital`: what it may have at work. `outside_published`: values that
 * no publication to them lets through. `withdrawn`: what let it in was withdrawn.
 */
export const CHANGE_SCOPES = [
  "values",
  "published_values",
  "version",
  "fewer_instruments",
  "more_instruments",
  "less_capital",
  "more_capital",
  "outside_published",
  "withdrawn",
] as const;
export type ChangeScope = (typeof CHANGE_SCOPES)[number];

/** `none`: it takes effect as it is asked for. `second`: another person lets it in. */
export type ApprovalNeed = "none" | "second";

/** What each reach asks for. What makes a running strategy larger, or other than what was published, is looked at by two. */
export const CHANGE_NEEDS: Readonly<Record<ChangeScope, ApprovalNeed>> = {
  values: "none",
  published_values: "none",
  version: "none",
  fewer_instruments: "none",
  more_instruments: "second",
  less_capital: "none",
  more_capital: "second",
  outside_published: "second",
  withdrawn: "second",
};

/** A change as far as its approval goes. */
export interface ReachOfChange {
  /** A shadow trades nobody's money: no change of it needs anybody. */
  readonly mode: "live" | "shadow";
  readonly isOtherVersion: boolean;
  readonly isOtherValues: boolean;
  readonly instruments: { readonly before: readonly string[]; readonly after: readonly string[] };
  /** Decimal text. */
  readonly capital: { readonly before: string; readonly after: string };
  /** Of what binds the deployment: the values after the change are let through, are not, or nothing lets them any more. */
  readonly published: "unbound" | "inside" | "outside" | "withdrawn";
}

/** All that a change reaches, in the order of {@link CHANGE_SCOPES}; none where it changes nothing. */
export function scopesOf({
  isOtherVersion,
  isOtherValues,
  instruments,
  capital: { before, after },
  published,
}: ReachOfChange): readonly ChangeScope[] {
  const isOther = isOtherVersion || isOtherValues;
  const [was, becomes] = [exact(before), exact(after)];
  const reached: Readonly<Record<ChangeScope, boolean>> = {
    values: isOtherValues && published === "unbound",
    published_values: isOther && published === "inside",
    version: isOtherVersion,
    fewer_instruments: instruments.before.some((symbol) => !instruments.after.includes(symbol)),
    more_instruments: instruments.after.some((symbol) => !instruments.before.includes(symbol)),
    less_capital: becomes.lt(was),
    more_capital: becomes.gt(was),
    outside_published: isOther && published === "outside",
    withdrawn: isOther && published === "withdrawn",
  };
  return CHANGE_SCOPES.filter((scope) => reached[scope]);
}

export interface ChangeApproval {
  readonly need: ApprovalNeed;
  /** What of the change asks for it; none where nothing does. */
  readonly because: readonly ChangeScope[];
}

/** What approval a change needs: that of the part of it that needs most. */
export function approvalOf(
  change: ReachOfChange,
  needs: Readonly<Record<ChangeScope, ApprovalNeed>> = CHANGE_NEEDS,
): ChangeApproval {
  if (change.mode === "shadow") return { need: "none", because: [] };
  const because = scopesOf(change).filter((scope) => needs[scope] === "second");
  return { need: because.length === 0 ? "none" : "second", because };
}
