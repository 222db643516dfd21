import type { AccountId, Transactions } from "@/modules/_kernel";
import type { PaperTerms } from "@/modules/execution";
import {
  makeBarFills,
  makePaperVenue,
  makePaperVenueStore,
  makePracticeVenue,
  makeQuoteFills,
  type PaperVenue,
  readOutage,
  readPaperTerms,
} from "@/modules/execution/server";
import { makeBarNewsOf, tickOf } from "./paper-bars";
import { makeNewsOf, multiplierOf, paperFeesOf } from "./paper-market";
import type { TradeShared } from "./trade-shared";

/** How often a venue that fills against quotes hears prices while it has live orders; closed bars come no faster than they are kept. */
const PUMP_EVERY_MS = { quotes: 100, bars: 500 } as const;

export interface AccountVenue {
  readonly venue: PaperVenue;
  readonly pumpEveryMs: number;
  /** It says things late or not at all, for practice: what it is asked for is to be asked for again soon. */
  readonly isOut: boolean;
}

/**
 * The simulated venue of an account, by the terms that hold. Terms change only while the account has no open orders, under its
 * lock: whoever asks before an order is sent has those that it was submitted under.
 */
export function makeAccountVenue(
  shared: TradeShared,
  transactions: Transactions,
  accountId: AccountId,
): () => Promise<AccountVenue> {
  let open: (AccountVenue & { readonly terms: PaperTerms }) | null = null;
  return async () => {
    const { sql, clock } = shared;
    const terms = await readPaperTerms(sql, accountId);
    if (open === null || !isSame(open.terms, terms)) {
      const venue = makeVenue(shared, transactions, { accountId, terms });
      open = { venue, terms, pumpEveryMs: PUMP_EVERY_MS[terms.fillModel], isOut: false };
    }
    const outage = await readOutage(sql, accountId, clock.nowMs());
    if (outage === null) return open;
    return { ...open, venue: makePracticeVenue({ venue: open.venue, clock, outage }), isOut: true };
  };
}

function makeVenue(
  shared: TradeShared,
  transactions: Transactions,
  { accountId, terms }: { readonly accountId: AccountId; readonly terms: PaperTerms },
): PaperVenue {
  const { sql, clock, instruments } = shared;
  const kept = { accountId, clock, store: makePaperVenueStore({ sql, transactions }) };
  const costs = { feesOf: paperFeesOf(instruments), multiplierOf: multiplierOf(instruments) };
  return terms.fillModel === "bars"
    ? makePaperVenue({
        ...kept,
        fills: makeBarFills({
          options: { ...costs, tickOf: tickOf(instruments), latencyMs: terms.latencyMs ?? 0 },
          newsOf: makeBarNewsOf(shared, terms.resolution),
        }),
      })
    : makePaperVenue({
        ...kept,
        fills: makeQuoteFills({
          options: { ...costs, latencyMs: terms.latencyMs ?? shared.latencyMs },
          newsOf: makeNewsOf(shared),
        }),
      });
}

const isSame = (a: PaperTerms, b: PaperTerms) =>
  a.fillModel === b.fillModel && a.resolution === b.resolution && a.latencyMs === b.latencyMs;
