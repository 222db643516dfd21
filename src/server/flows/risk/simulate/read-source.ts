import { err, ok, type Result, RunId } from "@/modules/_kernel";
import type { AccountFacts } from "@/modules/portfolio";
import { makeAccountStore } from "@/modules/portfolio/server";
import { type BacktestRun, symbolsOf } from "@/modules/strategy";
import { makeRunStore } from "@/modules/strategy/server";
import type { Actor } from "../../contract";
import type { ReplaySource } from "../../contract/limit-replay";
import type { FlowDeps } from "../../deps";
import type { AppError } from "../../errors";
import { accountIdOf, type Person, personOf, whyNotAccount } from "../../trading/access";
import { unknownAccount } from "../../trading/submit-order";

type Deps = Pick<FlowDeps, "sql" | "prisma">;

/** Whose past it is. */
export type SourceFacts =
  | { readonly of: "account"; readonly account: AccountFacts }
  | { readonly of: "run"; readonly run: BacktestRun };

/** The account or the backtest, where the asking person may see it; for all others it is not there. */
export async function findSource(
  deps: Deps,
  actor: Actor,
  source: ReplaySource,
): Promise<Result<SourceFacts, AppError>> {
  return seenBy(await personOf(deps.prisma, actor), await sourceFor(deps, source), source);
}

/** The same of several at once, each looked up once; those that the person may not see are left out. By {@link keyOf}. */
export async function findSources(
  deps: Deps,
  actor: Actor,
  sources: readonly ReplaySource[],
): Promise<ReadonlyMap<string, SourceFacts>> {
  const person = await personOf(deps.prisma, actor);
  const found = new Map<string, SourceFacts>();
  for (const [key, source] of new Map(sources.map((each) => [keyOf(each), each]))) {
    const facts = seenBy(person, await sourceFor(deps, source), source);
    if (facts.ok) found.set(key, facts.value);
  }
  return found;
}

export const keyOf = (source: ReplaySource): string =>
  source.of === "run" ? `run ${source.runId}` : `account ${source.accountId}`;

/** Whoever it is that asks. Null: there is none. */
export async function sourceFor({ sql, prisma }: Deps, source: ReplaySource): Promise<SourceFacts | null> {
  if (source.of === "run") {
    const run = RunId.is(source.runId) ? await makeRunStore(sql, prisma).find(source.runId) : null;
    return run === null ? null : { of: "run", run };
  }
  const id = accountIdOf(source.accountId);
  const account = id === null ? null : await makeAccountStore().find(sql, id);
  return account === null ? null : { of: "account", account };
}

function seenBy(person: Person, facts: SourceFacts | null, source: ReplaySource): Result<SourceFacts, AppError> {
  if (source.of === "run")
    return facts === null ? err({ kind: "backtest.not_found", path: "source.runId" }) : ok(facts);
  const { accountId } = source;
  const account = facts?.of === "account" ? facts.account : null;
  const why = whyNotAccount(account, person, { accountId, purpose: "see" });
  return why !== null || facts === null ? err(why ?? unknownAccount(accountId)) : ok(facts);
}

/** What it is called: an account's name, or the strategy and the instruments of a backtest. */
export const nameOf = (facts: SourceFacts): string =>
  facts.of === "account" ? facts.account.name : `${facts.run.spec.strategy} ${symbolsOf(facts.run.spec).join(" ")}`;
