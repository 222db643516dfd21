import { assertNever } from "@/modules/_kernel";

/** How far a strategy has come. `live` is what a broker account would be, and there is none. */
export const STAGES = ["draft", "backtest", "out_of_sample", "paper", "shadow", "live"] as const;
export type DeploymentStageName = (typeof STAGES)[number];

/** What is known of a strategy that wants to come further. Null is unknown, which passes no gate. */
export interface PromotionFacts {
  /** Backtests of this version with these parameters on one of its instruments that ended well. */
  readonly runs: number;
  /** Of the best of them. */
  readonly verdict: string | null;
  readonly runTrades: number | null;
  /** Deepest fall of its equity, a fraction. */
  readonly runDrawdown: number | null;
  /** Of the newest search of this version with a walk-forward: what it made on what it had not seen. */
  readonly searchReturn: number | null;
  readonly searchTrades: number | null;
  /** Days on which the deployment decided, its fills, and the worst parity of its sessions. */
  readonly days: number;
  readonly trades: number;
  readonly parity: number | null;
  /** Deepest fall of its profit since it began, a fraction of its capital. */
  readonly fall: number | null;
  /** Bars that a shadow beside it decided on. */
  readonly shadowBars: number;
  /** People who may and said that it goes on as it is, to the stage that is asked for. */
  readonly approvals: number;
}

/** What is asked for, as a house has set it. Fractions where they end in nothing else. */
export interface PromotionTerms {
  readonly runs: number;
  /** 1: no verdict against it; 2: trusted. */
  readonly verdict: number;
  readonly runTrades: number;
  readonly searchReturn: number;
  readonly searchTrades: number;
  readonly runDrawdown: number;
  readonly paperApprovals: number;
  readonly days: number;
  readonly trades: number;
  readonly parity: number;
  readonly fall: number;
  readonly approvals: number;
  readonly shadowBars: number;
  /** Held against it for as long as it runs: below this parity, or beyond this fall, it is taken back. */
  readonly holdParity: number;
  readonly holdFall: number;
}
export type PromotionTerm = keyof PromotionTerms;

/** Until a house sets others. */
export const DEFAULT_TERMS: PromotionTerms = {
  runs: 1,
  verdict: 1,
  runTrades: 20,
  searchReturn: 0,
  searchTrades: 10,
  runDrawdown: 0.35,
  paperApprovals: 0,
  days: 20,
  trades: 20,
  parity: 0.99,
  fall: 0.2,
  approvals: 1,
  shadowBars: 0,
  holdParity: 0.9,
  holdFall: 0.25,
};

/** What each term may be, ends included. */
export const TERM_BOUNDS: Readonly<Record<PromotionTerm, readonly [least: number, most: number]>> = {
  runs: [0, 1_000],
  verdict: [0, 2],
  runTrades: [0, 1_000_000],
  searchReturn: [-1, 100],
  searchTrades: [0, 1_000_000],
  runDrawdown: [0, 1],
  paperApprovals: [0, 10],
  days: [0, 3_650],
  trades: [0, 1_000_000],
  parity: [0, 1],
  fall: [0, 1],
  approvals: [0, 10],
  shadowBars: [0, 10_000_000],
  holdParity: [0, 1],
  holdFall: [0, 1],
};

/** Terms that count things: whole numbers. */
const WHOLE: ReadonlySet<string> = new Set<PromotionTerm>([
  "runs",
  "verdict",
  "runTrades",
  "searchTrades",
  "paperApprovals",
  "days",
  "trades",
  "approvals",
  "shadowBars",
]);

/** The first term that is none, with what would pass; null: all are. */
export function termFault(
  terms: PromotionTerms,
): { readonly term: PromotionTerm; readonly least: number; readonly most: number; readonly whole: boolean } | null {
  for (const [term, [least, most]] of Object.entries(TERM_BOUNDS)) {
    if (!isTerm(term)) continue;
    const value = terms[term];
    const whole = WHOLE.has(term);
    if (!(value >= least && value <= most) || (whole && !Number.isInteger(value))) return { term, least, most, whole };
  }
  return null;
}

