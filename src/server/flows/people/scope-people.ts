import { type Exact, err, exact, ok, parseExact, toDecimalText, type UserId, ZERO } from "@/modules/_kernel";
import { makeAccountStore } from "@/modules/portfolio/server";
import { APPROVAL_DEFAULT, type StandingLimit } from "@/modules/risk";
import { makeLimitStore } from "@/modules/risk/server";
import { appendAudit } from "../../platform/audit";
import { listPeople, lockUser, setScope } from "../../platform/identity";
import type { Actor, Answer } from "../contract";
import type { PeopleFlows, PersonScope, PersonView, ScopeInput, ScopeView } from "../contract/people";
import type { RiskFlows } from "../contract/risk";
import type { StrategiesFlows } from "../contract/strategies";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { tellPerson } from "../notifications/tell-person";

type Deps = Pick<FlowDeps, "sql" | "records" | "clock" | "work" | "newId">;

/** Flows of other rooms that a scope is made with: the amounts are limits like any other. */
export interface ScopeParts {
  readonly askLimit: RiskFlows["askLimit"];
  readonly listCatalog: StrategiesFlows["listCatalog"];
}

const AMOUNTS = [
  { kind: "order_value", field: "orderValueMax" },
  { kind: "approval_value", field: "approvalAbove" },
] as const;
type Amount = (typeof AMOUNTS)[number];

/** Narrows people beyond their role. */
export function makeScopeFlows(deps: Deps, parts: ScopeParts): Pick<PeopleFlows, "readScope" | "setScope"> {
  const { sql, clock } = deps;
  const read = async (actor: Actor, userId: UserId): Answer<ScopeView> => {
    const [person] = await listPeople(sql, clock.nowMs(), userId);
    return person === undefined ? err(notFound()) : ok(await viewOf(deps, parts, actor, person));
  };
  return {
    readScope: read,
    async setScope(actor, input) {
      const before = await read(actor, input.userId);
      if (!before.ok) return before;
      const why = whyNot(before.value, input);
      if (why !== null) return err(why);
      const done = await writeScope(deps, actor, input);
      if (done !== null) return err(done);
      for (const amount of AMOUNTS) {
        const refused = await setAmount(deps, parts, actor, { ...amount, input });
        if (refused !== null) return err(refused);
      }
      return read(actor, input.userId);
    },
  };
}

async function viewOf(
  { sql, clock }: Deps,
  { listCatalog }: ScopeParts,
  actor: Actor,
  person: PersonView,
): Promise<ScopeView> {
  const [accounts, catalog, limits, waiting] = await Promise.all([
    makeAccountStore().listVisible(sql, person.userId),
    listCatalog(actor, { archived: false }),
    makeLimitStore().list(sql),
    makeLimitStore().changes(sql, { waitingAt: clock.nowMs() }),
  ]);
  const lowest = (kind: Amount["kind"]) =>
    amountsOf(limits, person.userId, kind)
      .map(({ value }) => exact(value))
      .reduce<Exact | null>((least, value) => (least === null || value.lt(least) ? value : least), null);
  const [most, above] = [lowest("order_value"), lowest("approval_value")];
  return {
    person,
    ...person.scope,
    orderValueMax: most === null ? null : toDecimalText(most),
    approvalAbove: above === null ? null : toDecimalText(above),
    waiting: waiting.filter(
      ({ scope, kind }) =>
        scope.of === "user" && scope.subject === person.userId && AMOUNTS.some((amount) => amount.kind === kind),
    ).length,
    accounts: accounts
      .filter(({ archivedAt }) => archivedAt === null)
      .map(({ accountId, name, ownerId }) => ({ accountId, name, owned: ownerId === person.userId })),
    knownStrategies: catalog.map(({ slug, title }) => ({ name: slug, title })),
  };
}

/** Their own limits of a kind, with what they allow. */
function amountsOf(limits: readonly StandingLimit[], userId: string, kind: Amount["kind"]) {
  return limits.flatMap(({ limitId, scope, terms }) =>
    scope.of === "user" && scope.subject === userId && terms.kind === kind
      ? [{ limitId, terms, value: terms.value }]
      : [],
  );
}

