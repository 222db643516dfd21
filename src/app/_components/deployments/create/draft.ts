import type { NewDeployment, Params } from "../types";

/** What is typed about a new deployment. Amounts as typed: the server says what is wrong with them. */
export interface Draft {
  readonly name: string;
  readonly strategy: string;
  readonly presetId: string | null;
  /** A box that is empty, or no number, is null. */
  readonly params: Readonly<Record<string, Params[string] | null>>;
  readonly instruments: readonly string[];
  readonly resolution: NewDeployment["resolution"];
  readonly accountId: string | null;
  readonly capital: string;
  readonly schedule: NonNullable<NewDeployment["schedule"]>;
}

/** What a run was done with, as far as a deployment needs it. */
export interface RunFacts {
  readonly strategy: string;
  readonly params: Params;
  readonly symbol: string;
  readonly others?: readonly string[] | undefined;
  readonly resolution: Draft["resolution"];
}

const USUAL_CAPITAL = "10000";

/** Begins with what a run was done with, else with the strategy alone. */
export function draftFrom(start: {
  readonly run: RunFacts | null;
  readonly strategy: string;
  readonly accountId: string | null;
  readonly symbol: string;
}): Draft {
  const { run } = start;
  return {
    name: "",
    strategy: run?.strategy ?? start.strategy,
    presetId: null,
    params: run?.params ?? {},
    instruments: run === null ? [start.symbol] : [run.symbol, ...(run.others ?? [])],
    resolution: run?.resolution ?? "1m",
    accountId: start.accountId,
    capital: USUAL_CAPITAL,
    schedule: "sessions",
  };
}

export type Missing = "name" | "instruments" | "accountId" | "params";

/** What the server is asked for; or the first field that is not filled in. */
export function toRequest(
  draft: Draft,
): { readonly request: NewDeployment } | { readonly missing: Missing; readonly param?: string } {
  const { name, accountId, params, instruments } = draft;
  if (name.trim() === "") return { missing: "name" };
  if (accountId === null) return { missing: "accountId" };
  if (instruments.length === 0) return { missing: "instruments" };
  const known = wholeParams(params);
  if (known === null)
    return { missing: "params", param: Object.keys(params).find((param) => params[param] === null) ?? "" };
  const capital = draft.capital.replace(/[\s,_'\u2019]/g, "");
  return { request: { ...draft, name: name.trim(), accountId, capital, params: known, instruments: [...instruments] } };
}

/** Parameters without an empty box among them; null: one is empty. */
export function wholeParams(params: Draft["params"]): Params | null {
  const known: Record<string, Params[string]> = {};
  for (const [param, value] of Object.entries(params)) {
    if (value === null) return null;
    known[param] = value;
  }
  return known;
}
