import { AccountId, err, ok, parseExact, type Result, toDecimalText } from "@/modules/_kernel";
import { isResolution } from "@/modules/data";
import { makeInstrumentStore } from "@/modules/data/server";
import type { AccountFacts } from "@/modules/portfolio";
import { makeAccountStore } from "@/modules/portfolio/server";
import {
  type BacktestSpec,
  checkPortfolioSpecFor,
  checkSpecFor,
  type Deployment,
  type FoundStrategy,
  outsideOf,
  parseReference,
  type SpecError,
  type StrategyPublication,
} from "@/modules/strategy";
import { catchFault, makeDeploymentStore, makePresetStore, makePublicationStore } from "@/modules/strategy/server";
import { appendAudit } from "../../platform/audit";
import { toAppError } from "../backtest-views";
import type { Actor } from "../contract";
import type { NewDeployment } from "../contract/deployments";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { letInBy, makeFindRunnable } from "../strategies/find-strategy";
import { publishedTo } from "../strategies/publications/binding";
import { nameOf } from "../strategies/publications/publication-views";
import { personOf, whyNotAccount } from "../trading/access";
import { whyNotStrategy } from "./deployment-access";
import { tellOfDeployment } from "./move-deployment";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "transactions" | "clock" | "newId" | "work">;

const NAME_LENGTH_MAX = 80;
/** Instruments of one deployment: above what any strategy here takes. */
const INSTRUMENTS_MAX = 100;

/** The strategy that a claim is about: one version of it or another is still the same strategy. */
export const claimedStrategy = (strategy: string): string => parseReference(strategy)?.slug ?? strategy;

const LIVE = { mode: "live", shadowOf: null } as const;

/** Writes a deployment that does nothing yet. Everything that can be said without bars is said here, with the field at fault. */
export const makeCreateDeployment =
  (deps: Deps) =>
  async (
    actor: Actor,
    input: NewDeployment,
    { mode, shadowOf }: Pick<Deployment, "mode" | "shadowOf"> = LIVE,
  ): Promise<Result<string, AppError>> => {
    const account = await usableAccount(deps, actor, input);
    if (!account.ok) return account;
    const checked = await checkInput(deps, actor, input, account.value);
    if (!checked.ok) return checked;
    const nowMs = deps.clock.nowMs();
    const deployment: Deployment = {
      ...checked.value,
      deploymentId: deps.newId(),
      ownerId: actor.userId,
      presetId: input.presetId,
      pending: null,
      accountId: account.value.accountId,
      currency: account.value.baseCurrency,
      schedule: input.schedule,
      stage: "draft",
      mode,
      shadowOf,
      standing: { status: "paused", sinceMs: nowMs },
      createdAtMs: nowMs,
      startedAtMs: null,
      epoch: 0,
      decidedToMs: null,
      refusedInARow: 0,
      transitions: 1,
    };
    const { deploymentId, name } = deployment;
    return deps.transactions.run(async (tx): Promise<Result<string, AppError>> => {
      const store = makeDeploymentStore();
      const { publicationId } = deployment;
      if (publicationId !== null && !(await makePublicationStore(tx).holdOpen(tx, publicationId)))
        return err({ kind: "publication.withdrawn", path: "strategy", facts: { strategy: deployment.strategy } });
      if (!(await store.insert(tx, deployment, actor.userId)))
        return err({ kind: "deployment.name_taken", path: "name", facts: { name } });
      const { params, instruments, resolution, accountId, capital, schedule, strategy } = deployment;
      await appendAudit(tx, {
        actor,
        action: "deployment.create",
        subjectType: "deployment",
        subjectId: deploymentId,
        details: {
          name,
          strategy,
          publicationId,
          params,
          instruments,
          resolution,
          accountId,
          capital,
          schedule,
          mode,
          shadowOf,
        },
      });
      await tellOfDeployment(tx, deps.work, deploymentId);
      return ok(deploymentId);
    });
  };

async function usableAccount(
  { sql, prisma }: Deps,
  actor: Actor,
  { accountId, strategy }: Pick<NewDeployment, "accountId" | "strategy">,
): Promise<Result<AccountFacts, AppError>> {
  const [person, account] = await Promise.all([
    personOf(prisma, actor),
    AccountId.is(accountId) ? makeAccountStore().find(sql, accountId) : null,
  ]);
  const why = whyNotAccount(account, person, { accountId, purpose: "trade" });
  if (why !== null || account === null)
    return err(why ?? { kind: "trading.account_unknown", path: "accountId", facts: { accountId } });
  const foreign = whyNotStrategy(person, strategy);
  return foreign === null ? ok(account) : err(foreign);
}

type Checked = Pick<
  Deployment,
  | "name"
  | "strategy"
  | "strategyTitle"
  | "strategyVersion"
  | "publicationId"
  | "params"
  | "instruments"
  | "resolution"
  | "capital"
>;

