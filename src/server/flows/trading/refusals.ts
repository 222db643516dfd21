import { assertNever, toDecimalText } from "@/modules/_kernel";
import type { RequestProblem, Weighed } from "@/modules/execution";
import type { BreachView } from "../contract/trading";
import type { AppError, AppIssue } from "../errors";

/** What is wrong with the fields of a request: the first is the refusal, all are told. */
export function refuseProblems(problems: readonly RequestProblem[]): AppError {
  const [first] = problems;
  if (first === undefined) throw new RangeError("a refusal has a problem");
  const { kind, path, ...facts } = first;
  return {
    kind,
    path,
    facts,
    issues: problems.map((each): AppIssue => ({ path: each.path, message: sentence(each) })),
  };
}

function sentence(problem: RequestProblem): string {
  switch (problem.kind) {
    case "order.number_malformed":
      return "Write a plain number like 12.34, with at most 30 digits on each side of the point.";
    case "order.not_positive":
      return "It must be above 0.";
    case "order.too_large":
      return `At most ${problem.max}.`;
    case "order.tick_off":
      return `Prices move in steps of ${problem.tick}: ${near(problem)}.`;
    case "order.lot_off":
      return `Quantities move in steps of ${problem.lot}: ${near(problem)}.`;
    case "order.field_missing":
    case "order.field_unfit":
      return `It takes ${problem.expected}.`;
    case "order.time_malformed":
      return "Write a moment in UTC like 2026-01-31T14:30Z.";
    case "order.time_past":
      return "That moment is over.";
    case "order.exit_wrong_side":
      return `It must be ${problem.side} the entry of ${problem.entry}.`;
    default:
      return assertNever(problem, "sentence");
  }
}

const near = ({ below, above }: { readonly below: string | null; readonly above: string }) =>
  below === null ? `${above} would pass` : `${below} or ${above} would pass`;

/** Every limit that an order breaks, with the largest quantity that would pass. */
export function refuseLimits(risk: Extract<Weighed["risk"], { readonly outcome: "refused" }>): AppError {
  return {
    kind: "order.limits_broken",
    path: "qty",
    facts: { largestQty: toDecimalText(risk.largestQtyThatPasses), limits: risk.breaches.length },
    issues: breachViews(risk).map((breach): AppIssue => ({ path: breach.kind, message: breachSentence(breach) })),
  };
}

export function breachViews(risk: Weighed["risk"]): readonly BreachView[] {
  if (risk.outcome === "approved") return [];
  return risk.breaches.map(({ kind, name, limit, actual, headroom }) => ({
    kind,
    name,
    limit: toDecimalText(limit),
    actual: actual === null ? null : toDecimalText(actual),
    headroom: headroom === null ? null : toDecimalText(headroom),
  }));
}

function breachSentence({ kind, limit, actual, headroom }: BreachView): string {
  switch (kind) {
    case "buying_power":
      return actual === null
        ? "What this would take cannot be reckoned: a price or a currency rate is unknown."
        : `It takes ${actual} of the account's currency, and ${limit} is free.`;
    case "trading_hours":
      return "Its market is closed now.";
    case "stale_data":
      return actual === null
        ? "No price of it is known now."
        : `Its price is ${actual} seconds old; ${limit} is the most.`;
    case "approval_value":
      return `An order of ${actual ?? "unknown worth"} waits for a second person; up to ${limit} passes without.`;
    default:
      return `Limit ${limit}, with this ${actual ?? "unknown"}, room ${headroom ?? "unknown"}.`;
  }
}
