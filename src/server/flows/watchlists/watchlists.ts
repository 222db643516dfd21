import { z } from "zod";
import { EpochMs, err, type InstrumentId, ok, type Result, type SqlPort, UserId } from "@/modules/_kernel";
import {
  accessTo,
  type Coverage,
  moveItem,
  WATCHLIST_COLUMNS,
  WATCHLIST_ITEMS_MAX,
  WATCHLISTS_MAX,
  watchlistName,
} from "@/modules/data";
import { makeInstrumentStore, makeWatchlistStore, type WatchlistSummary } from "@/modules/data/server";
import { appendAudit, findAudit } from "../../platform/audit";
import { findUser } from "../../platform/identity";
import type { Actor, Answer, Role } from "../contract";
import type { WatchlistDetail, WatchlistFlows, WatchlistView } from "../contract/watchlists";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { notFound } from "../instruments/manage-instruments";
import { instrumentView } from "../read-market-data";
import { UNDO_WITHIN_MS } from "../undo";
import { makeReadStoredPrices } from "./stored-prices";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "transactions" | "clock" | "work" | "newId">;

interface Person {
  readonly userId: Actor["userId"];
  readonly role: Role;
}

interface Change {
  readonly action: string;
  /** Makes the change under the list's lock. Answers what the audit log keeps of it, or null when nothing is different. */
  readonly make: (tx: SqlPort, list: WatchlistSummary) => Promise<Result<Record<string, unknown> | null, AppError>>;
}

/** What the flows about watchlists are made of. */
function makeParts(deps: Deps) {
  const { sql, prisma, transactions, work } = deps;
  const store = makeWatchlistStore(sql);
  const instruments = makeInstrumentStore(sql);

  const detail = async (port: SqlPort, person: Person, list: WatchlistSummary): Promise<WatchlistDetail> => {
    const listed = await store.instruments(port, list.watchlistId);
    const coverage = new Map<InstrumentId, readonly Coverage[]>();
    for (let at = 0; at < listed.length; at += COVERAGE_CHUNK) {
      const ids = listed.slice(at, at + COVERAGE_CHUNK).map(({ instrumentId }) => instrumentId);
      for (const [id, found] of await instruments.coverage(ids)) coverage.set(id, found);
    }
    return {
      ...viewOf(person, { ...list, items: listed.length }),
      instruments: listed.map((each) => instrumentView(each, coverage.get(each.instrumentId) ?? [])),
    };
  };

  const change = (actor: Actor, watchlistId: string, { action, make }: Change): Answer<WatchlistDetail> =>
    transactions.run(async (tx) => {
      const person = await personOf(prisma, actor);
      const list = await store.lock(tx, watchlistId);
      if (list === null || !accessTo(list, person).see) return err(gone(watchlistId));
      if (!accessTo(list, person).change)
        return err({ kind: "watchlist.not_yours", path: "watchlistId", facts: { name: list.name } });
      const made = await make(tx, list);
      if (!made.ok) return made;
      if (made.value !== null) {
        await appendAudit(tx, { actor, action, subjectType: "watchlist", subjectId: watchlistId, details: made.value });
        await publish(work, tx, list);
      }
      const now = await store.find(tx, watchlistId);
      return now === null ? err(gone(watchlistId)) : ok(await detail(tx, person, now));
    });

  /** Instruments of the symbols, in their order; refuses one that is none. */
  const resolve = async (symbols: readonly string[]): Promise<Result<readonly InstrumentId[], AppError>> => {
    const ids: InstrumentId[] = [];
    for (const symbol of new Set(symbols.map((each) => each.trim().toUpperCase()))) {
      const found = await instruments.find(symbol);
      if (found === null) return err(notFound(symbol));
      ids.push(found.instrumentId);
    }
    return ok(ids);
  };

  return { ...deps, store, instruments, detail, change, resolve };
}

