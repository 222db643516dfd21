import type { Command } from "commander";
import type { Actor } from "@/server/flows/contract";
import { STOP_STEPS, type StopScope } from "@/server/flows/contract/stop";
import { actorFor, type CommandHouse, withHouse } from "../house";
import { fail, print, refuse } from "../refusal";
import { accountIdOf } from "./account-id";
import { drillNow } from "./drill-now";
import { ORDER_SENTENCES } from "./order-sentences";
import { printDone, printPreview } from "./stop-print";

/** `bifrost halt`, `reduce-only`, `resume`: they need the database and nothing else: no Redis, no web, no worker. */

interface Options {
  readonly account?: string;
  readonly deployment?: string;
  readonly reason: string;
  readonly as?: string;
  readonly json?: boolean;
}

interface StopOptions extends Omit<Options, "reason"> {
  readonly reason?: string;
  readonly step: string;
  readonly preview?: boolean;
  readonly drill?: boolean;
  readonly symbol?: string;
}

const WORDS = { active: "active", reduce_only: "reduce only", halted: "halted" } as const;
type State = keyof typeof WORDS;

function command(name: string, description: string, state: State) {
  return {
    register(program: Command): void {
      program
        .command(name)
        .description(description)
        .requiredOption("--reason <text>", "why, in one line: it is kept")
        .option("--account <id>", "this account alone, by its id or name; without it the whole house")
        .option("--deployment <id>", "this deployed strategy alone")
        .option("--as <email>", "by this person; without it, by an administrator of this machine")
        .option("--json", "as JSON on standard output")
        .action((options: Options) => set(state, options));
    },
  };
}

export const halt = {
  register(program: Command): void {
    program
      .command("halt")
      .description("the kill switch: let no order through, or block, cancel and close step by step; cancels are taken")
      .option("--reason <text>", "why, in one line: it is kept")
      .option("--step <step>", `what is done: ${STOP_STEPS.join(", ")}`, "halted")
      .option("--preview", "say exactly what would happen, and do nothing")
      .option("--drill", "pull the whole switch on an empty paper account, and let it trade again; wants --symbol")
      .option("--symbol <symbol>", "of a drill: what one lot is opened of, to be stopped")
      .option("--account <id>", "this account alone, by its id or name; without it the whole house")
      .option("--deployment <id>", "this deployed strategy alone")
      .option("--as <email>", "by this person; without it, by an administrator of this machine")
      .option("--json", "as JSON on standard output")
      .action((options: StopOptions) => (options.drill === true ? drillNow(options) : stop(options)));
  },
};
export const reduceOnly = command("reduce-only", "let only orders through that reduce", "reduce_only");
export const resume = command("resume", "let orders through again", "active");

async function set(state: State, options: Options): Promise<void> {
  const { account, deployment, reason, as, json } = options;
  await withHouse(async (house) => {
    const { makeTradingStateFlows } = await import("@/server/flows/trading/trading-state");
    const actor = await actorFor(house, as);
    if (actor === null) return fail(`Nobody has the address ${as}: bifrost user list shows who there is.`);
    const accountId = account === undefined ? null : await accountIdOf(house, actor, account);
    if (account !== undefined && accountId === null) return undefined;
    const done = await makeTradingStateFlows(house.deps).setTradingState(actor, {
      accountId,
      state,
      reason,
      ...(deployment === undefined ? {} : { deploymentId: deployment }),
    });
    if (!done.ok) return refuse(done.error, ORDER_SENTENCES, options);
    if (json === true) return print(JSON.stringify(done.value));
    const { effective } = done.value;
    print(`Trading of ${deployment ?? account ?? "the whole house"} is ${WORDS[state]}.`);
    if (effective !== state) print(`The house is ${WORDS[effective]}, which holds for the account too.`);
    return undefined;
  }, "database");
}

/** Null: several accounts have the name, which is said. */
async function scopeOf(
  house: CommandHouse,
  actor: Actor,
  { account, deployment }: Pick<Options, "account" | "deployment">,
): Promise<StopScope | null> {
  if (deployment !== undefined) return { of: "deployment", deploymentId: deployment };
  if (account === undefined) return { of: "all" };
  const accountId = await accountIdOf(house, actor, account);
  return accountId === null ? null : { of: "account", accountId };
}

async function stop(options: StopOptions): Promise<void> {
  const { reason, as, json, preview } = options;
  const step = STOP_STEPS.find((each) => each === options.step);
  if (step === undefined) return fail(`--step is one of ${STOP_STEPS.join(", ")}.`);
  if (preview !== true && (reason ?? "").trim() === "") return fail("Say why with --reason, in one line: it is kept.");
  return withHouse(async (house) => {
    const { makeStopFlows } = await import("@/server/flows/risk/stop/stop-flows");
    const actor = await actorFor(house, as);
    if (actor === null) return fail(`Nobody has the address ${as}: bifrost user list shows who there is.`);
    const flows = makeStopFlows(house.deps);
    const scope = await scopeOf(house, actor, options);
    if (scope === null) return undefined;
    if (preview === true) {
      const seen = await flows.previewStop(actor, { scope, step });
      if (!seen.ok) return refuse(seen.error, ORDER_SENTENCES, options);
      return json === true ? print(JSON.stringify(seen.value)) : printPreview(seen.value, step);
    }
    const idempotencyKey = house.deps.newId();
    const done = await flows.stop(actor, { scope, step, reason: reason ?? "", idempotencyKey });
    if (!done.ok) return refuse(done.error, ORDER_SENTENCES, options);
    return json === true ? print(JSON.stringify(done.value)) : printDone(done.value, step);
  }, "database");
}
