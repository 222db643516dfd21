import { describe, expect, it, vi } from "vitest";
import { Turns } from "./turns";

/** A piece of work that goes on until it is ended. */
function held() {
  let end: () => void = () => undefined;
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { work: () => over, end: () => end() };
}
const done = () => Promise.resolve("done");

describe("turns", () => {
  it("do at once what nothing pressing stands in the way of", async () => {
    const call = vi.fn();
    expect(await new Turns().ask(call, done)).toEqual({ done: "done" });
    expect(call).not.toHaveBeenCalled();
  });

  it("let one wait while something pressing is done, and call it then", async () => {
    const turns = new Turns();
    const [bar, call] = [held(), vi.fn()];
    const pressing = turns.press(bar.work);
    expect(await turns.ask(call, done)).toBeNull();
    expect(call).not.toHaveBeenCalled();
    bar.end();
    await pressing;
    expect(call).toHaveBeenCalledOnce();
    expect(await turns.ask(call, done)).toEqual({ done: "done" });
  });

  it("say whenever something was done, and whether anything still is", async () => {
    const seen: boolean[] = [];
    const turns: Turns = new Turns({ onDone: () => seen.push(turns.isBusy) });
    const [bar, other] = [held(), held()];
    const pressing = [turns.press(bar.work), turns.press(other.work)];
    expect(turns.isBusy).toBe(true);
    bar.end();
    await pressing[0];
    other.end();
    await pressing[1];
    await turns.ask(vi.fn(), done);
    expect(seen).toEqual([true, false, false]);
  });

  it("come one at a time, the oldest first, and a call that nobody answers holds up nobody who is gone", async () => {
    const turns = new Turns();
    const [first, second, third] = [vi.fn(), vi.fn(), vi.fn()];
    const look = held();
    const looking = turns.ask(vi.fn(), look.work);
    expect([await turns.ask(first, done), await turns.ask(second, done), await turns.ask(third, done)]).toEqual([
      null,
      null,
      null,
    ]);
    look.end();
    await looking;
    expect([first, second].map(({ mock }) => mock.calls.length)).toEqual([1, 0]);
    turns.leave(first);
    expect(second).toHaveBeenCalledOnce();
    expect(await turns.ask(second, done)).toEqual({ done: "done" });
    expect(third).toHaveBeenCalledOnce();
  });

  it("pass over one that was called and does not come, and forget one that did what it waited for", async () => {
    const turns = new Turns();
    const [gone, next] = [vi.fn(), vi.fn()];
    const look = held();
    const looking = turns.ask(vi.fn(), look.work);
    expect([await turns.ask(gone, done), await turns.ask(next, done)]).toEqual([null, null]);
    look.end();
    await looking;
    await turns.press(done);
    expect([gone, next].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
    await turns.press(done, gone);
    await turns.press(done);
    expect([gone, next].map(({ mock }) => mock.calls.length)).toEqual([1, 3]);
  });

  it("go on beside what is pressing once they waited half a second", async () => {
    let nowMs = 0;
    const turns = new Turns({ nowMs: () => nowMs });
    const [bar, call] = [held(), vi.fn()];
    const pressing = turns.press(bar.work);
    expect(await turns.ask(call, done)).toBeNull();
    nowMs = 499;
    expect(await turns.ask(call, done)).toBeNull();
    nowMs = 500;
    expect(await turns.ask(call, done)).toEqual({ done: "done" });
    bar.end();
    await pressing;
  });

  it("are given back by what fails", async () => {
    const turns = new Turns();
    const fail = () => Promise.reject(new Error("no"));
    await expect(turns.press(fail)).rejects.toThrow("no");
    await expect(turns.ask(vi.fn(), fail)).rejects.toThrow("no");
    expect(await turns.ask(vi.fn(), done)).toEqual({ done: "done" });
  });
});
