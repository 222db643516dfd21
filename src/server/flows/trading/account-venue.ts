import type { AccountId, Transactions } from "@/modules/_kernel";
import type { PaperTerms } from "@/modules/execution";
import {
  makeBarFills,
  makePaperVenue,
  makePaperVenueStore,
  makeQuoteFills,
  type PaperVenue,
  readPaperTerms,
} from "@/modules/execution/server";
import { makeBarNewsOf, tickOf } from "./paper-bars";
import { makeNewsOf, paperFeesOf } from "./paper-market";
import type { TradeShared } from "./work-accounts";

/** How often a venue that fills against quotes hears prices while it has live orders; closed bars come no faster than they are kept. */
const PUMP_EVERY_MS = { quotes: 100, bars: 500 } as const;

export interface AccountVenue {
  readonly venue: PaperVenue;
  readonly pumpEveryMs: number;
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
    const terms = await readPaperTerms(shared.sql, accountId);
    if (open === null || !isSame(open.terms, terms)) {
      const venue = makeVenue(shared, transactions, { accountId, terms });
      open = { venue, terms, pumpEveryMs: PUMP_EVERY_MS[terms.fillModel] };
    }
    return open;
  };
}

function makeVenue(
  shared: TradeShared,
  transactions: Transactions,
  { accountId, terms }: { readonly accountId: AccountId; readonly terms: PaperTerms },
): PaperVenue {
  const { sql, clock, instruments } = shared;
  const kept = { accountId, clock, store: makePaperVenueStore({ sql, transactions }) };
  const feesOf = paperFeesOf(instruments);
  return terms.fillModel === "bars"
    ? makePaperVenue({
        ...kept,
        fills: makeBarFills({
          options: { feesOf, tickOf: tickOf(instruments), latencyMs: terms.latencyMs ?? 0 },
          newsOf: makeBarNewsOf(shared, terms.resolution),
        }),
      })
    : makePaperVenue({
        ...kept,
        fills: makeQuoteFills({
          options: { feesOf, latencyMs: terms.latencyMs ?? shared.latencyMs },
          newsOf: makeNewsOf(shared),
        }),
      });
}

const isSame = (a: PaperTerms, b: PaperTerms) =>
  a.fillModel === b.fillModel && a.resolution === b.resolution && a.latencyMs === b.latencyMs;
