import { err, exact, ok, type Result, toDecimalText, type UserId, ZERO } from "@/modules/_kernel";
import type { TradingState } from "@/modules/execution";
import type { AccountFacts } from "@/modules/portfolio";
import { makeAccountStore } from "@/modules/portfolio/server";
import type { StandingKind } from "@/modules/risk";
import { findUser, listUsers } from "../../platform/identity";
import type { Actor } from "../contract";
import type { AccountFlows, AccountOverview } from "../contract/accounts";
import type { LimitUsageView, RiskFlows } from "../contract/risk";
import type { StopDoneView, StopFlows } from "../contract/stop";
import type { TeamFlows, TeamView, TraderLine } from "../contract/team";
import type { TradingFlows } from "../contract/trading";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { personOf } from "../trading/access";

/** People of one board: each account of each is a handful of questions. */
const TRADERS_MAX = 100;
/** Open orders of one account: it holds no more. */
const ORDERS_MAX = 500;
/** Accounts that are asked at one moment: the others of the pool are for everybody else. */
const AT_ONCE = 4;
const KEY_MAX = 64;

type Deps = Pick<FlowDeps, "sql" | "prisma">;

/** What the board asks and does, account by account. */
export type TeamParts = Pick<AccountFlows, "readAccount"> &
  Pick<RiskFlows, "readLimitUsage" | "listLimits"> &
  Pick<TradingFlows, "listOrders" | "readTradingState" | "setTradingState"> &
  Pick<StopFlows, "stop">;

/** How each trader stands, and the switch for all that one of them owns. */
export function makeTeamFlows(deps: Deps, parts: TeamParts): TeamFlows {
  return {
    async readTeam(actor) {
      const why = await whyNotTeam(deps, actor);
      return why === null ? ok(await readTeam(deps, parts, actor)) : err(why);
    },
    async stopTrader(actor, { userId, step, reason, idempotencyKey }) {
      const found = await accountsOf(deps, actor, userId);
      if (!found.ok) return found;
      const accounts: StopDoneView[] = [];
      for (const [place, { accountId }] of found.value.entries()) {
        const scope = { of: "account", accountId } as const;
        const key = `${idempotencyKey.slice(0, KEY_MAX - 5)}-${place}`;
        const done = await parts.stop(actor, { scope, step, reason, idempotencyKey: key });
        if (!done.ok) return done;
        accounts.push(...done.value.accounts);
      }
      return ok({ accounts });
    },
    async resumeTrader(actor, { userId, reason }) {
      const found = await accountsOf(deps, actor, userId);
      if (!found.ok) return found;
      let accounts = 0;
      for (const { accountId } of found.value) {
        const now = await parts.readTradingState(actor, accountId);
        if (!now.ok) return now;
        if (now.value.account === "active") continue;
        const done = await parts.setTradingState(actor, { accountId, state: "active", reason });
        if (!done.ok) return done;
        accounts += 1;
      }
      return ok({ accounts });
    },
  };
}

async function whyNotTeam({ prisma }: Deps, actor: Actor): Promise<AppError | null> {
  const { role } = await personOf(prisma, actor);
  return role === "risk" || role === "admin" ? null : { kind: "team.not_yours" };
}

/** Paper accounts in use of one person: what is not paper has no switch of ours. */
async function accountsOf(
  deps: Deps,
  actor: Actor,
  userId: UserId,
): Promise<Result<readonly AccountFacts[], AppError>> {
  const why = await whyNotTeam(deps, actor);
  if (why !== null) return err(why);
  if ((await findUser(deps.prisma, userId)) === null) return err({ kind: "user.not_found", path: "userId" });
  const accounts = (await makeAccountStore().list(deps.sql, userId)).filter(isInUse);
  return ok(accounts.filter(({ kind }) => kind === "paper"));
}

const isInUse = ({ archivedAt }: AccountFacts) => archivedAt === null;

