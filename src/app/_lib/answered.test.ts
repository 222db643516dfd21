import { QueryClient } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { takeAnswers } from "./answered";

const KEY = [["accounts", "list"], { type: "query" }];
const text = (atMs: number, json: unknown) => JSON.stringify([{ key: KEY, atMs, wire: { json } }]);

it("draws with what the server read, as old as it is", () => {
  const client = new QueryClient();
  takeAnswers(client, text(5, "read"), 9);
  expect(client.getQueryData(KEY)).toBe("read");
  expect(client.getQueryState(KEY)?.dataUpdatedAt).toBe(5);
});

it("reads what JSON has not, however often a page is begun", () => {
  const client = new QueryClient();
  const answer = JSON.stringify([
    { key: KEY, atMs: 5, wire: { json: { ids: ["a"] }, meta: { v: 1, values: { ids: ["set"] } } } },
  ]);
  takeAnswers(new QueryClient(), answer, 9);
  takeAnswers(client, answer, 9);
  expect(client.getQueryData(KEY)).toEqual({ ids: new Set(["a"]) });
});

it("keeps what the browser knows better", () => {
  const client = new QueryClient();
  client.setQueryData(KEY, "newer", { updatedAt: 6 });
  takeAnswers(client, text(5, "older"), 9);
  expect(client.getQueryData(KEY)).toBe("newer");
});

it("is not fresh for longer because the server's clock is ahead", () => {
  const client = new QueryClient();
  takeAnswers(client, text(1_000_000, "read"), 9);
  expect(client.getQueryState(KEY)?.dataUpdatedAt).toBe(9);
});
