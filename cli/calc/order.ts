import { z } from "zod";
import { EpochMs, ok, toDecimalText } from "@/modules/_kernel";
import {
  checkIntent,
  draftOrder,
  leavesQty,
  makeIntentSchema,
  makeOrderEventSchema,
  ORDER_REFUSALS,
  type Order,
  type OrderRefusalKind,
  orderFacts,
  recordOrderEvent,
  transitionTable,
} from "@/modules/execution";
import { defineCalculator, refuse } from "./answer";
import { list, time } from "./fields";

const moment = time.transform((ms) => EpochMs.of(ms));
const eventTime = moment.default(EpochMs.of(0)).meta({ description: "When it happened." });

const input = z.strictObject({
  intent: makeIntentSchema(moment).meta({ description: "What is wanted. The order begins as a draft." }),
  events: list(makeOrderEventSchema(eventTime)),
});

interface Refused {
  readonly index: number;
  readonly kind: OrderRefusalKind;
  /** `refused`: a wish that may not be; `known`: nothing new; `quarantined`: kept until somebody looks. */
  readonly outcome: (typeof ORDER_REFUSALS)[OrderRefusalKind];
}

/** The order reducer on a list of events. */
export const order = defineCalculator({
  name: "order",
  summary: "an order through its events: the state after each, the last one with its facts, what was refused and why",
  input,
  answer: ({ intent, events }) => {
    const unfit = checkIntent(intent);
    if (unfit !== null) return refuse(unfit.kind, `intent.${unfit.path}`, unfit.expected);
    let now = draftOrder(intent);
    const states: object[] = [];
    const refused: Refused[] = [];
    for (const [index, event] of events.entries()) {
      const { order: next, refused: kind } = recordOrderEvent(now, event);
      if (kind !== null) refused.push({ index, kind, outcome: ORDER_REFUSALS[kind] });
      now = next;
      states.push(briefly(now));
    }
    return ok({ states, final: { orderId: intent.orderId, ...withTimes(now) }, refused });
  },
});

const briefly = (now: Order) => ({
  status: now.state.status,
  filledQty: toDecimalText(now.filledQty),
  leavesQty: toDecimalText(leavesQty(now)),
});

/** The facts of an order with its times as text. */
function withTimes(now: Order): object {
  const facts = orderFacts(now);
  const text = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  const { sentAt, lastFillAt, triggeredAt, closedAt } = facts;
  return {
    ...facts,
    sentAt: text(sentAt),
    lastFillAt: text(lastFillAt),
    triggeredAt: text(triggeredAt),
    closedAt: text(closedAt),
  };
}

/** `calc order --table`: one line for each state and event, tabs between its cells. */
export function orderTable(): string {
  const rows = transitionTable().map(({ from, event, to, outcome, kind }) => [from, event, to, outcome, kind ?? ""]);
  return [["state", "event", "next", "outcome", "kind"], ...rows].map((row) => row.join("\t").trimEnd()).join("\n");
}