type Parts = ReturnType<typeof makeParts>;
type Reads = "listWatchlists" | "getWatchlist" | "watchlistSymbols";
type ListChanges = "createWatchlist" | "editWatchlist" | "deleteWatchlist";
type ItemChanges = "addToWatchlist" | "takeFromWatchlist" | "moveInWatchlist";

/** Joins the flows about watchlists. Every change says what is to be different, never how the whole list is. */
export function makeWatchlistFlows(deps: Deps): WatchlistFlows {
  const parts = makeParts(deps);
  return {
    ...makeReads(parts),
    createWatchlist: makeCreate(parts),
    ...makeListChanges(parts),
    restoreWatchlist: makeRestore(parts),
    ...makeItemChanges(parts),
    readStoredPrices: makeReadStoredPrices(deps),
  };
}

function makeReads({ sql, prisma, store, detail }: Parts): Pick<WatchlistFlows, Reads> {
  return {
    async listWatchlists(actor) {
      const person = await personOf(prisma, actor);
      return (await store.list(actor.userId)).map((list) => viewOf(person, list));
    },

    async getWatchlist(actor, watchlistId) {
      const [person, list] = await Promise.all([personOf(prisma, actor), store.find(sql, watchlistId)]);
      return list === null || !accessTo(list, person).see
        ? err(gone(watchlistId))
        : ok(await detail(sql, person, list));
    },

    async watchlistSymbols(watchlistId) {
      if ((await store.find(sql, watchlistId)) === null) return null;
      return (await store.instruments(sql, watchlistId)).map(({ symbol }) => symbol);
    },
  };
}

const makeCreate =
  ({ prisma, transactions, store, clock, work, newId, detail, resolve }: Parts): WatchlistFlows["createWatchlist"] =>
  async (actor, { name: written, shared, symbols }) => {
    const name = watchlistName(written);
    if (name === null) return err(badName(written));
    const ids = await resolve(symbols);
    if (!ids.ok) return ids;
    if (ids.value.length > WATCHLIST_ITEMS_MAX) return err(full(name));
    if (actor.userId === null) return err({ kind: "watchlist.needs_owner" });
    const { userId } = actor;
    return transactions.run(async (tx) => {
      const person = await personOf(prisma, actor);
      const own = (await store.list(userId)).filter(({ ownerId }) => ownerId === userId);
      if (own.length >= WATCHLISTS_MAX) return err({ kind: "watchlist.too_many", facts: { max: WATCHLISTS_MAX } });
      const facts = { watchlistId: newId(), name, ownerId: userId, shared, columns: WATCHLIST_COLUMNS };
      if (!(await store.insert(tx, facts, clock.nowMs()))) return err(nameTaken(name));
      await store.add(tx, facts.watchlistId, ids.value, { userId, nowMs: clock.nowMs() });
      await appendAudit(tx, {
        actor,
        action: "watchlist.create",
        subjectType: "watchlist",
        subjectId: facts.watchlistId,
        details: { name, shared, symbols },
      });
      await publish(work, tx, facts);
      return ok(await detail(tx, person, { ...facts, items: ids.value.length, updatedAtMs: clock.nowMs() }));
    });
  };

