import { TRPCError } from "@trpc/server";
import { describe, expect, it } from "vitest";
import { EpochMs, SessionId, UserId } from "@/modules/_kernel";
import type { Flows, Role } from "../flows/contract";
import type { RequestContext } from "./context";
import { appRouter, makeCaller } from "./root";

/** Who may call what: the least that is needed. A new procedure is not allowed to anybody until it stands here. */
const NEEDS = {
  "setup.state": "nobody",
  "setup.checkToken": "nobody",
  "setup.complete": "nobody",
  "session.me": "viewer",
  "session.list": "viewer",
  "session.revoke": "viewer",
  "session.updatePreferences": "viewer",
  "session.changePassword": "viewer",
  "people.list": "admin",
  "people.create": "admin",
  "people.leaving": "admin",
  "people.changeRole": "admin",
  "people.deactivate": "admin",
  "people.reactivate": "admin",
  "people.endSessions": "admin",
  "apiKey.list": "viewer",
  "apiKey.create": "viewer",
  "apiKey.rotate": "viewer",
  "apiKey.revoke": "viewer",
  "accounts.list": "viewer",
  "accounts.get": "viewer",
  "accounts.positions": "viewer",
  "accounts.lots": "viewer",
  "accounts.days": "viewer",
  "accounts.ledger": "viewer",
  "accounts.entry": "viewer",
  "accounts.create": "trader",
  "accounts.archive": "trader",
  "accounts.book": "trader",
  "accounts.reverse": "trader",
  "job.list": "viewer",
  "job.get": "viewer",
  "job.cancel": "trader",
  "notification.list": "viewer",
  "notification.markRead": "viewer",
  "notify.channels": "viewer",
  "notify.addChannel": "viewer",
  "notify.removeChannel": "viewer",
  "notify.rotateSecret": "viewer",
  "notify.test": "viewer",
  "notify.rules": "viewer",
  "notify.saveRules": "viewer",
  "notify.habit": "viewer",
  "notify.saveHabit": "viewer",
  "notify.people": "viewer",
  "notify.pushKey": "viewer",
  "notify.deliveries": "viewer",
  "notify.retry": "viewer",
  "notify.acknowledge": "viewer",
  "notify.delivered": "viewer",
  "notify.house": "admin",
  "notify.saveHouse": "admin",
  "alert.list": "viewer",
  "alert.create": "viewer",
  "alert.change": "viewer",
  "alert.setStatus": "viewer",
  "alert.delete": "viewer",
  "alert.firings": "viewer",
  "storage.read": "viewer",
  "storage.preview": "admin",
  "storage.keep": "admin",
  "instrument.search": "viewer",
  "instrument.get": "viewer",
  "instrument.list": "viewer",
  "instrument.sectors": "viewer",
  "instrument.describe": "viewer",
  "instrument.create": "trader",
  "instrument.edit": "trader",
  "instrument.delete": "trader",
  "instrument.recording": "viewer",
  "instrument.record": "trader",
  "instrument.linkAlias": "trader",
  "instrument.unlinkAlias": "trader",
  "instrument.previewSymbols": "trader",
  "instrument.importSymbols": "trader",
  "watchlist.list": "viewer",
  "watchlist.get": "viewer",
  "watchlist.prices": "viewer",
  "watchlist.create": "trader",
  "watchlist.edit": "trader",
  "watchlist.delete": "trader",
  "watchlist.add": "trader",
  "watchlist.take": "trader",
  "watchlist.move": "trader",
  "import.preview": "trader",
  "import.start": "trader",
  "import.list": "viewer",
  "import.undo": "trader",
  "import.loadSample": "trader",
  "export.start": "trader",
  "export.list": "viewer",
  "export.remove": "viewer",
  "quality.series": "viewer",
  "quality.map": "viewer",
  "quality.findings": "viewer",
  "quality.check": "trader",
  "quality.explain": "trader",
  "quality.repair": "trader",
  "quality.reopen": "trader",
  "backfill.start": "trader",
  "backfill.resume": "trader",
  "backfill.list": "viewer",
  "backfill.get": "viewer",
  "backfill.followed": "viewer",
  "backfill.unfollow": "trader",
  "corporateAction.list": "viewer",
  "corporateAction.import": "trader",
  "corporateAction.remove": "trader",
  "marketEvent.list": "viewer",
  "marketEvent.sources": "viewer",
  "marketEvent.import": "trader",
  "marketEvent.removeSource": "trader",
  "replay.list": "viewer",
  "replay.start": "trader",
  "replay.control": "trader",
  "screen.list": "viewer",
  "screen.get": "viewer",
  "screen.save": "trader",
  "screen.delete": "trader",
  "screen.run": "trader",
  "screen.runs": "viewer",
  "screen.hits": "viewer",
  "screen.outcomes": "viewer",
  "feed.list": "viewer",
  "feed.change": "admin",
  "feed.setKey": "admin",
  "feed.removeKey": "admin",
  "feed.test": "trader",
  "feed.search": "trader",
  "feed.found": "viewer",
  "feed.folderFiles": "viewer",
  "feed.quarantine": "viewer",
  "feed.quarantineCounts": "viewer",
  "feed.release": "trader",
  "feed.discard": "trader",
  "strategy.list": "viewer",
  "strategy.catalog": "viewer",
  "strategy.get": "viewer",
  "strategy.versions": "viewer",
  "strategy.source": "viewer",
  "strategy.compare": "viewer",
  "strategy.examples": "viewer",
  "strategy.sdk": "viewer",
  "strategy.createFromExample": "trader",
  "strategy.check": "trader",
  "strategy.save": "trader",
  "strategy.rollBack": "trader",
  "strategy.archive": "trader",
  "strategy.share": "trader",
  "preset.list": "viewer",
  "preset.save": "trader",
  "preset.delete": "trader",
  "backtest.examination": "viewer",
  "backtest.examine": "trader",
  "search.submit": "trader",
  "search.cancel": "trader",
  "search.resume": "trader",
  "search.get": "viewer",
  "search.list": "viewer",
  "risk.limits": "viewer",
  "risk.usage": "viewer",
  "risk.changes": "viewer",
  "risk.portfolio": "viewer",
  "risk.protection": "viewer",
  "risk.simulate": "viewer",
  "approvals.list": "viewer",
  "approvals.decide": "trader",
  "risk.events": "viewer",
  "risk.scenarios": "viewer",
  "risk.addScenario": "trader",
  "risk.removeScenario": "trader",
  "risk.ask": "trader",
  "risk.decide": "trader",
  "algos.list": "viewer",
  "algos.get": "viewer",
  "algos.preview": "trader",
  "algos.submit": "trader",
  "algos.pause": "trader",
  "algos.resume": "trader",
  "algos.cancel": "trader",
  "orders.list": "viewer",
  "orders.fills": "viewer",
  "orders.get": "viewer",
  "orders.strays": "viewer",
  "orders.state": "viewer",
  "orders.preview": "trader",
  "orders.submit": "trader",
  "orders.modify": "trader",
  "orders.cancel": "trader",
  "orders.cancelAll": "trader",
  "orders.close": "trader",
  "orders.flatten": "trader",
  "orders.setState": "trader",
  "reconcile.list": "viewer",
  "reconcile.status": "viewer",
  "reconcile.preview": "trader",
  "reconcile.resolve": "trader",
  "reconcile.ask": "trader",
  "deployments.list": "viewer",
  "deployments.get": "viewer",
  "deployments.trace": "viewer",
  "deployments.why": "viewer",
  "deployments.orders": "viewer",
  "deployments.fills": "viewer",
  "deployments.promotion": "viewer",
  "deployments.parity": "viewer",
  "deployments.create": "trader",
  "deployments.curve": "viewer",
  "deployments.log": "viewer",
  "deployments.shadows": "viewer",
  "deployments.shadow": "trader",
  "deployments.start": "trader",
  "deployments.pause": "trader",
  "deployments.stop": "trader",
  "deployments.flatten": "trader",
  "deployments.change": "trader",
  "deployments.versions": "viewer",
  "deployments.rollback": "trader",
  "deployments.terms": "viewer",
  "deployments.setTerms": "admin",
  "deployments.approve": "trader",
  "deployments.promote": "trader",
  "deployments.compareParity": "trader",
  "paper.terms": "viewer",
  "paper.setTerms": "trader",
  "paper.outage": "viewer",
  "paper.startOutage": "trader",
  "paper.stopOutage": "trader",
  "backtest.submit": "trader",
  "backtest.rerun": "trader",
  "backtest.remark": "trader",
  "backtest.tags": "viewer",
  "backtest.dataNow": "viewer",
  "backtest.notes": "viewer",
  "backtest.get": "viewer",
  "backtest.list": "viewer",
  "backtest.trades": "viewer",
  "system.health": "viewer",
  "system.audit": "admin",
  "system.verifyAudit": "admin",
  "event.show": "viewer",
} as const;

