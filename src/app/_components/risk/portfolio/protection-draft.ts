import { exact, parseExact } from "@/modules/_kernel";
import { PROTECTION_MODES, type ProtectionMode, type ProtectionTerms, SURPLUS_MODES } from "@/modules/risk";
import { percentText } from "../limit-amounts";

/** A policy as it stands in a form: what was typed. */
export interface ProtectionDraft {
  readonly mode: ProtectionMode;
  readonly afterSeconds: string;
  readonly distancePercent: string;
  readonly surplus: ProtectionTerms["surplus"];
}

export const draftOf = ({ mode, afterSeconds, distance, surplus }: ProtectionTerms): ProtectionDraft => ({
  mode,
  afterSeconds: String(afterSeconds),
  distancePercent: percentText(String(distance)),
  surplus,
});

/** Terms of a draft. What is no number stays as it was typed: whoever checks the terms says what would pass. */
export const termsOf = ({ mode, afterSeconds, distancePercent, surplus }: ProtectionDraft) => ({
  mode,
  afterSeconds: numberOr(afterSeconds, "1"),
  distance: numberOr(distancePercent, "0.01"),
  surplus,
});

function numberOr(text: string, times: string): number | string {
  const value = parseExact(text.trim().replace(",", "."));
  return value === null ? text : value.times(exact(times)).toNumber();
}

export const modeOf = (text: string): ProtectionMode => PROTECTION_MODES.find((each) => each === text) ?? "none";
export const surplusOf = (text: string): ProtectionTerms["surplus"] =>
  SURPLUS_MODES.find((each) => each === text) ?? "keep";
