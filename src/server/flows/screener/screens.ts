import { EpochMs, err, ok, type Result, type UserId } from "@/modules/_kernel";
import { calendarOf, checkDefinition, type ScreenDefinition, type StoredScreen } from "@/modules/data";
import { makeInstrumentStore, makeScreenStore } from "@/modules/data/server";
import { appendAudit } from "../../platform/audit";
import { findUser } from "../../platform/identity";
import type { Actor, Answer, Flows } from "../contract";
import type { SaveScreenInput, ScreenView } from "../contract/screener";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { UNDO_WITHIN_MS } from "../undo";
import { universeFilter } from "./universe";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "transactions" | "clock" | "newId">;

/** Screens as their people keep them: own ones and shared ones, changed by their owner and by admins. */
export function makeKeepScreens(
  deps: Deps,
): Pick<Flows, "listScreens" | "getScreen" | "saveScreen" | "deleteScreen" | "restoreScreen" | "listScreenRuns"> {
  const store = makeScreenStore(deps.sql, deps.prisma);
  return {
    async listScreens(actor) {
      const admin = await isAdmin(deps, actor);
      return (await store.list(actor.userId)).map((screen) => screenView(screen, actor, admin));
    },
    async getScreen(actor, screenId) {
      const screen = await findVisible(deps, actor, screenId);
      return screen === null
        ? err(screenNotFound(screenId))
        : ok(screenView(screen, actor, await isAdmin(deps, actor)));
    },
    saveScreen: (actor, input) => saveScreen(deps, actor, input),
    async deleteScreen(actor, screenId) {
      const found = await findMine(deps, actor, screenId);
      if (!found.ok) return found;
      await deps.transactions.run(async (tx) => {
        await store.remove(tx, screenId, deps.clock.nowMs());
        await appendAudit(tx, {
          actor,
          action: "screen.delete",
          subjectType: "screen",
          subjectId: screenId,
          details: { name: found.value.definition.name },
        });
      });
      return ok(null);
    },
    restoreScreen: (actor, screenId) => restoreScreen(deps, actor, screenId),
    async listScreenRuns(actor, screenId, limit) {
      const screen = await findVisible(deps, actor, screenId);
      return screen === null ? err(screenNotFound(screenId)) : ok(await store.listRuns(screenId, limit));
    },
  };
}

async function saveScreen(deps: Deps, actor: Actor, input: SaveScreenInput): Answer<ScreenView> {
  const store = makeScreenStore(deps.sql, deps.prisma);
  const screenId = input.screenId ?? deps.newId();
  const before = input.screenId === null ? null : await findMine(deps, actor, input.screenId);
  if (before !== null && !before.ok) return before;
  const ownerId = before === null ? actor.userId : before.value.ownerId;
  if (ownerId === null) return err({ kind: "screen.needs_owner" });
  const checked = await checkAgainstHouse(deps, ownerId, input.definition);
  if (!checked.ok) return checked;
  const saved = await deps.transactions.run(async (tx) => {
    if (before === null) await store.insert(tx, screenId, ownerId, checked.value);
    else if (!(await store.update(tx, screenId, input.version, checked.value))) return false;
    await appendAudit(tx, {
      actor,
      action: before === null ? "screen.create" : "screen.update",
      subjectType: "screen",
      subjectId: screenId,
      details: { before: before?.value.definition ?? null, after: checked.value },
    });
    return true;
  });
  if (!saved) return err({ kind: "screen.changed", path: "version", facts: { version: input.version } });
  const screen = await store.find(screenId);
  if (screen === null) return err(screenNotFound(screenId));
  return ok(screenView(screen, actor, await isAdmin(deps, actor)));
}

