import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EpochMs, InstrumentId } from "@/modules/_kernel";
import { encodeQuote } from "@/modules/data";
import { openRestHouse, type RestHouse } from "../api/rest/testing/rest-house";
import { someRequest } from "../flows/trading/testing/trading-house";
import { makeMetrics } from "../infra/metrics";
import { isKeyLive } from "../platform/identity";
import { makeNewsHub, type NewsHub } from "../platform/work";
import { publishPending } from "../platform/work/outbox";
import { answerApiEvents } from "./api-event-route";

let house: RestHouse;
let hub: NewsHub;
let server: Server;
let url: string;
const shown: (readonly number[])[] = [];

beforeAll(async () => {
  house = await openRestHouse();
  const { deps, parts } = house;
  await house.openAccount("alice-2");
  const quotes = await house.deps.quotes.read([InstrumentId.of(1)]);
  hub = makeNewsHub({
    sql: deps.sql,
    signals: deps.signals,
    live: {
      open: () => {
        let waiting: string | null = quotes.map(encodeQuote).join("\n");
        return {
          take() {
            const taken = waiting;
            waiting = null;
            return taken;
          },
          close: () => undefined,
        };
      },
    },
    isLive: ({ keyId }) => isKeyLive(deps.sql, keyId ?? "", EpochMs.of(Date.now())),
    log: deps.log,
    metrics: makeMetrics(),
  });
  const live = {
    ...parts.live,
    show: (_session: unknown, _view: string, keys: readonly number[]) => Promise.resolve(shown.push(keys) > 0),
  };
  server = createServer((request, response) => {
    answerApiEvents(request, response, { ...parts, news: hub, live }).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve());
  });
  const address = server.address() as AddressInfo;
  url = `http://127.0.0.1:${address.port}/api/v1/events`;
});
afterAll(async () => {
  await hub.close();
  server.closeAllConnections();
  server.close();
  await house.database.close();
});

interface Frame {
  readonly event: string;
  readonly id: string;
  readonly data: Record<string, unknown>;
}

/** Reads frames of a stream until one of that name has come. */
async function listen(token: string, query = "", headers: Record<string, string> = {}) {
  const gone = new AbortController();
  const answer = await fetch(`${url}${query}`, {
    headers: { authorization: `Bearer ${token}`, ...headers },
    signal: gone.signal,
  });
  const reader = answer.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  const frames: Frame[] = [];
  const until = async (event: string): Promise<Frame> => {
    for (;;) {
      const found = frames.findIndex((frame) => frame.event === event);
      if (found >= 0) return frames.splice(0, found + 1)[found] as Frame;
      const chunk = await reader?.read();
      if (chunk === undefined || chunk.done) throw new Error(`the stream ended before "${event}"`);
      text += decoder.decode(chunk.value, { stream: true });
      const parts = text.split("\n\n");
      text = parts.pop() ?? "";
      for (const part of parts) {
        const lines = new Map(
          part
            .split("\n")
            .map((line): [string, string] => [line.split(": ", 1)[0] ?? "", line.slice(line.indexOf(": ") + 2)]),
        );
        const name = lines.get("event");
        if (name !== undefined)
          frames.push({
            event: name,
            id: lines.get("id") ?? "",
            data: JSON.parse(lines.get("data") ?? "{}") as Record<string, unknown>,
          });
      }
    }
  };
  return { answer, until, close: () => gone.abort() };
}

async function submit(accountId: string): Promise<void> {
  const request = someRequest({ accountId, ordType: "limit", limitPrice: "5", qty: "1" });
  const sent = await house.flows.submitOrder(house.actor("alice"), {
    idempotencyKey: `event-${crypto.randomUUID()}`,
    request,
  });
  if (!sent.ok) throw new Error(sent.error.kind);
  await publishPending(house.database.db.transactions);
  house.deps.signals.send("news", "");
}

it("brings orders of the key's accounts, resumes where it was, and ends with the key", async () => {
  const token = await house.tokenOf("alice", { scope: "read", accountIds: ["alice-2"] });
  const first = await listen(token);
  const ready = await first.until("ready");
  await submit("alice-1");
  await submit("alice-2");
  expect((await first.until("order")).data).toMatchObject({ accountId: "alice-2", symbol: "ACME", qty: "1" });
  first.close();
  await submit("alice-2");
  const second = await listen(token, "", { "last-event-id": ready.id });
  const again = [await second.until("order"), await second.until("order")];
  expect(again.map(({ data }) => data["accountId"])).toEqual(["alice-2", "alice-2"]);
  await house.flows.revokeApiKey(house.actor("alice"), token.slice(0, 20));
  await expect(second.until("order")).rejects.toThrow("the stream ended");
  expect((await listen(token)).answer.status).toBe(401);
});

it("brings quotes of the symbols that were asked for, and asks feeds for them", async () => {
  const token = await house.tokenOf("bob", { scope: "read" });
  const stream = await listen(token, "?symbols=ACME");
  expect((await stream.until("quote")).data).toMatchObject({ symbol: "ACME", bid: 9.9, ask: 10 });
  expect(shown).toEqual([[1]]);
  stream.close();
  expect((await listen(token, "?symbols=NOBODY")).answer.status).toBe(404);
  expect((await listen(token, "?symbol=ACME")).answer.status).toBe(400);
});