function makeListChanges({
  prisma,
  transactions,
  store,
  clock,
  work,
  change,
}: Parts): Pick<WatchlistFlows, Exclude<ListChanges, "createWatchlist">> {
  return {
    editWatchlist: (actor, watchlistId, { name: written, shared, columns }) =>
      change(actor, watchlistId, {
        action: "watchlist.edit",
        async make(tx, list) {
          const name = written === undefined ? list.name : watchlistName(written);
          if (name === null) return err(badName(written ?? ""));
          const next = { ...list, name, shared: shared ?? list.shared, columns: [...new Set(columns ?? list.columns)] };
          const details = {
            ...(next.name === list.name ? {} : { name: { from: list.name, to: next.name } }),
            ...(next.shared === list.shared ? {} : { shared: { from: list.shared, to: next.shared } }),
            ...(next.columns.join() === list.columns.join()
              ? {}
              : { columns: { from: list.columns, to: next.columns } }),
          };
          if (Object.keys(details).length === 0) return ok(null);
          if (!(await store.update(tx, next, clock.nowMs()))) return err(nameTaken(name));
          // Those who lose or gain sight of it hear of it too.
          if (next.shared !== list.shared) await publish(work, tx, { ...next, shared: true });
          return ok(details);
        },
      }),

    async deleteWatchlist(actor, watchlistId) {
      return transactions.run(async (tx) => {
        const person = await personOf(prisma, actor);
        const list = await store.lock(tx, watchlistId);
        if (list === null || !accessTo(list, person).see) return err(gone(watchlistId));
        if (!accessTo(list, person).change)
          return err({ kind: "watchlist.not_yours", path: "watchlistId", facts: { name: list.name } });
        const symbols = (await store.instruments(tx, watchlistId)).map(({ symbol }) => symbol);
        await store.remove(tx, watchlistId);
        await appendAudit(tx, {
          actor,
          action: "watchlist.delete",
          subjectType: "watchlist",
          subjectId: watchlistId,
          details: { name: list.name, ownerId: list.ownerId, shared: list.shared, columns: list.columns, symbols },
        });
        await publish(work, tx, list);
        return ok(null);
      });
    },
  };
}

/** What a removal leaves in the audit log: the whole list. */
const Removed = z.object({
  name: z.string(),
  ownerId: z.custom<UserId>(UserId.is, "a user id"),
  shared: z.boolean(),
  columns: z.array(z.string()),
  symbols: z.array(z.string()),
});

/** Takes a removal back: within a while, by whoever removed it. Instruments that are no more stay away. */
function makeRestore(parts: Parts): WatchlistFlows["restoreWatchlist"] {
  const { sql, prisma, transactions, store, instruments, clock, work, detail } = parts;
  return async (actor, watchlistId) => {
    const { userId } = actor;
    if (userId === null) return err(gone(watchlistId));
    const sinceMs = EpochMs.of(clock.nowMs() - UNDO_WITHIN_MS);
    const removal = { action: "watchlist.delete", subjectId: watchlistId, actorId: userId, sinceMs };
    const removed = Removed.safeParse(await findAudit(sql, removal));
    if (!removed.success) return err(gone(watchlistId));
    const { name, ownerId, shared, columns, symbols } = removed.data;
    const ids: InstrumentId[] = [];
    // One after another: a long list must not take every connection of the process.
    for (const symbol of symbols) {
      const found = await instruments.find(symbol);
      if (found !== null) ids.push(found.instrumentId);
    }
    return transactions.run(async (tx) => {
      const person = await personOf(prisma, actor);
      // It stands again already: it was asked for twice.
      const there = await store.lock(tx, watchlistId);
      if (there !== null) return ok(await detail(tx, person, there));
      const own = (await store.list(ownerId)).filter((list) => list.ownerId === ownerId);
      if (own.length >= WATCHLISTS_MAX) return err({ kind: "watchlist.too_many", facts: { max: WATCHLISTS_MAX } });
      const kept = WATCHLIST_COLUMNS.filter((column) => columns.includes(column));
      const nowMs = clock.nowMs();
      const facts = { watchlistId, name, ownerId, shared, columns: kept };
      if (!(await store.insert(tx, facts, nowMs))) return err(nameTaken(name));
      await store.add(tx, watchlistId, ids, { userId, nowMs });
      await appendAudit(tx, {
        actor,
        action: "watchlist.restore",
        subjectType: "watchlist",
        subjectId: watchlistId,
        details: { name, shared, symbols },
      });
      await publish(work, tx, facts);
      return ok(await detail(tx, person, { ...facts, items: ids.length, updatedAtMs: nowMs }));
    });
  };
}

