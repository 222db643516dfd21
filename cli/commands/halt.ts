import type { Command } from "commander";
import { actorFor, withHouse } from "../house";
import { fail, print, refuse } from "../refusal";
import { ORDER_SENTENCES } from "./order-sentences";

/** `bifrost halt`, `reduce-only`, `resume`: they need the database and nothing else: no Redis, no web, no worker. */

interface Options {
  readonly account?: string;
  readonly reason: string;
  readonly as?: string;
  readonly json?: boolean;
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
        .option("--account <id>", "this account alone; without it the whole house")
        .option("--as <email>", "by this person; without it, by an administrator of this machine")
        .option("--json", "as JSON on standard output")
        .action((options: Options) => set(state, options));
    },
  };
}

export const halt = command(
  "halt",
  "let no order through, of the house or of one account; cancels are taken",
  "halted",
);
export const reduceOnly = command("reduce-only", "let only orders through that reduce", "reduce_only");
export const resume = command("resume", "let orders through again", "active");

async function set(state: State, options: Options): Promise<void> {
  const { account, reason, as, json } = options;
  await withHouse(async (house) => {
    const { makeTradingStateFlows } = await import("@/server/flows/trading/trading-state");
    const actor = await actorFor(house, as);
    if (actor === null) return fail(`Nobody has the address ${as}: bifrost user list shows who there is.`);
    const accountId = account ?? null;
    const done = await makeTradingStateFlows(house.deps).setTradingState(actor, { accountId, state, reason });
    if (!done.ok) return refuse(done.error, ORDER_SENTENCES, options);
    if (json === true) return print(JSON.stringify(done.value));
    const { effective } = done.value;
    print(`Trading of ${account ?? "the whole house"} is ${WORDS[state]}.`);
    if (effective !== state) print(`The house is ${WORDS[effective]}, which holds for the account too.`);
    return undefined;
  }, "database");
}
