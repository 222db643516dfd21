import { setTimeout as sleep } from "node:timers/promises";
import { QueryClient } from "@tanstack/react-query";
import { createTRPCClient } from "@trpc/client";
import { createTRPCOptionsProxy, type TRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { cookies, headers } from "next/headers";
import { cache } from "react";
import { getWebContainer } from "../web-container";
import { type AnswerAhead, type Call, type QueryKey, readAhead } from "./read-ahead";
import type { AppRouter } from "./root";
import { getSession, newsHead } from "./rsc";

type Api = TRPCOptionsProxy<AppRouter>;

/** Names queries as browsers do: `api.accounts.get.queryKey({ accountId })`. It asks for nothing. */
const api: Api = createTRPCOptionsProxy<AppRouter>({
  client: createTRPCClient<AppRouter>({ links: [] }),
  queryClient: () => new QueryClient(),
});

/** What of an account says whether a page begins with it. */
export interface AccountAhead {
  readonly accountId: string;
  readonly kind: unknown;
  readonly archivedAt: unknown;
}

/** Values that a browser keeps for itself and sends along, so that a page is drawn as it will be: JSON by name. */
export type Kept = Readonly<Record<string, string>>;

/** What `stored.ts` lets a browser send begins its name so. */
const KEPT_PREFIX = "bifrost-kept.";
const KEPT_LENGTH_MAX = 200;

/** What the browser that asks for this page sends of what it keeps. Nothing of it is trusted: it says what to draw first. */
export async function keptByBrowser(): Promise<Kept> {
  const sent = (await cookies())
    .getAll()
    .filter(({ name, value }) => name.startsWith(KEPT_PREFIX) && value.length <= KEPT_LENGTH_MAX);
  return Object.fromEntries(sent.map(({ name, value }) => [name.slice(KEPT_PREFIX.length), value]));
}

export interface PageFacts {
  readonly api: Api;
  /** What the address of the page says. */
  readonly address: URLSearchParams;
  readonly role: string;
  /** What this browser keeps, as it sends it. */
  readonly kept: Kept;
  /** The accounts that the person may see. */
  readonly accounts: () => Promise<readonly AccountAhead[]>;
}

/** What a page, or what stands around it, begins with: the queries that it asks for as soon as it lives. */
export type Begins = (facts: PageFacts) => readonly QueryKey[] | Promise<readonly QueryKey[]>;

/**
 * Calls for the person who asks for this page; each is made once, however many parts of the page name it. Null where a browser only
 * goes on to another page: it has answers of its own, and does not wait for ours.
 */
const pageCalls = cache(async () => {
  const session = await getSession();
  if (session === null || (await headers()).get("x-bifrost-first") !== "1") return null;
  // What happens from here on reaches the browser as news: nothing is missed that happens after an answer was read.
  await newsHead();
  const { askAhead, nowMs } = await getWebContainer();
  const known = new Map<string, Promise<unknown>>();
  const call = (asked: Call) => {
    const name = JSON.stringify([asked.path, asked.input]);
    const answer = known.get(name) ?? askAhead(session, asked);
    known.set(name, answer);
    return answer;
  };
  return { session, call, nowMs };
});

/** Answers to what a page begins with, for `Answered`; see `readAhead` for what is left out. Never rejects. */
export async function readPageAhead(begins: Begins): Promise<readonly AnswerAhead[]> {
  // Who that is cannot be known: whatever draws the page says so.
  const calls = await pageCalls().catch(() => null);
  if (calls === null) return [];
  const { session, call, nowMs } = calls;
  const path = (await headers()).get("x-bifrost-path") ?? "/";
  const facts: PageFacts = {
    api,
    address: new URL(path, "http://page").searchParams,
    role: session.user.role,
    kept: await keptByBrowser(),
    accounts: async () => accountsIn(await call({ path: "accounts.list", input: undefined, isPaged: false })),
  };
  const later = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => undefined);
  return readAhead(async () => begins(facts), { call, nowMs, later });
}

function accountsIn(answer: unknown): readonly AccountAhead[] {
  if (!Array.isArray(answer)) return [];
  return answer.flatMap((one: unknown) => {
    if (typeof one !== "object" || one === null) return [];
    const accountId: unknown = Reflect.get(one, "accountId");
    if (typeof accountId !== "string") return [];
    return [{ accountId, kind: Reflect.get(one, "kind"), archivedAt: Reflect.get(one, "archivedAt") }];
  });
}