const isTerm = (name: string): name is PromotionTerm => Object.hasOwn(DEFAULT_TERMS, name);

/** Gates by the fact that each looks at. */
export const GATES = [
  "runs",
  "verdict",
  "runTrades",
  "searchReturn",
  "searchTrades",
  "runDrawdown",
  "days",
  "trades",
  "parity",
  "fall",
  "shadowBars",
  "approvals",
] as const;

export interface PromotionGate {
  readonly gate: (typeof GATES)[number];
  readonly passed: boolean;
  readonly actual: string | null;
  readonly required: string;
}

/** Verdicts of an examination, from what lets nothing on to what is trusted. */
const VERDICT_RANKS: Readonly<Record<string, number>> = { reject: 0, doubt: 1, trust: 2 };
const VERDICT_WORDS = ["any", "doubt or trust", "trust"] as const;

/** What must hold to reach a stage. */
export function gatesOf(
  stage: DeploymentStageName,
  facts: PromotionFacts,
  terms: PromotionTerms,
): readonly PromotionGate[] {
  const least = (gate: PromotionGate["gate"], actual: number | null, required: number) =>
    gateOf(gate, actual, { required, passed: actual !== null && actual >= required });
  const most = (gate: PromotionGate["gate"], actual: number | null, required: number) =>
    gateOf(gate, actual, { required, passed: actual !== null && actual <= required });
  switch (stage) {
    case "draft":
    case "live":
      return [];
    case "backtest":
      return [least("runs", facts.runs, terms.runs), least("runTrades", facts.runTrades, terms.runTrades)];
    case "out_of_sample":
      return [
        verdictGate(facts.verdict, terms.verdict),
        least("searchReturn", facts.searchReturn, terms.searchReturn),
        least("searchTrades", facts.searchTrades, terms.searchTrades),
      ];
    case "paper":
      return [
        most("runDrawdown", facts.runDrawdown, terms.runDrawdown),
        least("approvals", facts.approvals, terms.paperApprovals),
      ];
    case "shadow":
      return [
        least("days", facts.days, terms.days),
        least("trades", facts.trades, terms.trades),
        least("parity", facts.parity, terms.parity),
        most("fall", facts.fall, terms.fall),
        least("shadowBars", facts.shadowBars, terms.shadowBars),
        least("approvals", facts.approvals, terms.approvals),
      ];
    default:
      return assertNever(stage, "gatesOf");
  }
}

function verdictGate(verdict: string | null, required: number): PromotionGate {
  const rank = verdict === null ? null : (VERDICT_RANKS[verdict] ?? null);
  const passed = required === 0 || (rank !== null && rank >= required);
  return { gate: "verdict", passed, actual: verdict, required: VERDICT_WORDS[required] ?? "trust" };
}

function gateOf(
  gate: PromotionGate["gate"],
  actual: number | null,
  { required, passed }: { readonly required: number; readonly passed: boolean },
): PromotionGate {
  return { gate, passed, actual: words(actual), required: `${required}` };
}

const DIGITS = 4;
const words = (value: number | null): string | null => (value === null ? null : String(Number(value.toFixed(DIGITS))));

/** Why a deployment is taken back, with what was found and what it may be. */
export interface Breach {
  readonly gate: "parity" | "fall";
  readonly value: number;
  readonly threshold: number;
}

/** What a running deployment breaks; null: nothing, or nothing is known. */
export function breachOf(
  { parity, fall }: { readonly parity: number | null; readonly fall: number | null },
  { holdParity, holdFall }: PromotionTerms,
): Breach | null {
  if (parity !== null && parity < holdParity) return { gate: "parity", value: parity, threshold: holdParity };
  if (fall !== null && fall > holdFall) return { gate: "fall", value: fall, threshold: holdFall };
  return null;
}

/** The stage that something taken back comes to: one before, and never before the draft. */
export const stageBefore = (stage: DeploymentStageName): DeploymentStageName =>
  STAGES[Math.max(0, STAGES.indexOf(stage) - 1)] ?? "draft";
