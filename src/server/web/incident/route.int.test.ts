import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EpochMs, SessionId, UserId } from "@/modules/_kernel";
import { makeAccountFlows } from "../../flows/accounts/account-flows";
import { makeDeploymentFlows } from "../../flows/deployments/deployment-flows";
import { someDeployment } from "../../flows/deployments/testing/deployment-house";
import { makeReadIncident } from "../../flows/incident/read-incident";
import { makeApprovalFlows } from "../../flows/risk/approvals/approval-flows";
import { makeRiskFlows } from "../../flows/risk/limit-flows";
import { openTradingHouse, someRequest, type TradingHouse } from "../../flows/trading/testing/trading-house";
import { silentLogger } from "../../infra/logger";
import { findUser } from "../../platform/identity";
import { answerIncident } from "./route";

let house: TradingHouse;
let server: Server;
let url: string;
let isDatabaseDown = false;
let brokenTable: string | null = null;

beforeAll(async () => {
  house = await openTradingHouse();
  const { deps, flows } = house;
  // What Redis carries is down for the whole test, and a table where a test says so.
  const down = async () => {
    throw new Error("redis is down");
  };
  const quotes: typeof deps.quotes = { ...deps.quotes, read: down, put: down };
  const sql: typeof deps.sql = {
    ...deps.sql,
    $queryRaw: async (query: TemplateStringsArray, ...values: readonly unknown[]) => {
      if (brokenTable !== null && query.join(" ").includes(brokenTable)) throw new Error(`${brokenTable} is broken`);
      return deps.sql.$queryRaw(query, ...values);
    },
  };
  const parts = {
    env: { NEXTAUTH_SECRET: "s".repeat(32), BIFROST_TRUST_PROXY: false },
    flows: {
      ...makeAccountFlows(deps),
      ...makeApprovalFlows(deps),
      ...makeDeploymentFlows(deps),
      ...flows,
      readIncident: makeReadIncident({ ...deps, sql, quotes }),
    },
    readSessionId: async (cookie: (name: string) => string | undefined) => {
      const who = cookie("who");
      return who === undefined ? null : SessionId.of(who);
    },
    signIn: {
      async resume(sessionId: SessionId) {
        if (isDatabaseDown) throw new Error("no database");
        const user = await findUser(deps.prisma, UserId.of(sessionId));
        return user === null ? null : { sessionId, user: user.view, provedAt: deps.clock.nowMs(), factorDue: false };
      },
    },
    logger: silentLogger,
    nowMs: (): EpochMs => deps.clock.nowMs(),
  };
  server = createServer((request, response) => {
    // Only what the route reads is there.
    void answerIncident(request, response, parts as unknown as Parameters<typeof answerIncident>[2]);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve());
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/incident`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await house.database.close();
});

type Who = Parameters<TradingHouse["actor"]>[0];

const look = (who: Who, query = "", headers: Record<string, string> = {}) =>
  fetch(`${url}${query}`, { headers: { cookie: `who=${who}`, ...headers }, redirect: "manual" });
const page = async (who: Who, query = "") => (await look(who, query)).text();

function post(who: Who, fields: Record<string, string>, headers: Record<string, string> = {}) {
  const body = new URLSearchParams(fields);
  return fetch(url, { method: "POST", body, headers: { cookie: `who=${who}`, ...headers }, redirect: "manual" });
}

/** The fields of the one form on a page of confirmation. */
async function formOf(who: Who, action: string, scope: string): Promise<Record<string, string>> {
  const text = await page(who, `?ask=${action}&scope=${encodeURIComponent(scope)}`);
  const fields = [...text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)];
  return Object.fromEntries(fields.map(([, name = "", value = ""]) => [name, value]));
}

const stateOf = async (who: Who, accountId: string) => {
  const state = await house.flows.readTradingState(house.actor(who), accountId);
  return state.ok ? state.value : state.error;
};

describe("the incident page", () => {
  it("is plain HTML under 30 kB without a script, and sends nobody unknown further than the sign-in", async () => {
    const answer = await look("alice");
    const text = await answer.text();
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(text.length).toBeLessThan(30_000);
    expect(text).not.toContain("<script");
    expect(text).toContain("alice-1");
    const unknown = await fetch(url, { redirect: "manual" });
    expect([unknown.status, unknown.headers.get("location")]).toEqual([303, "/sign-in?next=%2Fincident"]);
  });

  it("shows everybody what they may see: their own, risk everything", async () => {
    expect(await page("alice")).not.toContain("bob-1");
    const risk = await page("rita");
    expect(risk).toContain("alice-1");
    expect(risk).toContain("bob-1");
    expect(await page("vic")).toContain("You may look");
  });

  it("speaks German where the browser asks for it", async () => {
    const answer = await look("alice", "", { "accept-language": "de-DE,en;q=0.5" });
    const text = await answer.text();
    expect(text).toContain('<html lang="de">');
    expect(text).toContain("Offene Aufträge");
  });

  it("halts on the second step, by a form of ours only", async () => {
    const form = await formOf("alice", "halt", "alice-1");
    expect(form).toMatchObject({ action: "halt", scope: "alice-1" });
    expect(await stateOf("alice", "alice-1")).toMatchObject({ effective: "active" });
    const given = { ...form, reason: "on a train" };
    for (const [fields, headers, status] of [
      [given, { origin: "https://evil.example" }, 403],
      [given, { "sec-fetch-site": "cross-site" }, 403],
      [{ ...given, token: "" }, {}, 403],
      [{ ...given, token: "abc.def" }, {}, 403],
      // A token of one action, account or person is none of another.
      [{ ...given, action: "resume" }, {}, 403],
      [{ ...given, scope: "*" }, {}, 403],
      [{ ...given, action: "explode" }, {}, 400],
      [{ ...given, scope: "../etc" }, {}, 400],
      [{ ...given, padding: "x".repeat(5_000) }, {}, 413],
    ] as const)
      expect((await post("alice", fields, headers)).status).toBe(status);
    expect((await post("rita", given)).status).toBe(403);
    const asJson = await fetch(url, {
      method: "POST",
      headers: { cookie: "who=alice", "content-type": "text/plain" },
      body: new URLSearchParams(given).toString(),
    });
    expect(asJson.status).toBe(415);
    expect(await stateOf("alice", "alice-1")).toMatchObject({ effective: "active" });

    const done = await post("alice", given, { origin: new URL(url).origin, "sec-fetch-site": "same-origin" });
    expect(done.status).toBe(303);
    expect(await stateOf("alice", "alice-1")).toMatchObject({ effective: "halted", reason: "on a train" });
    const told = await page("alice", new URL(done.headers.get("location") ?? "", url).search);
    expect(told).toContain("alice-1 is halted.");
    expect(told).toContain("on a train");
  });

  it("tells of nothing that it did not do", async () => {
    expect(await page("alice", "?did=halt&scope=alice-1&asked=0&refused=0&seal=x")).not.toContain("is halted.");
  });

  it("asks again for what is missing, and for a form that was left open", async () => {
    const form = await formOf("alice", "reduce", "alice-1");
    const without = await post("alice", { ...form, reason: " " });
    expect(without.status).toBe(422);
    expect(await without.text()).toContain('role="alert"');
    house.clock.pass(16 * 60_000);
    expect((await post("alice", { ...form, reason: "late" })).status).toBe(403);
    const again = await formOf("alice", "resume", "alice-1");
    expect((await post("alice", { ...again, reason: "over" })).status).toBe(303);
    expect(await stateOf("alice", "alice-1")).toMatchObject({ effective: "active" });
  });

  it("cancels the open orders of an account, and of the house for those who may", async () => {
    await house.quote("ACME", 9.9, 10);
    const request = someRequest({ ordType: "limit", limitPrice: "5", timeInForce: "gtc" });
    for (const key of ["one", "two"]) {
      const sent = await house.flows.submitOrder(house.actor("alice"), { idempotencyKey: key, request });
      expect(sent).toMatchObject({ ok: true });
    }
    expect((await look("alice", "?ask=cancel&scope=*")).status).toBe(404);
    expect((await look("alice", "?ask=cancel&scope=bob-1")).status).toBe(404);
    expect((await look("vic", "?ask=halt&scope=alice-1")).status).toBe(404);
    const done = await post("rita", await formOf("rita", "cancel", "*"));
    const told = await page("rita", new URL(done.headers.get("location") ?? "", url).search);
    expect(told).toContain("2 orders are being canceled.");
  });

  describe("asks a second person", () => {
    /** The newest order of alice's that waits. */
    async function waiting(key: string): Promise<string> {
      await house.quote("ACME", 9.9, 10);
      const request = someRequest({ qty: "1000" });
      const held = await house.flows.submitOrder(house.actor("alice"), { idempotencyKey: key, request });
      if (held.ok || held.error.kind !== "order.waits_for_approval") throw new Error("it waits");
      return String(held.error.facts?.["approvalId"]);
    }
    const stateOfAsked = async (id: string) => {
      const { approvals } = await makeApprovalFlows(house.deps).listApprovals(house.actor("rita"));
      return approvals.find(({ approvalId }) => approvalId === id)?.state;
    };
    beforeAll(async () => {
      const limit = await makeRiskFlows(house.deps).askLimit(house.actor("rita"), {
        limitId: null,
        scope: { of: "all" },
        name: null,
        terms: { kind: "approval_value", value: "5000", validMinutes: 10, priceMoved: 0.01 },
        reason: "test",
      });
      if (!limit.ok) throw new Error(JSON.stringify(limit.error));
    });

    it.each(["approve", "reject"] as const)("to %s, with a session and a second step alone", async (answer) => {
      const id = await waiting(`asked-${answer}`);
      const query = `?ask=${answer}&scope=${id}`;
      const cold = await fetch(`${url}${query}`, { redirect: "manual" });
      expect(cold.headers.get("location")).toBe(`/sign-in?next=${encodeURIComponent(`/incident${query}`)}`);
      const form = await formOf("rita", answer, id);
      expect(form).toMatchObject({ action: answer, scope: id });
      // A look decides nothing, nor does a form without its session, of another answer or from elsewhere.
      expect((await fetch(url, { method: "POST", body: new URLSearchParams(form), redirect: "manual" })).status).toBe(
        303,
      );
      expect((await post("alice", form)).status).toBe(403);
      expect((await post("rita", { ...form, action: answer === "approve" ? "reject" : "approve" })).status).toBe(403);
      expect((await post("rita", form, { origin: "https://evil.example" })).status).toBe(403);
      expect(await stateOfAsked(id)).toBe("waiting");
      const done = await post("rita", form);
      const told = await page("rita", new URL(done.headers.get("location") ?? "", url).search);
      expect(told).toContain(answer === "approve" ? "was let in and sent" : "The order was refused.");
      expect(await stateOfAsked(id)).toBe(answer === "approve" ? "approved" : "rejected");
      // Twice is told as that.
      const again = await post("rita", form);
      expect(again.status).toBe(422);
      expect(await again.text()).toContain("does not wait any more");
    });

    it.each(["approve", "reject"] as const)("to %s a change of a deployment, the same way", async (answer) => {
      const flows = makeDeploymentFlows(house.deps);
      const alice = house.actor("alice");
      const made = await flows.createDeployment(alice, someDeployment({ name: `<Cross> ${answer}` }));
      if (!made.ok) throw new Error(made.error.kind);
      const { deploymentId } = made.value;
      const same = { params: {}, strategy: null, instruments: null, windDown: false, from: null };
      const asked = await flows.changeDeployment(alice, { deploymentId, ...same, capital: "20000", commit: true });
      const id = asked.ok ? (asked.value.waits?.changeId ?? "") : "";
      const stateOfChange = async () =>
        (await flows.listAskedChanges(alice)).find(({ changeId }) => changeId === id)?.state;
      const overview = await page("rita");
      expect(overview).toContain("Waits for you");
      expect(overview).toContain("&lt;Cross&gt;");
      expect(overview).toContain("capital: 10000 → 20000");
      expect(overview.length).toBeLessThan(30_000);
      expect(await page("alice")).not.toContain("Waits for you");
      const named = `${answer}_change`;
      const form = await formOf("rita", named, id);
      expect(form).toMatchObject({ action: named, scope: id });
      const other = answer === "approve" ? "reject_change" : "approve_change";
      for (const [who, fields, headers] of [
        ["alice", form, {}],
        ["rita", { ...form, action: other }, {}],
        ["rita", { ...form, action: answer }, {}],
        ["rita", form, { origin: "https://evil.example" }],
      ] as const)
        expect((await post(who, fields, headers)).status).toBe(403);
      expect(await stateOfChange()).toBe("waiting");
      expect(await page("alice", `?ask=${named}&scope=${id}`)).toContain("You may not decide");
      expect((await look("bob", `?ask=${named}&scope=${id}`)).status).toBe(404);
      const done = await post("rita", form);
      const told = await page("rita", new URL(done.headers.get("location") ?? "", url).search);
      expect(told).toContain(answer === "approve" ? "The change was let in." : "The change was refused.");
      expect(told).not.toContain("Waits for you");
      expect(await stateOfChange()).toBe(answer === "approve" ? "approved" : "rejected");
      const again = await post("rita", form);
      expect(again.status).toBe(422);
      expect(await again.text()).toContain("does not wait any more");
      await flows.stopDeployment(alice, deploymentId);
    });

    it("lists the orders that wait for whoever may decide", async () => {
      const id = await waiting("asked-listed");
      expect(await page("rita")).toContain(`?ask=approve&amp;scope=${id}`);
      expect(await page("alice")).not.toContain(`scope=${id}`);
      await post("rita", await formOf("rita", "reject", id));
    });

    it("and nobody else", async () => {
      const id = await waiting("asked-others");
      expect(await page("alice", `?ask=approve&scope=${id}`)).toContain("You may not decide");
      expect((await look("bob", `?ask=approve&scope=${id}`)).status).toBe(404);
      expect((await look("rita", "?ask=approve&scope=nothing")).status).toBe(404);
    });
  });

  it("shows names of people and accounts as text, whatever is in them", async () => {
    await house.openAccount("odd", { name: `<img src=x onerror="alert(1)">'&`, ownerId: UserId.of("alice") });
    const text = await page("alice");
    expect(text).not.toContain("<img");
    expect(text).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&#39;&amp;");
  });

  it("keeps the rest where a part is broken, and says which", async () => {
    brokenTable = "reconcile_item";
    const text = await page("alice");
    expect(text).toContain("Not read: it broke.");
    expect(text).toContain("alice-1");
    expect(text.match(/Not read/g)).toHaveLength(1);
    brokenTable = "portfolio_account";
    const less = await page("rita");
    expect(less).toContain("?ask=halt&amp;scope=*");
    brokenTable = null;
  });

  it("says that the database is gone instead of breaking", async () => {
    isDatabaseDown = true;
    const answer = await look("alice");
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain("The database does not answer");
    isDatabaseDown = false;
    expect((await fetch(url, { method: "DELETE" })).status).toBe(405);
  });
});