function makeItemChanges({ store, clock, change, resolve }: Parts): Pick<WatchlistFlows, ItemChanges> {
  return {
    async addToWatchlist(actor, watchlistId, symbols) {
      const ids = await resolve(symbols);
      if (!ids.ok) return ids;
      return change(actor, watchlistId, {
        action: "watchlist.add",
        async make(tx, list) {
          const there = new Set((await store.instruments(tx, watchlistId)).map(({ instrumentId }) => instrumentId));
          const added = ids.value.filter((id) => !there.has(id));
          if (added.length === 0) return ok(null);
          if (there.size + added.length > WATCHLIST_ITEMS_MAX) return err(full(list.name));
          await store.add(tx, watchlistId, added, { userId: actor.userId, nowMs: clock.nowMs() });
          return ok({ symbols });
        },
      });
    },

    async takeFromWatchlist(actor, watchlistId, symbols) {
      const wanted = new Set(symbols.map((symbol) => symbol.trim().toUpperCase()));
      return change(actor, watchlistId, {
        action: "watchlist.take",
        async make(tx) {
          const found = (await store.instruments(tx, watchlistId)).filter(({ symbol }) => wanted.has(symbol));
          if (found.length === 0) return ok(null);
          await store.take(
            tx,
            watchlistId,
            found.map(({ instrumentId }) => instrumentId),
            clock.nowMs(),
          );
          return ok({ symbols: found.map(({ symbol }) => symbol) });
        },
      });
    },

    moveInWatchlist: (actor, watchlistId, { symbol, before }) =>
      change(actor, watchlistId, {
        action: "watchlist.move",
        async make(tx) {
          const listed = await store.instruments(tx, watchlistId);
          const idOf = (name: string) => listed.find((each) => each.symbol === name.toUpperCase())?.instrumentId;
          const [moved, anchor] = [idOf(symbol), before === null ? null : idOf(before)];
          const order = listed.map(({ instrumentId }) => instrumentId);
          const next = moved === undefined || anchor === undefined ? null : moveItem(order, moved, anchor);
          if (next === null)
            return err({
              kind: "watchlist.item_gone",
              path: "symbol",
              facts: { symbol: moved === undefined ? symbol : (before ?? "") },
            });
          if (next.join() === order.join()) return ok(null);
          await store.arrange(tx, watchlistId, next, clock.nowMs());
          return ok({ symbol, before });
        },
      }),
  };
}

/** Instruments whose coverage is asked at once: the store's own bound. */
const COVERAGE_CHUNK = 200;

/** Who asks, with the role of this very moment. Whoever can run commands on this machine is an administrator of it. */
async function personOf(prisma: Deps["prisma"], { kind, userId }: Actor): Promise<Person> {
  if (userId === null) return { userId, role: kind === "cli" ? "admin" : "viewer" };
  const user = await findUser(prisma, userId);
  return { userId, role: user?.view.role ?? "viewer" };
}

function viewOf(person: Person, { ownerId, updatedAtMs, ...list }: WatchlistSummary): WatchlistView {
  const { change: editable } = accessTo({ ownerId, shared: list.shared }, person);
  return { ...list, mine: ownerId === person.userId, editable, updatedAt: updatedAtMs };
}

function publish(
  work: Deps["work"],
  tx: SqlPort,
  { watchlistId, ownerId, shared }: Pick<WatchlistSummary, "watchlistId" | "ownerId" | "shared">,
): Promise<void> {
  return work.publish(tx, {
    topic: "watchlist.changed",
    audience: shared ? null : UserId.of(ownerId),
    payload: { watchlistId },
  });
}

const gone = (watchlistId: string): AppError => ({
  kind: "watchlist.not_found",
  path: "watchlistId",
  facts: { watchlistId },
});
const badName = (name: string): AppError => ({
  kind: "watchlist.name_malformed",
  path: "name",
  facts: { name: name.slice(0, 80) },
});
const nameTaken = (name: string): AppError => ({ kind: "watchlist.name_taken", path: "name", facts: { name } });
const full = (name: string): AppError => ({
  kind: "watchlist.full",
  path: "symbols",
  facts: { name, max: WATCHLIST_ITEMS_MAX },
});