async function checkInput(
  deps: Deps,
  actor: Actor,
  input: NewDeployment,
  { baseCurrency }: AccountFacts,
): Promise<Result<Checked, AppError>> {
  const name = input.name.trim();
  if (name === "" || name.length > NAME_LENGTH_MAX)
    return err({ kind: "deployment.name_malformed", path: "name", facts: { limit: NAME_LENGTH_MAX } });
  const capital = parseExact(input.capital.trim());
  if (capital === null || !capital.isPositive()) return err({ kind: "deployment.capital", path: "capital" });
  const instruments = await findInstruments(deps, input.instruments, baseCurrency);
  if (!instruments.ok) return instruments;
  const preset = await presetOf(deps, actor, input);
  if (!preset.ok) return preset;
  const { published } = preset.value;
  const isUnversioned = published !== null && input.strategy === published.strategy;
  const strategyName = isUnversioned ? nameOf(published) : input.strategy;
  const runnable = await makeFindRunnable(deps)(actor, strategyName, "deploy");
  if (!runnable.ok) return runnable;
  const asked = { ...input, params: preset.value.params, instruments: instruments.value };
  const strategy = await checkStrategy(runnable.value.found, asked);
  if (!strategy.ok) return strategy;
  const checked = strategy.value;
  const letIn = letInBy(runnable.value, checked.params);
  if (!letIn.ok) return letIn;
  const { fields } = runnable.value.found.definition;
  // Whoever needs no publication and chooses one runs by it, as long as they keep its values.
  const isKept =
    published !== null &&
    nameOf(published) === checked.strategy &&
    outsideOf(published, fields, checked.params) === null;
  const publicationId = letIn.value?.publicationId ?? (isKept ? published.publicationId : null);
  return ok({ name, ...checked, publicationId, instruments: instruments.value, capital: toDecimalText(capital) });
}

/** Instruments by the symbols that they have now, each once, and in the currency of the account. */
export async function findInstruments(
  { sql }: Pick<Deps, "sql">,
  symbols: readonly string[],
  currency: string,
): Promise<Result<readonly string[], AppError>> {
  if (symbols.length === 0 || symbols.length > INSTRUMENTS_MAX)
    return err({ kind: "deployment.instruments", path: "instruments", facts: { max: INSTRUMENTS_MAX } });
  const store = makeInstrumentStore(sql);
  const found: string[] = [];
  for (const given of symbols) {
    const symbol = given.trim().toUpperCase();
    const instrument = await store.find(symbol);
    if (instrument === null)
      return err({ kind: "instrument.not_found", path: "instruments", facts: { symbol: symbol.slice(0, 80) } });
    if (instrument.kind === "index")
      return err({ kind: "order.not_tradable", path: "instruments", facts: { symbol: instrument.symbol } });
    if (instrument.currency !== currency) {
      const facts = { symbol: instrument.symbol, currency: instrument.currency, account: currency };
      return err({ kind: "deployment.currency", path: "instruments", facts });
    }
    if (found.includes(instrument.symbol))
      return err({ kind: "deployment.instruments", path: "instruments", facts: { max: INSTRUMENTS_MAX } });
    found.push(instrument.symbol);
  }
  return ok(found);
}

interface ChosenPreset {
  /** As asked for: those of the preset, changed one by one. */
  readonly params: NewDeployment["params"];
  /** What the preset was published by; null: it is the asking person's own, or none was chosen. */
  readonly published: StrategyPublication | null;
}

/** A preset of the asking person, or one that was published to them. */
async function presetOf(
  deps: Pick<Deps, "sql" | "prisma">,
  actor: Actor,
  { presetId, strategy, params }: NewDeployment,
): Promise<Result<ChosenPreset, AppError>> {
  if (presetId === null) return ok({ params, published: null });
  const name = claimedStrategy(strategy);
  const own = await makePresetStore(deps.sql).find(presetId);
  if (own !== null && own.ownerId === actor.userId && own.strategy === name)
    return ok({ params: { ...own.params, ...params }, published: null });
  for (const published of await publishedTo(deps, actor, name)) {
    const preset = published.presets.find((each) => each.presetId === presetId);
    if (preset !== undefined) return ok({ params: { ...preset.params, ...params }, published });
  }
  return err({ kind: "preset.not_found", path: "presetId", facts: { presetId: presetId.slice(0, 64) } });
}

/** Costs and cash of a request that is only looked at: those of a venue are its own. */
const ANY_TERMS = { from: null, to: null, adjustment: "split", cash: 1, commissionPercent: 0, slippageBps: 0 } as const;

/** A strategy as it is deployed, with its parameters complete. */
export type DeployableStrategy = Pick<
  Deployment,
  "strategy" | "strategyTitle" | "strategyVersion" | "params" | "resolution"
>;

/** The strategy by its full name, with its parameters complete, where it takes such instruments and bars. */
export async function checkStrategy(
  { trades, definition }: FoundStrategy,
  { params, instruments, resolution }: Pick<NewDeployment, "params" | "instruments" | "resolution">,
): Promise<Result<DeployableStrategy, AppError>> {
  if (!isResolution(resolution))
    return err({ kind: "backtest.spec_invalid", path: "resolution", facts: { expected: "a resolution like 1m" } });
  const { name, title, version } = definition;
  const [symbol = "", ...others] = instruments;
  const spec: BacktestSpec = { strategy: name, params, symbol, others, resolution, ...ANY_TERMS };
  const checked = await catchFault(name, async (): Promise<Result<BacktestSpec, SpecError>> => {
    await definition.ahead?.(params);
    const looked = trades === "one" ? checkSpecFor(definition, spec) : checkPortfolioSpecFor(definition, spec);
    return looked.ok ? ok(looked.value.spec) : looked;
  });
  if (!checked.ok) return err(inWords(toAppError(checked.error)));
  return ok({
    strategy: name,
    strategyTitle: title,
    strategyVersion: version,
    params: checked.value.params,
    resolution,
  });
}

/** A backtest's fields by the names that they have here. */
const inWords = (error: AppError): AppError =>
  error.path === "symbol" || error.path === "others" ? { ...error, path: "instruments" } : error;
