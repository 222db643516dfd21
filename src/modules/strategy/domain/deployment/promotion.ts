import { assertNever } from "@/modules/_kernel";

/** How far a strategy has come; paper is the furthest that a paper account reaches. */
export const STAGES = ["draft", "backtest", "out_of_sample", "paper", "shadow"] as const;
export type DeploymentStageName = (typeof STAGES)[number];

/** What is known of a strategy that wants to come further. Null is unknown, which passes no gate. */
export interface PromotionFacts {
  /** Backtests of this very strategy on one of its instruments that ended well. */
  readonly runs: number;
  /** Of the best of them. */
  readonly verdict: string | null;
  readonly runTrades: number | null;
  /** Deepest fall of its equity, a fraction. */
  readonly runDrawdown: number | null;
  /** Days on which the deployment decided, its closing fills, and the worst parity of its sessions. */
  readonly days: number;
  readonly trades: number;
  readonly parity: number | null;
  /** Whether there is a broker account to go to. */
  readonly hasVenue: boolean;
}

export interface PromotionGate {
  readonly gate: "runs" | "verdict" | "trades" | "drawdown" | "parity" | "days" | "venue";
  readonly passed: boolean;
  readonly actual: string | null;
  readonly required: string;
}

/** What each stage asks. Data: a house that wants more changes numbers. */
export const PROMOTION_TERMS = {
  backtestRuns: 1,
  runTrades: 20,
  runDrawdownMax: 0.35,
  paperDays: 20,
  paperTrades: 20,
  parityMin: 0.99,
} as const;

/** Verdicts of an examination that let a strategy on. */
const GOOD_VERDICTS: ReadonlySet<string> = new Set(["trust", "doubt"]);

/** What must hold to reach a stage. */
export function gatesOf(stage: DeploymentStageName, facts: PromotionFacts): readonly PromotionGate[] {
  const terms = PROMOTION_TERMS;
  switch (stage) {
    case "draft":
      return [];
    case "backtest":
      return [atLeast("runs", facts.runs, terms.backtestRuns)];
    case "out_of_sample":
      return [
        {
          gate: "verdict",
          passed: facts.verdict !== null && GOOD_VERDICTS.has(facts.verdict),
          actual: facts.verdict,
          required: [...GOOD_VERDICTS].join(" or "),
        },
        atLeast("trades", facts.runTrades, terms.runTrades),
      ];
    case "paper":
      return [atMost("drawdown", facts.runDrawdown, terms.runDrawdownMax)];
    case "shadow":
      return [
        atLeast("days", facts.days, terms.paperDays),
        atLeast("trades", facts.trades, terms.paperTrades),
        atLeast("parity", facts.parity, terms.parityMin),
        { gate: "venue", passed: facts.hasVenue, actual: facts.hasVenue ? "1" : "0", required: "1" },
      ];
    default:
      return assertNever(stage, "gatesOf");
  }
}

function atLeast(gate: PromotionGate["gate"], actual: number | null, least: number): PromotionGate {
  return { gate, passed: actual !== null && actual >= least, actual: words(actual), required: `${least}` };
}
function atMost(gate: PromotionGate["gate"], actual: number | null, most: number): PromotionGate {
  return { gate, passed: actual !== null && actual <= most, actual: words(actual), required: `${most}` };
}
const DIGITS = 4;
const words = (value: number | null): string | null => (value === null ? null : String(Number(value.toFixed(DIGITS))));
