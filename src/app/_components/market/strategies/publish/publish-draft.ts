import { parseNumber } from "@/app/_lib/number-text";
import type { RouterInputs } from "@/server/api/root";
import type { StrategyPreset } from "../types";

export type PublishRequest = RouterInputs["publication"]["publish"];

/** What is typed about a publication. */
export interface PublishDraft {
  readonly allow: "fixed" | "free";
  /** Ids of one's own presets. */
  readonly presets: readonly string[];
  /** Both ends as typed, by parameter. */
  readonly bounds: Readonly<Record<string, { readonly least: string; readonly most: string }>>;
  /** Null: everybody who trades. */
  readonly people: readonly string[] | null;
  readonly note: string;
}

export const NOTHING_YET: PublishDraft = { allow: "fixed", presets: [], bounds: {}, people: null, note: "" };

export type BoundFault = "boundNumber" | "boundBoth";

/** What is asked for; or what stands in its way: a parameter's bounds, or that nobody was chosen. */
export type PublishWish =
  | { readonly request: PublishRequest }
  | { readonly fault: "people" }
  | { readonly fault: BoundFault; readonly parameter: string };

/** Reads what was typed. The server says what a strategy does not take. */
export function toPublishRequest(
  strategy: string,
  draft: PublishDraft,
  presets: readonly Pick<StrategyPreset, "presetId" | "name" | "params">[],
): PublishWish {
  const { allow, people, note } = draft;
  const bounds: Record<string, { readonly least: number; readonly most: number }> = {};
  for (const [parameter, { least, most }] of Object.entries(allow === "free" ? {} : draft.bounds)) {
    const [from, to] = [parseNumber(least), parseNumber(most)];
    if (from === null && to === null) continue;
    if (from === null || to === null) return { fault: "boundBoth", parameter };
    if (Number.isNaN(from) || Number.isNaN(to)) return { fault: "boundNumber", parameter };
    bounds[parameter] = { least: from, most: to };
  }
  if (people?.length === 0) return { fault: "people" };
  const chosen = presets.filter(({ presetId }) => draft.presets.includes(presetId));
  return {
    request: {
      strategy,
      presets: chosen.map(({ name, params }) => ({ name, params })),
      bounds,
      isFree: allow === "free",
      people: people === null ? null : [...people],
      note: note.trim(),
    },
  };
}