/** Takes a removal back: within a while, by whoever may remove it. */
async function restoreScreen(deps: Deps, actor: Actor, screenId: string): Answer<ScreenView> {
  const store = makeScreenStore(deps.sql, deps.prisma);
  const [screen, admin] = await Promise.all([
    store.findRemoved(screenId, EpochMs.of(deps.clock.nowMs() - UNDO_WITHIN_MS)),
    isAdmin(deps, actor),
  ]);
  if (screen === null || !(admin || screen.ownerId === actor.userId)) return err(screenNotFound(screenId));
  await deps.transactions.run(async (tx) => {
    if (!(await store.restore(tx, screenId))) return;
    const { name } = screen.definition;
    await appendAudit(tx, {
      actor,
      action: "screen.restore",
      subjectType: "screen",
      subjectId: screenId,
      details: { name },
    });
  });
  return ok(screenView(screen, actor, admin));
}

/** Checks all that can be said without asking: shape and indicators, then symbols, list and calendar. */
async function checkAgainstHouse(
  deps: Deps,
  ownerId: UserId,
  given: ScreenDefinition,
): Promise<Result<ScreenDefinition, AppError>> {
  const checked = checkDefinition(given);
  if (!checked.ok) {
    return err({ kind: "screen.malformed", path: checked.error[0]?.path ?? "definition", issues: checked.error });
  }
  const definition = checked.value;
  const { schedule, universe } = definition;
  if (schedule.kind === "session" && calendarOf(schedule.calendar) === null) {
    return err({ kind: "screen.calendar_unknown", path: "schedule.calendar", facts: { calendar: schedule.calendar } });
  }
  if (universe.kind === "watchlist" && (await universeFilter(deps, { ownerId, definition })) === null) {
    return err({ kind: "screen.universe_gone", path: "universe.watchlistId", facts: { name: definition.name } });
  }
  const instruments = makeInstrumentStore(deps.sql);
  const named = [
    ...(universe.kind === "symbols" ? universe.symbols.map((symbol) => [symbol, "universe.symbols"] as const) : []),
    ...(definition.benchmark === null ? [] : [[definition.benchmark, "benchmark"] as const]),
  ];
  for (const [symbol, path] of named) {
    if ((await instruments.find(symbol)) === null)
      return err({ kind: "instrument.not_found", path, facts: { symbol } });
  }
  return ok(definition);
}

export const screenNotFound = (screenId: string): AppError => ({
  kind: "screen.not_found",
  path: "screenId",
  facts: { screenId },
});

/** Whoever can run commands on this machine is an administrator of it, until they say whom they stand for. */
async function isAdmin({ prisma }: Pick<Deps, "prisma">, { kind, userId }: Actor): Promise<boolean> {
  if (userId === null) return kind === "cli";
  return (await findUser(prisma, userId))?.view.role === "admin";
}

/** The screen, where this person may see it: their own, a shared one, or any for admins. */
export async function findVisible(
  { sql, prisma }: Pick<Deps, "sql" | "prisma">,
  actor: Actor,
  screenId: string,
): Promise<StoredScreen | null> {
  const screen = await makeScreenStore(sql, prisma).find(screenId);
  if (screen === null) return null;
  if (screen.definition.shared || screen.ownerId === actor.userId) return screen;
  return (await isAdmin({ prisma }, actor)) ? screen : null;
}

/** The screen, where this person may change it. One that they may not even see is not found. */
async function findMine(deps: Deps, actor: Actor, screenId: string): Promise<Result<StoredScreen, AppError>> {
  const screen = await findVisible(deps, actor, screenId);
  if (screen === null) return err(screenNotFound(screenId));
  if (screen.ownerId === actor.userId || (await isAdmin(deps, actor))) return ok(screen);
  return err({ kind: "screen.not_yours", path: "screenId", facts: { name: screen.definition.name } });
}

function screenView(screen: StoredScreen, { userId }: Actor, admin: boolean): ScreenView {
  const { screenId, ownerId, definition, version, updatedAtMs, lastRun } = screen;
  const own = ownerId === userId;
  return { screenId, definition, version, updatedAtMs, lastRun, own, mine: admin || own };
}
