import type { BarView, Desk, StrategyRun } from "../strategy";
import { ConditionStream } from "./condition-stream";
import { RulePlanner } from "./rule-plan";
import { conditionsOf, type RuleConditionPlace, type RuleStrategy } from "./rule-strategy";

/**
 * A rule at work. At each close: a position whose exit holds is left at market; the entry of the other side leaves it too and
 * turns it round. Flat, it enters the side whose entry holds; where both sides hold at once nothing is done, for they contradict.
 *
 * Stop, target and trailing stop are children of the entry: they are there from the bar after its fill, and the first one that is
 * filled cancels the others.
 */
class RuleRun implements StrategyRun {
  readonly #stream: ConditionStream;
  readonly #planner: RulePlanner;
  readonly #judges: Readonly<Record<"buys" | "sells" | "leavesLong" | "leavesShort", () => boolean>>;
  /** The last entry and its children; those that have ended are no matter. */
  #orders: readonly number[] = [];

  constructor(rules: RuleStrategy) {
    const conditions = conditionsOf(rules);
    this.#stream = new ConditionStream(conditions.map(({ condition }) => condition));
    this.#planner = new RulePlanner(rules, this.#stream);
    const judge = (place: RuleConditionPlace) => {
      const index = conditions.findIndex((condition) => condition.place === place);
      return index < 0 ? () => false : () => this.#stream.holds(index) === true;
    };
    this.#judges = {
      buys: judge("long.entry"),
      sells: judge("short.entry"),
      leavesLong: judge("long.exit"),
      leavesShort: judge("short.exit"),
    };
  }

  onBar(bar: BarView, desk: Desk): void {
    this.#stream.push(bar);
    this.#planner.push(bar);
    const { position } = desk;
    const buys = this.#judges.buys();
    const sells = this.#judges.sells();
    if (position === 0) {
      if (buys !== sells) this.#enter(buys ? 1 : -1, bar, desk);
      return;
    }
    const isTurning = position > 0 ? sells && !buys : buys && !sells;
    if (!isTurning && !(position > 0 ? this.#judges.leavesLong() : this.#judges.leavesShort())) return;
    this.#cancelOrders(desk);
    desk.submit({ type: "market", quantity: -position });
    if (isTurning) this.#enter(position > 0 ? -1 : 1, bar, desk);
  }

  #enter(direction: 1 | -1, { close }: BarView, desk: Desk): void {
    const plan = this.#planner.plan(direction, close, desk.cash + desk.position * close);
    if (plan === null) return;
    // An entry that has waited for volume until now is decided anew.
    this.#cancelOrders(desk);
    const { quantity, stopPrice, targetPrice, trailAmount } = plan;
    const parent = desk.submit({ type: "market", quantity: direction * quantity });
    const orders = [parent];
    const leave = { quantity: -direction * quantity, parent };
    if (stopPrice !== null) orders.push(desk.submit({ type: "stop", stopPrice, ...leave }));
    if (trailAmount !== null) orders.push(desk.submit({ type: "trailing_stop", trailAmount, ...leave }));
    if (targetPrice !== null) orders.push(desk.submit({ type: "limit", limitPrice: targetPrice, ...leave }));
    this.#orders = orders;
  }

  #cancelOrders(desk: Desk): void {
    for (const order of this.#orders) desk.cancel(order);
    this.#orders = [];
  }
}

/** Starts a rule that {@link checkRules} let pass. Deterministic, on closed bars only. */
export function startRules(rules: RuleStrategy): StrategyRun {
  return new RuleRun(rules);
}
