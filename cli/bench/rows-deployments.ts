import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { makeOrderReads } from "@/modules/execution/server";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { type BenchDatabase, openBenchDatabase } from "./database";
import { type DeployedHouse, openDeployedHouse } from "./deployed-house";
import type { Figure } from "./figure";
import { WrongAnswer } from "./fixture";
import { spread } from "./spread";

/** The limits of speed.md, milliseconds at the 99th of a hundred. */
const MUST = { committed: 20, called: 25 } as const;
const DEPLOYMENTS = 50;
const ACCOUNTS = 10;
/** Before anything is timed: the path is compiled as it is in a process that has worked for a while. */
const WARM = 100;
const ORDERS = 200;
/** Between two bars that close. Fifty deployments on minutes see one in 1.2 seconds: four times as many, and fifteen times. */
const PACES = [
  { what: "3 bars a second", least: 200, most: 400 },
  { what: "12 bars a second", least: 20, most: 120 },
] as const;
const ORDERED_WAIT_MS = 20_000;
/** Until the process that decides has heard of a price: it is no part of the way of a bar. */
const HEARD_MS = 10;
const IDLE_MS = 5_000;
/** Until nothing of the last order is under way; and until everybody has looked at what it did to their account. */
const SETTLE_MS = 3_000;
const REST_MS = 10_000;
const EVENTS_LOOKED_AT = 10;

/**
 * Rows 8 and 9 beside deployments that run in the process that decides: a minute closes, its strategy decides, risk lets the order
 * pass, its row is committed; then its venue is called. And what they ask of the database while no bar closes.
 */
export async function measureDeployments(serverUrl: string | null): Promise<readonly Figure[]> {
  const database = await openBenchDatabase(serverUrl);
  let orderedMs: (atMs: number) => void = () => undefined;
  try {
    const house = await openDeployedHouse(database, {
      deployments: DEPLOYMENTS,
      accounts: ACCOUNTS,
      ordered: () => orderedMs(performance.now()),
    });
    try {
      let place = 0;
      const decide = async (orders: number, { least, most }: { readonly least: number; readonly most: number }) => {
        const times: number[] = [];
        for (const until = place + orders; place < until; place += 1) {
          const tookMs = await decided(house, place, (hear) => {
            orderedMs = hear;
          });
          times.push(tookMs);
          await sleep(least + ((place * 37) % (most - least)));
        }
        await sleep(SETTLE_MS);
        return times;
      };
      await decide(WARM, PACES[1]);
      const figures: Figure[] = [];
      for (const pace of PACES) {
        const times = await decide(ORDERS, pace);
        const calls = await callTimes(database, house.deployed);
        figures.push(
          ...spread(
            8,
            `minute in, strategy decides, order committed, ${DEPLOYMENTS} deployments, ${pace.what}`,
            times,
            MUST.committed,
          ),
          ...spread(
            9,
            `their orders accepted, venue called, ${DEPLOYMENTS} deployments, ${pace.what}`,
            calls,
            MUST.called,
          ),
        );
      }
      await sleep(REST_MS);
      const idle = await statementsOf(IDLE_MS);
      const running = await house.running();
      if (running !== DEPLOYMENTS) throw new WrongAnswer(`${DEPLOYMENTS} deployments run to the end, were ${running}`);
      return [
        ...figures,
        {
          row: 8,
          what: `asked of the database while no bar closes, ${running} deployments run`,
          bars: running,
          value: idle,
          unit: "statements/s",
          against: "one a second and deployment",
          againstValue: running,
        },
      ];
    } finally {
      await house.stop();
    }
  } finally {
    await database.close();
  }
}

/** Closes a minute of the next deployment, and waits for the order that its strategy wants. Milliseconds. */
async function decided(house: DeployedHouse, place: number, listen: (hear: (atMs: number) => void) => void) {
  const of = house.deployed[place % house.deployed.length];
  if (of === undefined) throw new WrongAnswer("there are deployments");
  const ordered = new Promise<number>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new WrongAnswer(`an order of minute ${place} comes within ${ORDERED_WAIT_MS} ms`)),
      ORDERED_WAIT_MS,
    );
    listen((atMs) => {
      clearTimeout(timer);
      resolve(atMs);
    });
  });
  await house.quoteMinute(of);
  await sleep(HEARD_MS);
  const sinceMs = performance.now();
  await house.keepMinute(of);
  return (await ordered) - sinceMs;
}

/** From accepted to the claim that is written in the moment before the venue is called, by the database's own clock. */
async function callTimes({ house }: BenchDatabase, deployed: DeployedHouse["deployed"]): Promise<readonly number[]> {
  const { sql } = house.deps;
  const reads = makeOrderReads(sql);
  const ids = deployed.map(({ deploymentId }) => deploymentId);
  const orders = [...(await makeDeploymentStore().orderIdsOf(sql, ids)).values()];
  const times: number[] = [];
  for (const orderId of orders.flatMap((own) => own.slice(-ORDERS / deployed.length))) {
    const events = await reads.eventsOf(orderId, EVENTS_LOOKED_AT);
    const at = (wanted: string) => events.find(({ type }) => type === wanted)?.recordedAt;
    const [accepted, called] = [at("approved"), at("sent")];
    if (accepted === undefined || called === undefined) throw new WrongAnswer(`order ${orderId} is sent`);
    times.push(called - accepted);
  }
  return times;
}

/** Statements that this process sends in a second, counted where the driver takes them. */
async function statementsOf(ms: number): Promise<number> {
  const before = Object.getOwnPropertyDescriptor(pg.Client.prototype, "query");
  if (typeof before?.value !== "function") throw new WrongAnswer("the driver has one way to ask");
  let count = 0;
  const value = new Proxy(before.value, {
    apply(target, self, given) {
      count += 1;
      return Reflect.apply(target, self, given);
    },
  });
  Object.defineProperty(pg.Client.prototype, "query", { ...before, value });
  await sleep(ms);
  Object.defineProperty(pg.Client.prototype, "query", before);
  return count / (ms / 1_000);
}
