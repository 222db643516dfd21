import type { ParameterField } from "@/app/_components/form";
import { assertNever } from "@/modules/_kernel";
import {
  DEFAULT_COSTS,
  type Objective,
  offeredRange,
  parseConstraint,
  type SearchConstraint,
} from "@/modules/strategy";
import type { RunSpec, Strategy } from "../types";
import type { Range, SearchDetail, SearchRequest } from "./search-types";

/** A number of the form: null while its box is empty, NaN while it holds no number. */
type Typed = number | null;

/** How one parameter varies, as typed. Values that another kind of range had stay, so that going back loses nothing. */
export interface RangeDraft {
  readonly kind: "range" | "log" | "fixed" | "choices";
  readonly from: Typed;
  readonly to: Typed;
  readonly step: Typed;
  readonly count: Typed;
  readonly value: number | boolean | string | null;
  readonly values: readonly (number | boolean | string)[];
}

export interface SearchForm {
  readonly strategy: string;
  readonly symbol: string;
  readonly resolution: RunSpec["resolution"];
  readonly from: string;
  readonly to: string;
  readonly ranges: Readonly<Record<string, RangeDraft>>;
  /** One a line. */
  readonly constraints: string;
  readonly method: "grid" | "random" | "tpe";
  readonly trials: Typed;
  readonly seed: Typed;
  readonly objective: Objective;
  readonly minTrades: Typed;
  readonly walk: "none" | "rolling" | "anchored";
  readonly windows: Typed;
  readonly trainRatio: Typed;
  readonly embargoBars: Typed;
  readonly cash: Typed;
  readonly commissionPercent: Typed;
  readonly slippageBps: Typed;
}

const LOG_VALUES = 8;

function draftOf(field: ParameterField, range: Range): RangeDraft {
  const usual = Number(field.default);
  const base: RangeDraft = {
    kind: range.kind,
    from: usual,
    to: usual,
    step: field.step ?? (field.type === "integer" ? 1 : usual / 10),
    count: LOG_VALUES,
    value: field.default,
    values: [field.default],
  };
  switch (range.kind) {
    case "fixed":
      return { ...base, value: range.value };
    case "choices":
      return { ...base, values: range.values };
    case "log":
      return { ...base, from: range.from, to: range.to, count: range.count };
    case "range":
      return { ...base, from: range.from, to: range.to, step: range.step };
    default:
      return assertNever(range, "draftOf");
  }
}

/** Ranges to begin with, made from the strategy's own parameters. */
export function offeredDrafts(fields: readonly ParameterField[]): SearchForm["ranges"] {
  return Object.fromEntries(fields.map((field) => [field.name, draftOf(field, offeredRange(field))]));
}

/** The same around values of a preset in place of the usual ones. */
export function draftsAround(fields: readonly ParameterField[], params: RunSpec["params"]): SearchForm["ranges"] {
  return offeredDrafts(fields.map((field) => ({ ...field, default: params[field.name] ?? field.default })));
}

export function newSearchForm(strategy: Strategy, symbol: string, resolution: RunSpec["resolution"]): SearchForm {
  return {
    strategy: strategy.name,
    symbol,
    resolution,
    from: "",
    to: "",
    ranges: offeredDrafts(strategy.parameters),
    constraints: "",
    method: "grid",
    trials: 200,
    seed: 1,
    objective: "sharpe",
    minTrades: 10,
    walk: "rolling",
    windows: 5,
    trainRatio: 3,
    embargoBars: 0,
    ...DEFAULT_COSTS,
  };
}

/** The form that would ask for a search again. */
export function formOfSearch({ spec }: Pick<SearchDetail, "spec">, strategy: Strategy): SearchForm {
  const base = newSearchForm(strategy, spec.symbol, spec.resolution);
  const known = strategy.parameters.map((field) => {
    const range = spec.ranges[field.name] ?? ({ kind: "fixed", value: field.default } as const);
    return [field.name, draftOf(field, range)] as const;
  });
  const { cash, commissionPercent, slippageBps, seed, objective, minTrades, method, walkForward } = spec;
  return {
    ...base,
    cash,
    commissionPercent,
    slippageBps,
    seed,
    objective,
    minTrades,
    from: spec.from ?? "",
    to: spec.to ?? "",
    ranges: Object.fromEntries(known),
    constraints: spec.constraints.map(({ left, comparison, right }) => `${left} ${comparison} ${right}`).join("\n"),
    method: method.kind,
    trials: method.kind === "grid" ? base.trials : method.trials,
    walk: walkForward?.mode ?? "none",
    windows: walkForward?.windows ?? base.windows,
    trainRatio: walkForward?.trainRatio ?? base.trainRatio,
    embargoBars: walkForward?.embargoBars ?? base.embargoBars,
  };
}

/** Lines that are no constraint, and those that are. */
export function readConstraints(text: string): {
  readonly constraints: readonly SearchConstraint[];
  readonly wrong: readonly string[];
} {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const parsed = lines.map((line) => ({ line, constraint: parseConstraint(line) }));
  return {
    constraints: parsed.flatMap(({ constraint }) => (constraint === null ? [] : [constraint])),
    wrong: parsed.flatMap(({ line, constraint }) => (constraint === null ? [line.trim()] : [])),
  };
}

/** What no number was typed for goes out as what no bound lets through, so that the server names the field. */
const sent = (typed: Typed): number => (typed === null || Number.isNaN(typed) ? Number.MIN_SAFE_INTEGER : typed);

function rangeOf(draft: RangeDraft): SearchRequest["ranges"][string] {
  switch (draft.kind) {
    case "fixed":
      return {
        kind: "fixed",
        value: typeof draft.value === "number" || draft.value === null ? sent(draft.value) : draft.value,
      };
    case "choices":
      return { kind: "choices", values: [...draft.values] };
    case "log":
      return { kind: "log", from: sent(draft.from), to: sent(draft.to), count: sent(draft.count) };
    case "range":
      return { kind: "range", from: sent(draft.from), to: sent(draft.to), step: sent(draft.step) };
    default:
      return assertNever(draft.kind, "rangeOf");
  }
}

/** What the form asks for. */
export function requestOf(form: SearchForm): SearchRequest {
  const { walk, method } = form;
  return {
    strategy: form.strategy,
    symbol: form.symbol,
    resolution: form.resolution,
    from: form.from === "" ? null : form.from,
    to: form.to === "" ? null : form.to,
    adjustment: "split",
    cash: sent(form.cash),
    commissionPercent: sent(form.commissionPercent),
    slippageBps: sent(form.slippageBps),
    ranges: Object.fromEntries(Object.entries(form.ranges).map(([name, draft]) => [name, rangeOf(draft)])),
    constraints: [...readConstraints(form.constraints).constraints],
    method: method === "grid" ? { kind: "grid" } : { kind: method, trials: sent(form.trials) },
    seed: sent(form.seed),
    objective: form.objective,
    minTrades: sent(form.minTrades),
    walkForward:
      walk === "none"
        ? null
        : {
            mode: walk,
            windows: sent(form.windows),
            trainRatio: sent(form.trainRatio),
            embargoBars: sent(form.embargoBars),
          },
  };
}
