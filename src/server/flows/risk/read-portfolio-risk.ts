import { type EpochMs, err, ok } from "@/modules/_kernel";
import { isoDate } from "@/modules/data";
import type { AccountFacts, DailyValue } from "@/modules/portfolio";
import { makeAccountStore } from "@/modules/portfolio/server";
import { drawdownSeries, type PortfolioRisk, portfolioRisk } from "@/modules/risk";
import { makeScenarioStore } from "@/modules/risk/server";
import { readSetting } from "../../platform/settings";
import { makeDailyValues } from "../accounts/daily-values";
import type { PortfolioRiskFlows, PortfolioRiskView } from "../contract/portfolio-risk";
import type { FlowDeps } from "../deps";
import { accountIdOf, isWithin, type Person, personOf, whyNotAccount } from "../trading/access";
import { unknownAccount } from "../trading/submit-order";
import { openDailyPasts } from "./daily-closes";
import { PEAK_DAYS } from "./day-ends";
import { readBenchmark } from "./read-benchmark";
import { readBook } from "./read-book";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "quotes" | "clock">;

const DAY_MS = 86_400_000;
/** Monte Carlo gives the same answer for the same book. */
const SEED = 20_241_126;

/** How much accounts can lose: exposure, value at risk, stress, correlation, liquidity, drawdown. */
export function makeReadPortfolioRisk(deps: Deps): PortfolioRiskFlows["readPortfolioRisk"] {
  const { sql, prisma, clock } = deps;
  const pasts = openDailyPasts(deps);
  return async (actor, { accountId, benchmark }) => {
    const person = await personOf(prisma, actor);
    const nowMs = clock.nowMs();
    let accounts: readonly AccountFacts[] = [];
    if (accountId === null) accounts = (await ownAccounts(sql, person)).filter(isOpen);
    else {
      const id = accountIdOf(accountId);
      const account = id === null ? null : await makeAccountStore().find(sql, id);
      const why = whyNotAccount(account, person, { accountId, purpose: "see" });
      if (why !== null || account === null) return err(why ?? unknownAccount(accountId));
      accounts = [account];
    }
    const [only] = accounts;
    const currency =
      accounts.length === 1 && only !== undefined
        ? only.baseCurrency
        : await readSetting(prisma, "base-currency", "USD");
    const book = await readBook(deps, pasts, { accounts, currency, nowMs });
    const against = await readBenchmark(pasts, benchmark);
    const risk: PortfolioRisk = portfolioRisk({
      ...book,
      benchmark: against?.series ?? null,
      scenarios: await makeScenarioStore().list(sql),
      seed: SEED,
    });
    const view: PortfolioRiskView = {
      ...risk,
      asOf: nowMs,
      accounts: accounts.map(({ accountId: id, name }) => ({ accountId: id, name })),
      currency,
      equity: book.equity,
      unpriced: book.unpriced,
      unrated: book.unrated,
      ratesWithoutPast: book.ratesWithoutPast,
      benchmark: against?.symbol ?? null,
      drawdown: accounts.length === 1 && only !== undefined ? await readDrawdown(deps, only, nowMs) : null,
    };
    return ok(view);
  };
}

/** The command line of this machine owns none and sees all. */
const ownAccounts = async (sql: Deps["sql"], person: Person): Promise<readonly AccountFacts[]> => {
  const { userId, role } = person;
  if (userId === null && role !== "admin") return [];
  return (await makeAccountStore().list(sql, userId)).filter(({ accountId }) => isWithin(person, accountId));
};

const isOpen = ({ archivedAt }: AccountFacts) => archivedAt === null;

/** Where the account stands under its highest value of the last year, money that came and went left out. */
async function readDrawdown(
  deps: Pick<FlowDeps, "sql" | "clock">,
  account: AccountFacts,
  nowMs: EpochMs,
): Promise<PortfolioRiskView["drawdown"]> {
  const firstMs = Math.max(account.createdAt, nowMs - PEAK_DAYS * DAY_MS);
  const days: string[] = [];
  for (let at = Math.floor(firstMs / DAY_MS) * DAY_MS; at <= nowMs; at += DAY_MS) days.push(isoDate(at));
  const curve = growthOf(await makeDailyValues(deps).ofDays(account, days));
  if (curve === null || curve.length < 2) return null;
  const depths = drawdownSeries(curve);
  return { now: depths.at(-1) ?? 0, worst: Math.min(...depths), days: curve.length };
}

/** Growth of 1 over days, flows taken out at the end of their day. Null: a day of it is unknown. */
export function growthOf(values: readonly DailyValue[]): Float64Array | null {
  const curve: number[] = [];
  let before: number | null = null;
  let growth = 1;
  for (const { equity, flow } of values) {
    if (equity === null || flow === null) return null;
    if (before !== null && before > 0) growth *= equity.minus(flow).toNumber() / before;
    before = equity.toNumber();
    // Before the first money there is nothing that could fall.
    if (before > 0) curve.push(growth);
  }
  return Float64Array.from(curve);
}
