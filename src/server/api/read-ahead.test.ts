import { describe, expect, it } from "vitest";
import { callOf, type ReadAheadPorts, readAhead } from "./read-ahead";

const key = (name: string, input?: unknown) => [
  name.split("."),
  { ...(input === undefined ? {} : { input }), type: "query" },
];
const never = () => new Promise<never>(() => {});

const ports = (call: ReadAheadPorts["call"], later: ReadAheadPorts["later"] = never): ReadAheadPorts => ({
  call,
  later,
  nowMs: () => 7,
});

describe("a query's key", () => {
  it("names the call that a browser would make", () => {
    expect(callOf(key("accounts.get", { accountId: "a" }))).toEqual({
      path: "accounts.get",
      input: { accountId: "a" },
      isPaged: false,
    });
    expect(callOf(key("accounts.list"))).toEqual({ path: "accounts.list", input: undefined, isPaged: false });
  });

  it("names the first page of what comes in pages", () => {
    const paged = [["orders", "list"], { input: { limit: 2 }, type: "infinite" }];
    expect(callOf(paged)).toEqual({ path: "orders.list", input: { limit: 2, direction: "forward" }, isPaged: true });
  });

  it("names nothing where it is that of a whole router", () => {
    expect(callOf([["accounts"], { type: "any" }])).toBeNull();
    expect(callOf([["accounts"]])).toBeNull();
  });
});

describe("what is read ahead", () => {
  it("is what the API would have sent, with the time before it was read", async () => {
    const call = ({ path }: { readonly path: string }) => Promise.resolve({ path, at: new Date(0) });
    const keys = [key("accounts.list")];
    expect(await readAhead(() => Promise.resolve(keys), ports(call))).toEqual([
      {
        key: keys[0],
        atMs: 7,
        wire: {
          json: { path: "accounts.list", at: "1970-01-01T00:00:00.000Z" },
          meta: { v: 1, values: { at: ["Date"] } },
        },
      },
    ]);
  });

  it("leaves out what is refused, and keeps the rest", async () => {
    const call = ({ path }: { readonly path: string }) =>
      path === "risk.limits" ? Promise.reject(new Error("role.trader_required")) : Promise.resolve(path);
    const keys = [key("risk.limits"), key("accounts.list")];
    const answers = await readAhead(() => Promise.resolve(keys), ports(call));
    expect(answers.map(({ wire }) => wire)).toEqual([{ json: "accounts.list" }]);
  });

  it("does not wait for what takes too long, nor takes it later", async () => {
    let arrive: (answer: string) => void = () => {};
    const slow = new Promise<string>((resolve) => {
      arrive = resolve;
    });
    const call = ({ path }: { readonly path: string }) => (path === "slow" ? slow : Promise.resolve(path));
    const soon = () => new Promise<void>((resolve) => setImmediate(resolve));
    const answers = await readAhead(() => Promise.resolve([key("slow"), key("quick")]), ports(call, soon));
    arrive("late");
    await slow;
    expect(answers.map(({ wire }) => wire)).toEqual([{ json: "quick" }]);
  });

  it("is nothing where it is not known in time what to ask, or that fails", async () => {
    expect(
      await readAhead(
        never,
        ports(never, () => Promise.resolve()),
      ),
    ).toEqual([]);
    expect(await readAhead(() => Promise.reject(new Error("down")), ports(never))).toEqual([]);
  });

  it("leaves to the browser what would make the page heavy", async () => {
    const call = ({ path }: { readonly path: string }) => Promise.resolve(path === "long" ? "x".repeat(60_000) : "x");
    const answers = await readAhead(() => Promise.resolve([key("long"), key("short")]), ports(call));
    expect(answers.map(({ wire }) => wire)).toEqual([{ json: "x" }]);
  });
});
