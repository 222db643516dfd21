import { assertNever, EpochMs } from "@/modules/_kernel";
import type { ScreenCondition } from "@/modules/data";
import type { RouterInputs, RouterOutputs } from "@/server/api/root";
import { asGroup, type DraftGroup, NEW_COMPARISON } from "../screener/draft";

export type AlertInput = RouterInputs["alert"]["create"];
export type Alert = RouterOutputs["alert"]["list"][number];
type Terms = AlertInput["terms"];
type DeploymentWatch = Extract<Terms, { readonly kind: "deployment" }>["watch"];

export const ALERT_KINDS = ["price", "condition", "order", "position", "pnl", "deployment", "feed", "missing"] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];
export const ORDER_EVENTS = [
  "filled",
  "busted",
  "corrected",
  "refused",
  "denied",
  "canceled",
  "expired",
  "unresolved",
  "quarantined",
] as const satisfies Extract<Terms, { readonly kind: "order" }>["events"];

export const DEPLOYMENT_WATCHES = ["state", "silence", "parity", "pnl"] as const;
export const DEPLOYMENT_STATES = ["failed", "reduce_only", "paused", "stopped"] as const;

/** An alert while it is written: every box of every kind, so that another kind may be tried and left again. */
export interface AlertDraft {
  readonly name: string;
  readonly kind: AlertKind;
  readonly symbol: string;
  readonly accountId: string;
  readonly is: "above" | "below" | "crosses";
  readonly level: string;
  readonly resolution: Extract<Terms, { readonly kind: "condition" }>["resolution"];
  readonly condition: DraftGroup;
  readonly events: readonly (typeof ORDER_EVENTS)[number][];
  readonly measure: "qty" | "value";
  readonly deploymentId: string;
  readonly watch: (typeof DEPLOYMENT_WATCHES)[number];
  readonly states: readonly (typeof DEPLOYMENT_STATES)[number][];
  readonly silentS: number | null;
  readonly belowPercent: number | null;
  readonly resultOf: "today" | "start";
  readonly olderThanS: number | null;
  readonly expected: "bar" | "fill" | "job";
  readonly job: string;
  readonly withinMinutes: number | null;
  readonly severity: AlertInput["severity"];
  readonly repeats: boolean;
  readonly coolDownMinutes: number | null;
  /** `YYYY-MM-DDTHH:MM` in the browser's zone; empty: never. */
  readonly expires: string;
}

export const NEW_ALERT: AlertDraft = {
  name: "",
  kind: "price",
  symbol: "",
  accountId: "",
  is: "crosses",
  level: "",
  resolution: "1d",
  condition: { kind: "all", of: [NEW_COMPARISON] },
  events: ["filled", "refused", "unresolved"],
  measure: "qty",
  deploymentId: "",
  watch: "state",
  states: ["failed", "reduce_only", "stopped"],
  silentS: 300,
  belowPercent: 95,
  resultOf: "today",
  olderThanS: 60,
  expected: "bar",
  job: "",
  withinMinutes: 60,
  severity: "warning",
  repeats: false,
  coolDownMinutes: 5,
  expires: "",
};

/** A stored alert as the form begins to change it. */
export function draftOf({ name, terms, severity, repeats, coolDownS, expiresAt }: Alert): AlertDraft {
  const { kind } = terms;
  const common = {
    ...NEW_ALERT,
    name,
    kind,
    severity,
    repeats,
    coolDownMinutes: coolDownS / 60,
    expires: expiresAt === null ? "" : localText(expiresAt),
  };
  if (terms.kind === "condition")
    return { ...common, symbol: terms.symbol, resolution: terms.resolution, condition: asGroup(terms.condition) };
  if (terms.kind === "order") return { ...common, accountId: terms.accountId ?? "", events: terms.events };
  if (terms.kind === "deployment") return { ...common, deploymentId: terms.deploymentId, ...draftOfWatch(terms.watch) };
  if (terms.kind === "missing") {
    const { expected, withinMinutes } = terms;
    const waits = { ...common, withinMinutes, expected: expected.what };
    if (expected.what === "bar") return { ...waits, symbol: expected.symbol, resolution: expected.resolution };
    return expected.what === "fill" ? { ...waits, accountId: expected.accountId } : { ...waits, job: expected.name };
  }
  return { ...common, ...terms };
}

function draftOfWatch(watch: DeploymentWatch): Partial<AlertDraft> {
  switch (watch.what) {
    case "state":
      return { watch: watch.what, states: watch.states };
    case "silence":
      return { watch: watch.what, silentS: watch.seconds };
    case "parity":
      return { watch: watch.what, belowPercent: watch.belowPercent };
    case "pnl":
      return { watch: watch.what, resultOf: watch.of, is: watch.is, level: watch.level };
  }
  return {};
}

function watchOf({ watch, states, silentS, belowPercent, resultOf, is, level }: AlertDraft): DeploymentWatch {
  switch (watch) {
    case "state":
      return { what: watch, states: [...states] };
    case "silence":
      return { what: watch, seconds: silentS ?? 0 };
    case "parity":
      return { what: watch, belowPercent: belowPercent ?? 0 };
    case "pnl":
      return { what: watch, of: resultOf, is: is === "crosses" ? "above" : is, level: level.trim() };
    default:
      return assertNever(watch, "watchOf");
  }
}

function localText(ms: number): string {
  const date = new Date(ms);
  return new Date(ms - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** What is sent. The condition comes checked; everything else the server checks. */
export function inputOf(draft: AlertDraft, condition: ScreenCondition | null) {
  const { name, severity, repeats, coolDownMinutes, expires } = draft;
  const terms = termsOf(draft, condition);
  if (terms === null) return null;
  const coolDownS = repeats ? Math.round((coolDownMinutes ?? 0) * 60) : 0;
  return {
    name: name.trim(),
    terms,
    severity,
    repeats,
    coolDownS,
    expiresAt: expires === "" ? null : EpochMs.of(Date.parse(expires)),
  };
}

function termsOf(draft: AlertDraft, condition: ScreenCondition | null): Terms | null {
  const { kind, symbol, accountId, level, resolution, events, measure, olderThanS, withinMinutes, expected, job } =
    draft;
  const is = draft.is === "crosses" ? "above" : draft.is;
  switch (kind) {
    case "price":
      return { kind, symbol, is: draft.is, level: level.trim() };
    case "condition":
      return condition === null ? null : { kind, symbol, resolution, condition };
    case "order":
      return { kind, accountId: accountId === "" ? null : accountId, events: [...events] };
    case "position":
      return { kind, accountId, symbol, measure, is, level: level.trim() };
    case "pnl":
      return { kind, accountId, is, level: level.trim() };
    case "deployment":
      return { kind, deploymentId: draft.deploymentId, watch: watchOf(draft) };
    case "feed":
      return { kind, symbol, olderThanS: olderThanS ?? 0 };
    case "missing":
      if (expected === "bar")
        return { kind, withinMinutes: withinMinutes ?? 0, expected: { what: expected, symbol, resolution } };
      if (expected === "fill")
        return { kind, withinMinutes: withinMinutes ?? 0, expected: { what: expected, accountId } };
      return { kind, withinMinutes: withinMinutes ?? 0, expected: { what: expected, name: job.trim() } };
  }
  return null;
}