async function readTeam(deps: Deps, parts: TeamParts, actor: Actor): Promise<TeamView> {
  const [users, accounts, { limits }] = await Promise.all([
    listUsers(deps.prisma),
    makeAccountStore().list(deps.sql, null),
    parts.listLimits(actor),
  ]);
  const names = new Map(limits.map(({ limitId, name, terms }) => [limitId, { name, kind: terms.kind }]));
  const people = users.flatMap(({ userId, name, email, disabled }) => {
    const own = accounts.filter((account) => account.ownerId === userId && isInUse(account));
    return disabled || own.length === 0 ? [] : [{ userId, name: name === "" ? email : name, own }];
  });
  const shown = people.slice(0, TRADERS_MAX);
  const stood = await inTurns(
    shown.flatMap(({ own }) => own),
    (account) => readStanding(parts, actor, account),
  );
  const byId = new Map(stood.map((each) => [each.account.accountId, each]));
  const traders = shown.map(({ userId, name, own }): TraderLine => {
    const standings = own.flatMap(({ accountId }) => byId.get(accountId) ?? []);
    return {
      userId,
      name,
      accounts: own.map((account) => ({ accountId: account.accountId, name: account.name })),
      dayPnl: sumByCurrency(standings),
      limit: mostUsed(standings, names),
      workingOrders: standings.reduce((sum, { workingOrders }) => sum + workingOrders, 0),
      state: stateOf(standings),
    };
  });
  return { traders, isMore: people.length > TRADERS_MAX };
}

interface Stands {
  readonly account: AccountFacts;
  readonly overview: AccountOverview | null;
  readonly usage: readonly LimitUsageView[];
  readonly workingOrders: number;
  readonly state: TradingState | null;
}

/** One account; what cannot be told of it is unknown, and hides no other. */
async function readStanding(parts: TeamParts, actor: Actor, account: AccountFacts): Promise<Stands> {
  const { accountId } = account;
  const query = { accountId, symbol: null, state: "open", cursor: null, limit: ORDERS_MAX } as const;
  const [overview, usage, orders, state] = await Promise.all([
    parts.readAccount(actor, accountId),
    parts.readLimitUsage(actor, accountId),
    parts.listOrders(actor, query),
    parts.readTradingState(actor, accountId),
  ]);
  return {
    account,
    overview: overview.ok ? overview.value : null,
    usage: usage.ok ? usage.value : [],
    workingOrders: orders.ok ? orders.value.rows.length : 0,
    state: state.ok ? state.value.effective : null,
  };
}

async function inTurns<In, Out>(all: readonly In[], work: (one: In) => Promise<Out>): Promise<readonly Out[]> {
  const done: Out[] = [];
  for (let at = 0; at < all.length; at += AT_ONCE)
    done.push(...(await Promise.all(all.slice(at, at + AT_ONCE).map(work))));
  return done;
}

/** Money of two currencies is never added. */
function sumByCurrency(standings: readonly Stands[]): TraderLine["dayPnl"] {
  const currencies = [...new Set(standings.map(({ account }) => account.baseCurrency))].toSorted();
  return currencies.map((currency) => {
    const known = standings
      .filter(({ account }) => account.baseCurrency === currency)
      .map(({ overview }) => overview?.dayPnl ?? null);
    const amount = known.includes(null)
      ? null
      : toDecimalText(known.reduce((sum, text) => sum.plus(exact(text ?? "0")), ZERO));
    return { currency, amount };
  });
}

/** Unknown counts as most: nothing new passes it. */
function mostUsed(
  standings: readonly Stands[],
  names: ReadonlyMap<string, { readonly name: string | null; readonly kind: StandingKind }>,
): TraderLine["limit"] {
  const all = standings.flatMap(({ account, usage }) =>
    usage.flatMap((each) => {
      const limit = names.get(each.limitId);
      return limit === undefined ? [] : [{ ...each, ...limit, account: account.name }];
    }),
  );
  const [most] = all.toSorted((one, other) => weight(other) - weight(one));
  if (most === undefined) return null;
  const { account, kind, name, part, isOver } = most;
  return { account, kind, name, part, isOver };
}

const weight = ({ part, isOver }: Pick<LimitUsageView, "part" | "isOver">) =>
  isOver ? Number.MAX_VALUE : (part ?? Number.MAX_SAFE_INTEGER);

function stateOf(standings: readonly Stands[]): TraderLine["state"] {
  const states = new Set(standings.map(({ state }) => state));
  const [only = null] = states;
  return states.size === 1 && only !== null ? only : "mixed";
}
