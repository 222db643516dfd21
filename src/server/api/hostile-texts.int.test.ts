import { createServer, type Server } from "node:http";
import { TRPCError } from "@trpc/server";
import superjson from "superjson";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { messages } from "@/app/messages/catalog";
import { SessionId } from "@/modules/_kernel";
import { sayNotification } from "../flows/notifications/say-notification";
import { silentLogger } from "../infra/logger";
import { answerIncident } from "../web/incident/route";
import { openRestHouse, type RestHouse } from "./rest/testing/rest-house";
import { makeCaller } from "./root";
import { listFreeTexts } from "./testing/free-texts";
import { ELSEWHERE, EVIL, type Input, STEPS } from "./testing/hostile-steps";
import { sessionContext } from "./testing/session-context";

/**
 * Texts that mean ill, through every flow that takes a free text: which there are is read off the schemas, so that a new one
 * fails here until it is entered or said to be none that is shown. What comes out is looked at where it becomes markup.
 */

let house: RestHouse;
let server: Server;
let incident: string;

beforeAll(async () => {
  house = await openRestHouse();
  const { flows, clock } = house;
  const parts = {
    env: { NEXTAUTH_SECRET: "s".repeat(32), BIFROST_TRUST_PROXY: false },
    flows,
    readSessionId: async () => SessionId.of("ada"),
    signIn: { resume: async () => (await sessionContext(house, "ada")).session },
    logger: silentLogger,
    nowMs: () => clock.nowMs(),
  };
  server = createServer((request, response) => {
    // Only what the route reads is there.
    void answerIncident(request, response, parts as unknown as Parameters<typeof answerIncident>[2]);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve());
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a server on a port has a port");
  incident = `http://127.0.0.1:${address.port}/incident`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await house.database.close();
});

/** Asks a procedure as an administrator. Rejects with the refusal. */
async function ask(path: string, input: unknown): Promise<unknown> {
  const target: unknown = path
    .split(".")
    .reduce<unknown>((place, part) => Reflect.get(Object(place), part), makeCaller(await sessionContext(house, "ada")));
  if (typeof target !== "function") throw new Error(`${path} is no procedure`);
  return target(input);
}

const FREE = listFreeTexts().map((each) => {
  const [path = "", field = ""] = each.split(" ");
  return { path, field };
});

/** Walks the steps with one hostile text; what was made on the way, and the input of each step. */
async function walk(evil: string): Promise<ReadonlyMap<string, Input>> {
  const made: Record<string, string> = {};
  const inputs = new Map<string, Input>();
  for (const { path, input, keeps = [] } of STEPS) {
    const given = input(evil, made);
    inputs.set(path, given);
    const answer = superjson.stringify(await ask(path, given).catch((error: unknown) => refusedOnly(path, error)));
    for (const name of keeps) made[name] = new RegExp(`"${name}":"([^"]+)"`).exec(answer)?.[1] ?? "";
  }
  return inputs;
}

/** What may be refused: an alert of a program that says nothing a hook knows is kept in its log. */
const REFUSED_AND_KEPT = ["webhookIn.tryOut"];

function refusedOnly(path: string, error: unknown): null {
  if (REFUSED_AND_KEPT.includes(path)) return null;
  throw new Error(`${path} takes no hostile text: ${String(error)}`, { cause: error });
}

/** The values at a path of an input, `[]` and `{}` meaning each. */
function valuesAt(input: unknown, field: string): readonly unknown[] {
  let here: readonly unknown[] = [input];
  for (const part of field.split(/\.|(?=\[\])|(?=\{\})/))
    here = here.flatMap((each) =>
      typeof each !== "object" || each === null
        ? []
        : part === "[]" || part === "{}"
          ? Object.values(each)
          : [Reflect.get(each, part)],
    );
  return here;
}

/** The input with a text put where it has something else. */
function putAt(input: unknown, field: string, text: string): unknown {
  const [part = "", ...more] = field.split(/\.|(?=\[\])|(?=\{\})/);
  const rest = more.join(".").replaceAll(".[]", "[]").replaceAll(".{}", "{}");
  const inside = (value: unknown) => (rest === "" ? text : putAt(value, rest, text));
  if (part === "[]") return [inside(null)];
  const object = typeof input === "object" && input !== null ? { ...input } : {};
  const name = part === "{}" ? "any" : part;
  return { ...object, [name]: inside(Reflect.get(object, name)) };
}

describe("texts that mean ill", () => {
  it("are entered wherever a free text is taken, or it is said why not", () => {
    const known = new Set([...STEPS.map(({ path }) => path), ...Object.values(ELSEWHERE).flat()]);
    const paths = new Set(FREE.map(({ path }) => path));
    expect(FREE.length).toBeGreaterThan(100);
    expect(
      [...paths].filter((path) => !known.has(path)),
      "enter these in STEPS, or say in ELSEWHERE why not",
    ).toEqual([]);
    expect(
      [...known].filter((path) => !paths.has(path)),
      "these take no free text any more",
    ).toEqual([]);
  });

  it("are kept as text, and where a flow wants something else it says so", async () => {
    const inputs = await walk(EVIL[1]);
    const wrong: string[] = [];
    const entered: string[] = [];
    for (const { path, field } of FREE) {
      const given = inputs.get(path);
      if (given === undefined) continue;
      if (valuesAt(given, field).some((value) => superjson.stringify(value).includes("onerror")))
        entered.push(`${path} ${field}`);
      else if (!(await isDroppedOrRefused(path, putAt(given, field, PROBE)))) wrong.push(`${path} ${field}`);
    }
    expect(wrong, "these are kept: enter them in STEPS").toEqual(OF_ITS_OWNER_ALONE);
    expect(entered.length).toBeGreaterThan(35);
  });

  it("are taken nowhere with a character that nobody sees", async () => {
    const made = { accountId: "alice-1", batchId: "1", alertId: "a", hookId: "h", watchlistId: "w" };
    for (const { path, input } of STEPS) {
      const refusal = await ask(path, input("ab\u202ec", made)).then(
        () => "taken",
        (error: unknown) => (error instanceof TRPCError ? error.message : String(error)),
      );
      expect(`${path} ${refusal}`).toBe(`${path} text.invisible`);
    }
    const token = await house.tokenOf("alice");
    const body = { state: "active", reason: "zero\u200bwidth" };
    const answer = await house.ask("PUT", "/accounts/alice-1/trading-state", { token, body });
    expect(await answer.json()).toMatchObject({ kind: "input.invalid", errors: [{ path: "reason" }] });
  });
});

describe("what comes of them", () => {
  it.each(EVIL)("is inert on the incident page and where it asks twice: %s", async (evil) => {
    const caller = await sessionContext(house, "ada");
    const account = await house.flows.createAccount(caller.actor, {
      name: evil,
      portfolioName: null,
      kind: "paper",
      baseCurrency: "USD",
      lotMethod: "fifo",
      settleDays: 1,
      openingCash: "1",
    });
    if (!account.ok) throw new Error(account.error.kind);
    const { accountId } = account.value;
    await house.flows.setTradingState(caller.actor, { accountId, state: "halted", reason: evil });
    for (const address of [
      incident,
      `${incident}?ask=resume&scope=${accountId}`,
      `${incident}?ask=${encodeURIComponent(evil)}`,
    ])
      expectInert(await (await fetch(address)).text());
    expect(await (await fetch(incident)).text()).toContain(asText(evil));
  });

  it("is said to people word for word, whatever they are told", () => {
    const { text } = messages.notifications;
    const keys = keysOf(text);
    expect(keys.length).toBeGreaterThan(20);
    for (const key of keys)
      for (const evil of EVIL) {
        // A choice says one of its branches, and what the others name is not in it.
        const isPlain = !/\{\w+, (?:select|plural)/.test(textAt(text, key));
        const facts = factsOf(text, key, evil);
        const said = sayNotification(key, facts);
        const isNamed = isPlain && Object.values(facts).includes(evil);
        expect([key, evil, said.includes("49"), said.includes(evil)]).toEqual([
          key,
          evil,
          false,
          isNamed || said.includes(evil),
        ]);
      }
  });
});

/** Something else than was entered, so that it is seen where it comes back. */
const PROBE = "<b>probe</b>";
/** Kept with what nobody but its owner is shown, beside a name that is entered above. */
const OF_ITS_OWNER_ALONE = ["preset.save strategy"];

async function isDroppedOrRefused(path: string, input: unknown): Promise<boolean> {
  try {
    return !superjson.stringify(await ask(path, input)).includes(PROBE);
  } catch (error) {
    if (error instanceof TRPCError && error.code !== "INTERNAL_SERVER_ERROR") return true;
    throw error;
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const asText = (evil: string) => evil.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

/** Markup in which nothing runs: tags and attributes that we write, and addresses within the house. */
function expectInert(markup: string): void {
  const tags = [...markup.matchAll(/<\/?([a-z!][a-z0-9]*)\b([^>]*)>/gi)];
  expect(tags.length).toBeGreaterThan(10);
  for (const [, name = "", attributes = ""] of tags) {
    expect(["script", "img", "iframe", "object", "embed", "base", "u", "svg"]).not.toContain(name.toLowerCase());
    const bare = attributes.replaceAll(/"[^"]*"/g, '""');
    expect(bare).not.toMatch(/[<'`]|\bon\w+\s*=|\bstyle=/i);
    for (const [, address = ""] of attributes.matchAll(/\b(?:href|src|action)="([^"]*)"/g))
      expect(address).toMatch(/^\//);
  }
}

/** The keys of texts below a part of the catalog: `alert.price`. */
function keysOf(texts: object, under = ""): readonly string[] {
  return Object.entries(texts).flatMap(([name, text]) =>
    typeof text === "string" ? [`${under}${name}`] : keysOf(Object(text), `${under}${name}.`),
  );
}

/** What a text is filled with: the hostile one, and a number where it writes one. */
function factsOf(texts: object, key: string, evil: string): Readonly<Record<string, string | number>> {
  const named = [...textAt(texts, key).matchAll(/\{(\w+)(?:, (\w+))?/g)];
  return Object.fromEntries(
    named.map(([, name = "", kind = ""]) => [name, ["number", "plural", "date"].includes(kind) ? 7 : evil]),
  );
}

const textAt = (texts: object, key: string): string =>
  String(key.split(".").reduce<unknown>((place, step) => Reflect.get(Object(place), step), texts));