type Caller = "nobody" | Role;
/** What each may do, the lower ones included. */
const MAY: Readonly<Record<Caller, readonly string[]>> = {
  nobody: ["nobody"],
  viewer: ["nobody", "viewer"],
  trader: ["nobody", "viewer", "trader"],
  risk: ["nobody", "viewer", "trader"],
  admin: ["nobody", "viewer", "trader", "admin"],
};

/** Flows that only say that they were reached. */
const REACHED = new Error("reached");
const flows = new Proxy({} as Flows, {
  get: () => () => {
    throw REACHED;
  },
});

function contextOf(caller: Caller): RequestContext {
  const userId = UserId.of("user-1");
  const session =
    caller === "nobody"
      ? null
      : {
          sessionId: SessionId.of("session-1"),
          user: {
            userId,
            email: "a@example.com",
            name: "",
            role: caller,
            timeZone: "UTC",
            preferences: { theme: "system", pnlColors: "safe", density: "compact" } as const,
          },
        };
  return {
    requestId: "request-1",
    session,
    actor: { kind: "user", userId: session === null ? null : userId, requestId: "request-1" },
    flows,
    live: {
      show: () => {
        throw REACHED;
      },
    },
    nowMs: () => EpochMs.of(0),
  };
}

/** `refused` when the caller is turned away; `open` when their input or the flow is looked at. */
async function knock(caller: Caller, path: string): Promise<"refused" | "open"> {
  const target: unknown = path
    .split(".")
    .reduce<unknown>((at, name) => Reflect.get(Object(at), name), makeCaller(contextOf(caller)));
  if (typeof target !== "function") throw new Error(`${path} is no procedure`);
  try {
    await target(undefined);
    return "open";
  } catch (error) {
    if (error === REACHED || !(error instanceof TRPCError)) return "open";
    return error.code === "UNAUTHORIZED" || error.code === "FORBIDDEN" ? "refused" : "open";
  }
}

describe("who may call what", () => {
  it("is decided for every procedure", () => {
    // oxlint-disable-next-line no-underscore-dangle -- tRPC offers no other list of a router's procedures
    expect(Object.keys(NEEDS).toSorted()).toEqual(Object.keys(appRouter._def.procedures).toSorted());
  });

  for (const caller of ["nobody", "viewer", "trader", "risk", "admin"] as const) {
    it.each(Object.entries(NEEDS))(`${caller}: %s needs %s`, async (path, needs) => {
      expect(await knock(caller, path)).toBe(MAY[caller].includes(needs) ? "open" : "refused");
    });
  }
});
