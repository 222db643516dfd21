import type { Holding } from "./holding";
import { FIGURES_OF, PAST_SCENARIOS, type PastScenario, type ScenarioFigure } from "./scenarios";
import type { StressLine } from "./stress";

/** Which figure of a past scenario a kind is moved by. */
const FIGURE_OF: Readonly<Record<Holding["kind"], ScenarioFigure["of"]>> = {
  equity: "shares",
  etf: "shares",
  index: "shares",
  future: "shares",
  crypto: "coins",
  fx: "currencies",
  cash: "currencies",
};

/** Move as shares do, by assumption. */
const AS_SHARES: ReadonlySet<Holding["kind"]> = new Set(["etf", "index", "future"]);

const sourceOf = (id: PastScenario, kind: Holding["kind"]) =>
  FIGURES_OF[id].find(({ of }) => of === FIGURE_OF[kind])?.source ?? null;

interface Scenario {
  readonly of: "past" | "rule" | "custom";
  readonly id: string;
  readonly lines: readonly StressLine[];
}

/**
 * Holdings that a scenario moves by a figure which nobody has a source for, the hardest hit first. Figures of shares have one, for
 * shares alone: that futures, funds and indices move as they do is assumed. A gap is an assumption whatever it hits. What is lost at
 * once is reckoned from the days that are stored, and assumed where there are none. What people wrote is theirs.
 */
export function assumedOf(
  { of, id, lines }: Scenario,
  holdings: readonly Holding[],
  hasPast: (symbol: string) => boolean,
): readonly string[] {
  if (of === "custom") return [];
  const past = PAST_SCENARIOS.find((each) => each === id);
  const kinds = new Map(holdings.map(({ symbol, kind }) => [symbol, kind]));
  const isAssumed = (symbol: string): boolean => {
    if (past === undefined) return id === "gap" || !hasPast(symbol);
    const kind = kinds.get(symbol);
    if (kind === undefined) return true;
    return AS_SHARES.has(kind) || sourceOf(past, kind) === null;
  };
  return lines.filter(({ symbol, gain }) => gain !== 0 && isAssumed(symbol)).map(({ symbol }) => symbol);
}
