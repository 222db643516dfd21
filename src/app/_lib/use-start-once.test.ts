import { MutationObserver, QueryClient } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import { startOnce } from "./use-start-once";

/** A mutation that ends when it is told to. */
function makeMutation() {
  const open: (() => void)[] = [];
  const observer = new MutationObserver(new QueryClient(), {
    mutationFn: (_name: string) => new Promise<void>((done) => open.push(done)),
  });
  return { open, observer, mutation: { mutateAsync: (name: string) => observer.mutate(name) } };
}

/** Lets everything that waits for nothing but a turn have it. */
const turn = () => new Promise((done) => setImmediate(done));

describe("what is started once", () => {
  it("is not started again while it is on its way, and is after", async () => {
    const { open, mutation } = makeMutation();
    const isOnItsWay = { current: false };
    startOnce(isOnItsWay, mutation, "a");
    startOnce(isOnItsWay, mutation, "b");
    await turn();
    expect(open).toHaveLength(1);
    open[0]?.();
    await turn();
    startOnce(isOnItsWay, mutation, "c");
    await turn();
    expect(open).toHaveLength(2);
  });

  it("can be started again after it was forgotten on its way", async () => {
    const { open, mutation, observer } = makeMutation();
    const isOnItsWay = { current: false };
    startOnce(isOnItsWay, mutation, "a");
    await turn();
    observer.reset();
    open[0]?.();
    await turn();
    startOnce(isOnItsWay, mutation, "b");
    await turn();
    expect(open).toHaveLength(2);
  });
});
