import { type Clock, ok } from "@/modules/_kernel";
import { SIMULATED } from "@/modules/data";
import type { StrategyParams } from "@/modules/strategy";
import type { Actor, Answer, Flows } from "../contract";
import type { FetchedInstrument } from "../contract/backfill";

/** Of the simulated market; what it offers of them. */
const SIMULATED_FACTS = { currency: "USD", timeZone: "UTC", tick: "0.01" } as const;

interface Demo {
  readonly symbol: string;
  readonly instrument: FetchedInstrument;
  readonly name: string;
  readonly strategy: string;
  readonly params: StrategyParams;
}

/** Short averages and low thresholds: something happens while somebody looks. Sizes are a tenth of the account. */
const DEMOS: readonly Demo[] = [
  {
    symbol: "SIM-BTC",
    instrument: { ...SIMULATED_FACTS, name: "Bitcoin (simulated)", kind: "crypto", lot: "0.0001" },
    name: "Demo: averages on Bitcoin",
    strategy: "sma-cross",
    params: { fast: 3, slow: 9, quantity: 0.15 },
  },
  {
    symbol: "SIM-ETH",
    instrument: { ...SIMULATED_FACTS, name: "Ether (simulated)", kind: "crypto", lot: "0.001" },
    name: "Demo: RSI on Ether",
    strategy: "rsi-reversion",
    params: { length: 7, oversold: 35, exit: 55, quantity: 3 },
  },
];
const CAPITAL = "40000";
/** Enough to warm up on, and little enough to be here in seconds. */
const HISTORY_MS = 86_400_000;

/** Of its own, so that nothing of the demo is mixed with what a person does on theirs. */
const DEMO_ACCOUNT = {
  name: "Demo strategies",
  portfolioName: null,
  kind: "paper",
  baseCurrency: "USD",
  lotMethod: "fifo",
  settleDays: 1,
  openingCash: "100000",
} as const;

export type DemoFlows = Pick<Flows, "createAccount" | "startBackfill" | "createDeployment" | "startDeployment">;

/**
 * Lets two strategies trade on the simulated market, on a paper account of their own. They are deployments like any other: they
 * begin once the history that is asked for here is stored.
 */
export const makeStartDemo =
  (flows: DemoFlows, clock: Clock) =>
  async (actor: Actor): Answer<{ readonly deploymentIds: readonly string[] }> => {
    const from = new Date(clock.nowMs() - HISTORY_MS).toISOString().slice(0, 10);
    const account = await flows.createAccount(actor, DEMO_ACCOUNT);
    if (!account.ok) return account;
    const house: Actor = { kind: "system", userId: null, requestId: actor.requestId };
    const deploymentIds: string[] = [];
    for (const { symbol, instrument, name, strategy, params } of DEMOS) {
      // For the house: nobody asked for it, so nobody is told when it is done.
      const fetched = await flows.startBackfill(house, {
        symbol,
        feed: SIMULATED,
        alias: symbol,
        resolution: "1m",
        from,
        to: null,
        bulk: false,
        follow: false,
        instrument,
      });
      if (!fetched.ok) return fetched;
      const created = await flows.createDeployment(actor, {
        name,
        strategy,
        presetId: null,
        params,
        instruments: [symbol],
        resolution: "1m",
        accountId: account.value.accountId,
        capital: CAPITAL,
        schedule: "always",
      });
      if (!created.ok) return created;
      const { deploymentId } = created.value;
      const started = await flows.startDeployment(actor, deploymentId);
      if (!started.ok) return started;
      deploymentIds.push(deploymentId);
    }
    return ok({ deploymentIds });
  };
