import { setTimeout as sleep } from "node:timers/promises";
import type { DrilledStep } from "@/modules/risk";
import { actorFor, withHouse } from "../house";
import { fail, print, refuse, type Sentences } from "../refusal";
import { accountIdOf } from "./account-id";
import { ORDER_SENTENCES } from "./order-sentences";

interface DrillOptions {
  readonly account?: string;
  readonly symbol?: string;
  readonly as?: string;
  readonly json?: boolean;
}

export const DRILL_SENTENCES: Sentences = {
  ...ORDER_SENTENCES,
  "drill.not_yours": () => "Risk and administrators plan and run drills.",
  "drill.account_busy": ({ name }) =>
    `${name} holds something, has open orders or carries a strategy: a drill would close all of it. Choose an empty account.`,
  "drill.not_active": ({ name }) => `${name} does not trade now: a drill begins where orders pass.`,
  "drill.would_not_pass": ({ symbol, limits }) => `One lot of ${symbol} would be refused now: ${limits}.`,
  "drill.runs": () => "A drill runs already: one at a time. bifrost drill list shows it.",
  "drill.day": ({ max }) => `--day is a day from 1 to ${max}.`,
  "instrument.not_found": ({ symbol }) => `There is no instrument ${symbol}: bifrost instrument search shows them.`,
};

/** `bifrost halt --drill`: runs a drill in this very process. Its fills and cancels come from the worker that trades. */
export async function drillNow(options: DrillOptions): Promise<void> {
  const { account, symbol, as, json } = options;
  if (account === undefined || symbol === undefined)
    return fail("A drill takes --account, an empty paper account, and --symbol, what one lot is opened of.");
  return withHouse(async (house) => {
    const { makeDrillFlows } = await import("@/server/flows/risk/drill/drill-flows");
    const { runDrill } = await import("@/server/flows/risk/drill/run-drill");
    const { makeDrillStore } = await import("@/modules/risk/server");
    const actor = await actorFor(house, as);
    if (actor === null) return fail(`Nobody has the address ${as}: bifrost user list shows who there is.`);
    const accountId = await accountIdOf(house, actor, account);
    if (accountId === null) return undefined;
    const asked = await makeDrillFlows(house.deps).beginDrill(actor, { accountId, symbol });
    if (!asked.ok) return refuse(asked.error, DRILL_SENTENCES, options);
    const store = makeDrillStore();
    const open = await store.open(house.deps.sql);
    const ran = open === null ? null : await runDrill({ ...house.deps, pause: sleep }, open);
    if (ran === null) return print("A worker was faster and runs it: bifrost drill list shows how it goes.");
    if (json === true) print(JSON.stringify(ran));
    else for (const line of drillLines(ran.outcome ?? "failed", ran.steps)) print(line);
    if (ran.outcome !== "passed") process.exitCode = 1;
    return undefined;
  }, "database");
}

const NAMES: Readonly<Record<DrilledStep["step"], string>> = {
  prepare: "one lot and one resting order opened",
  reduce_only: "entries blocked",
  cancel: "orders canceled",
  flatten: "position closed",
  halted: "halted",
  restore: "trading again",
};

/** What became of a drill, step by step. */
export function drillLines(outcome: string, steps: readonly DrilledStep[]): readonly string[] {
  return [
    `The drill ${outcome === "passed" ? "passed: every step worked." : "failed."}`,
    ...steps.map(({ step, outcome: how, tookMs, settledMs, why }) => {
      const took = `${tookMs} ms${settledMs === null ? "" : `, done after ${settledMs} ms`}`;
      return `  ${how.replace("_", " ")}: ${NAMES[step]}, ${took}${why === null ? "" : ` (${why})`}`;
    }),
  ];
}