function whyNot({ person, accounts, knownStrategies, ...before }: ScopeView, input: ScopeInput): AppError | null {
  const isNarrowed = input.accountIds !== null || input.strategies !== null;
  if (isNarrowed && (person.role === "risk" || person.role === "admin"))
    return { kind: "person.scope_of_house", path: "userId", facts: { email: person.email, role: person.role } };
  // What was chosen before may stay, whatever has become of it.
  const known = new Set([...accounts.map(({ accountId }) => accountId), ...(before.accountIds ?? [])]);
  const strange = input.accountIds?.find((id) => !known.has(id));
  if (strange !== undefined)
    return {
      kind: "person.scope_account",
      path: "accountIds",
      facts: { accountId: strange.slice(0, 64), email: person.email },
    };
  const strategies = new Set([...knownStrategies.map(({ name }) => name), ...(before.strategies ?? [])]);
  const unknown = input.strategies?.find((name) => !strategies.has(name));
  if (unknown !== undefined)
    return { kind: "person.scope_strategy", path: "strategies", facts: { strategy: unknown.slice(0, 64) } };
  const wrong = AMOUNTS.find(({ field }) => !isAmount(input[field]));
  return wrong === undefined ? null : { kind: "person.scope_amount", path: wrong.field };
}

function isAmount(text: string | null): boolean {
  if (text === null) return true;
  return parseExact(text.trim())?.gt(ZERO) === true;
}

async function writeScope(
  deps: Deps,
  actor: Actor,
  { userId, accountIds, strategies }: ScopeInput,
): Promise<AppError | null> {
  const { records, clock } = deps;
  const scope: PersonScope = { accountIds: each(accountIds), strategies: each(strategies) };
  return records.run(async (tx): Promise<AppError | null> => {
    await lockUser(tx, userId);
    const [person] = await listPeople(tx, clock.nowMs(), userId);
    if (person === undefined) return notFound();
    if (JSON.stringify(person.scope) === JSON.stringify(scope)) return null;
    await setScope(tx, userId, scope);
    const details = { from: person.scope, to: scope };
    await appendAudit(tx, { actor, action: "user.set_scope", subjectType: "user", subjectId: userId, details });
    const about = { userId, severity: "info", messageKey: "person.scope", facts: {}, href: "/admin/profile" } as const;
    await tellPerson(deps, tx, about);
    return null;
  });
}

const each = (names: readonly string[] | null): readonly string[] | null =>
  names === null ? null : [...new Set(names)].toSorted();

/** One limit of that kind for the person, or none: what there is of it is changed, more of it is taken away. */
async function setAmount(
  { sql }: Deps,
  { askLimit }: ScopeParts,
  actor: Actor,
  { kind, field, input }: Amount & { readonly input: ScopeInput },
): Promise<AppError | null> {
  const wanted = input[field]?.trim() ?? null;
  const standing = amountsOf(await makeLimitStore().list(sql), input.userId, kind);
  const ask = async (limitId: string | null, terms: unknown): Promise<AppError | null> => {
    const scope = { of: "user", subject: input.userId } as const;
    const asked = await askLimit(actor, { limitId, scope, name: null, terms, reason: "scope of a person" });
    return asked.ok ? null : { ...asked.error, path: field };
  };
  const [first, ...others] = standing;
  const surplus = wanted === null ? standing : others;
  if (wanted !== null && (first === undefined || !exact(first.value).eq(exact(wanted)))) {
    const fresh = { kind, ...(kind === "approval_value" ? APPROVAL_DEFAULT : {}) };
    const refused = await ask(first?.limitId ?? null, { ...(first?.terms ?? fresh), value: wanted });
    if (refused !== null) return refused;
  }
  for (const { limitId } of surplus) {
    const refused = await ask(limitId, null);
    if (refused !== null) return refused;
  }
  return null;
}

const notFound = (): AppError => ({ kind: "user.not_found", path: "userId" });
