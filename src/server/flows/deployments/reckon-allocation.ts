import { EpochMs, type Exact, exact, parseExact, toDecimalText } from "@/modules/_kernel";
import { calendarOf } from "@/modules/data";
import { makeInstrumentStore } from "@/modules/data/server";
import type { AccountFacts } from "@/modules/portfolio";
import { type AccountAllocation, allocate, type Deployment, yearlyVolatility } from "@/modules/strategy";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { appendAudit } from "../../platform/audit";
import { valueAccount } from "../accounts/value-account";
import type { Actor } from "../contract/shared";
import type { FlowDeps } from "../deps";
import { tellOfDeployment } from "./move-deployment";
import { readCurve } from "./promotion-facts";
import { readSubBooks } from "./sub-books";

export type ReckonDeps = Pick<
  FlowDeps,
  "sql" | "prisma" | "quotes" | "transactions" | "clock" | "log" | "work" | "signals"
>;

const DAY_MS = 86_400_000;
const [SESSIONS_A_YEAR, DAYS_A_YEAR] = [252, 365];
/** Volatility looks this far back. */
const LOOK_BACK_MS = 120 * DAY_MS;

/** One deployment of an account, with how much its profit swings. */
export interface Member {
  readonly deployment: Deployment;
  readonly volatility: number | null;
}

/** Those that trade the account, the oldest first: a shadow has none of it, and what is over had it. */
export async function membersOf(deps: Pick<FlowDeps, "sql" | "clock">, accountId: string): Promise<readonly Member[]> {
  const listed = await makeDeploymentStore().list(deps.sql, { accountIds: [accountId], over: false });
  const trading = listed.filter(({ mode }) => mode === "live").toReversed();
  const books = await readSubBooks(
    deps.sql,
    trading.map(({ deploymentId }) => deploymentId),
  );
  const afterMs = EpochMs.of(Math.max(0, deps.clock.nowMs() - LOOK_BACK_MS));
  return Promise.all(
    trading.map(async (deployment) => {
      const book = books.get(deployment.deploymentId);
      const curve = await readCurve(deps, deployment, { book, afterMs });
      const days = new Map(curve.map(({ atMs, profit }) => [Math.floor(atMs / DAY_MS), profit]));
      const daysAYear = deployment.schedule === "sessions" ? SESSIONS_A_YEAR : DAYS_A_YEAR;
      return {
        deployment,
        volatility: yearlyVolatility([...days.values()], Number(deployment.capital), daysAYear),
      };
    }),
  );
}

const CENTS = 100;
const centsOf = (amount: string): number => Math.floor(Number(amount) * CENTS);
const amountOf = (cents: number): Exact => exact(cents).times(exact("0.01"));

/** What each member is to have; null: the account's worth is not known. */
export function reckon(allocation: AccountAllocation, equity: string | null, members: readonly Member[]) {
  if (equity === null || members.length === 0) return null;
  return allocate(
    allocation,
    centsOf(equity),
    members.map(({ deployment, volatility }) => ({
      id: deployment.deploymentId,
      weight: allocation.weights[deployment.deploymentId] ?? 0,
      volatility,
      cents: centsOf(deployment.capital),
    })),
  );
}

/**
 * Gives each deployment of an account what it is to have, where one of them is out of its band or (`force`) anyway. Its strategy is
 * told of it as cash at its next decision; one whose part would be nothing keeps what it has.
 *
 * @returns How many got another capital.
 */
export async function handOut(
  deps: ReckonDeps,
  account: AccountFacts,
  { actor, force }: { readonly actor: Actor; readonly force: boolean },
): Promise<number> {
  const { sql, transactions, clock, work, signals } = deps;
  const store = makeDeploymentStore();
  const allocation = await store.findAllocation(sql, account.accountId);
  if (allocation === null) return 0;
  const { equity } = await valueAccount(deps, account);
  const members = await membersOf(deps, account.accountId);
  const reckoned = reckon(allocation, equity, members);
  const changed = await transactions.run(async (tx) => {
    const nowMs = clock.nowMs();
    if (reckoned !== null) await store.markReckoned(tx, account.accountId, nowMs);
    if (reckoned === null || !(reckoned.isDue || force)) return [];
    const ids: string[] = [];
    for (const { id, targetCents, weight } of reckoned.parts) {
      const locked = await store.lock(tx, id);
      const after = toDecimalText(amountOf(targetCents));
      if (locked === null || targetCents <= 0 || parseExact(locked.capital)?.eq(exact(after)) === true) continue;
      // What was decided on was decided with what it had then.
      const toldAtMs = EpochMs.of((locked.decidedToMs ?? 0) + 1);
      const change = { epoch: locked.epoch, toldAtMs, before: locked.capital, after, changedAtMs: nowMs };
      await store.setCapital(tx, id, change);
      await appendAudit(tx, {
        actor,
        action: "deployment.capital",
        subjectType: "deployment",
        subjectId: id,
        details: { name: locked.name, before: locked.capital, after, weight, method: allocation.method, equity },
      });
      await tellOfDeployment(tx, work, id);
      ids.push(id);
    }
    return ids;
  });
  for (const id of changed) signals.send("deployments", id);
  return changed.length;
}

/** When a session of any of some instruments closed last; of one that is always open the last midnight UTC. */
export async function lastCloseMs(
  { sql }: Pick<FlowDeps, "sql">,
  symbols: readonly string[],
  nowMs: number,
): Promise<number> {
  let last = 0;
  for (const symbol of new Set(symbols)) {
    const instrument = await makeInstrumentStore(sql).find(symbol);
    if (instrument === null) continue;
    const calendar = instrument.calendar === null ? null : calendarOf(instrument.calendar);
    const midnightMs = Math.floor(nowMs / DAY_MS) * DAY_MS;
    last = Math.max(last, calendar === null ? midnightMs : (closedBefore(calendar, nowMs) ?? midnightMs));
  }
  return last;
}

type Calendar = NonNullable<ReturnType<typeof calendarOf>>;
/** Closes are looked for hour by hour, a long weekend back. */
const HOURS_MAX = 120;
const HOUR_MS = 3_600_000;

function closedBefore(calendar: Calendar, nowMs: number): number | null {
  for (let hour = 0; hour < HOURS_MAX; hour += 1) {
    const session = calendar.sessionAt(nowMs - hour * HOUR_MS);
    if (session !== null && session.closeMs <= nowMs) return session.closeMs;
  }
  return null;
}
