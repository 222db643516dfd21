import { beforeAll, describe, expect, it } from "vitest";
import { EpochMs, SessionId, UserId } from "@/modules/_kernel";
import type { Flows, Role } from "../flows/contract";
import { makeAskAhead } from "./ask-ahead";
import type { BrowserSession } from "./context";

const FAULT = new Error("the database is gone");

const sessionOf = (role: Role, factorDue = false): BrowserSession => ({
  sessionId: SessionId.of("session-1"),
  provedAt: EpochMs.of(0),
  factorDue,
  user: {
    userId: UserId.of("user-1"),
    email: "a@example.com",
    name: "",
    role,
    timeZone: "UTC",
    preferences: { theme: "system", pnlColors: "safe", density: "compact", language: "auto", tour: "seen" },
  },
});

/** Asks with flows that answer with who is asked for, or break. */
function makeAsked(flow: (actor: unknown) => unknown) {
  const faults: unknown[] = [];
  const askAhead = makeAskAhead({
    flows: new Proxy({} as Flows, { get: () => flow }),
    live: { show: () => Promise.resolve(false) },
    nowMs: () => EpochMs.of(0),
    logger: { error: (facts) => faults.push(facts) },
  });
  const ask = (session: BrowserSession, path: string, input?: unknown) =>
    askAhead(session, { path, input, isPaged: false });
  return { ask, faults };
}

describe("a page as it is drawn", () => {
  // Loaded with the first page.
  beforeAll(() => import("./root"), 30_000);

  it("asks as the person that it is drawn for", async () => {
    const { ask } = makeAsked((actor) => Promise.resolve(actor));
    expect(await ask(sessionOf("viewer"), "approvals.count")).toMatchObject({ kind: "user", userId: "user-1" });
  });

  it.each([
    ["a role that may not", sessionOf("viewer"), "people.list", undefined, "role.admin_required"],
    ["a second factor that is due", sessionOf("admin", true), "approvals.count", undefined, "auth.factor_due"],
    ["an input that the edge refuses", sessionOf("admin"), "accounts.get", { accountId: 7 }, "accountId"],
    ["what only changes things", sessionOf("admin"), "session.revokeOthers", undefined, "session.revokeOthers"],
  ])("is refused for %s, before any flow, and nobody is woken", async (_, session, path, input, why) => {
    let reached = 0;
    const { ask, faults } = makeAsked(() => {
      reached += 1;
      return Promise.resolve(null);
    });
    await expect(ask(session, path, input)).rejects.toThrow(why);
    expect(reached).toBe(0);
    expect(faults).toEqual([]);
  });

  it("tells the log of a fault", async () => {
    const { ask, faults } = makeAsked(() => Promise.reject(FAULT));
    await expect(ask(sessionOf("admin"), "approvals.count")).rejects.toThrow(FAULT.message);
    expect(faults).toMatchObject([{ error: FAULT, path: "approvals.count" }]);
  });
});
