import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, expect, it } from "vitest";
import { markOld } from "./mark-old";

let client = new QueryClient();
afterEach(() => {
  client.clear();
  client = new QueryClient();
});

const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A server whose answer is what it held when it was asked, and which answers when it is told to. */
function makeServer() {
  const answers: (() => void)[] = [];
  const server = { held: 3, asked: 0, answerNext: () => answers.shift()?.() };
  const ask = () => {
    server.asked += 1;
    const { held } = server;
    return new Promise<number>((resolve) => answers.push(() => resolve(held)));
  };
  return { server, ask };
}

function show(ask: () => Promise<number>) {
  const observer = new QueryObserver(client, { queryKey: ["bars"], queryFn: ask, staleTime: 15_000 });
  const unsubscribe = observer.subscribe(() => undefined);
  return { shown: () => observer.getCurrentResult().data, unsubscribe };
}

it("asks again for a first answer that was on its way when the news came, once for all the news", async () => {
  const { server, ask } = makeServer();
  const { shown, unsubscribe } = show(ask);
  server.held = 5_000;
  markOld(client, { queryKey: ["bars"] });
  markOld(client, { queryKey: ["bars"] });
  server.answerNext();
  await settle();
  server.answerNext();
  await settle();
  expect(shown()).toBe(5_000);
  expect(server.asked).toBe(2);
  unsubscribe();
});

it("asks at once for an answer that is here", async () => {
  const { server, ask } = makeServer();
  const { shown, unsubscribe } = show(ask);
  server.answerNext();
  await settle();
  server.held = 5_000;
  markOld(client, { queryKey: ["bars"] });
  server.answerNext();
  await settle();
  expect(shown()).toBe(5_000);
  unsubscribe();
});

it("leaves alone what the news is not about", async () => {
  const { server, ask } = makeServer();
  const { unsubscribe } = show(ask);
  markOld(client, { queryKey: ["feeds"] });
  server.answerNext();
  await settle();
  expect(server.asked).toBe(1);
  unsubscribe();
});

it("waits again when a first answer is on its way anew", async () => {
  const { server, ask } = makeServer();
  const { unsubscribe } = show(ask);
  markOld(client);
  server.answerNext();
  await settle();
  server.answerNext();
  await settle();
  client.removeQueries();
  unsubscribe();
  const again = show(ask);
  server.held = 7;
  markOld(client);
  server.answerNext();
  await settle();
  server.answerNext();
  await settle();
  expect(again.shown()).toBe(7);
  again.unsubscribe();
});
