import type { Command } from "commander";
import type { UserId } from "@/modules/_kernel";
import { STOP_STEPS } from "@/server/flows/contract/stop";
import type { TraderLine } from "@/server/flows/contract/team";
import { actorFor, withHouse } from "../house";
import { fail, print, refuse, type Sentences } from "../refusal";
import { ORDER_SENTENCES } from "./order-sentences";
import { printDone } from "./stop-print";

/** `bifrost user team`, `stop`, `resume`: every trader, and the switch for all that one of them owns. */

interface TeamOptions {
  readonly as?: string;
  readonly json?: boolean;
}

interface TraderOptions extends TeamOptions {
  readonly email: string;
  readonly reason: string;
}

const SENTENCES: Sentences = {
  ...ORDER_SENTENCES,
  "team.not_yours": () => "Risk and administrators see the team: say who you are with --as.",
};

export function registerTeam(user: Command): void {
  user
    .command("team")
    .description("each person with accounts: P&L today, the limit used most, working orders, how trading stands")
    .option("--as <email>", "as this person; without it, as an administrator of this machine")
    .option("--json", "as JSON")
    .action((options: TeamOptions) => withHouse((house) => team(house, options)));
  user
    .command("stop")
    .description("the kill switch for every paper account that a person owns")
    .requiredOption("--email <address>", "whose")
    .requiredOption("--reason <text>", "why, in one line: it is kept")
    .option("--step <step>", `what is done: ${STOP_STEPS.join(", ")}`, "cancel")
    .option("--as <email>", "by this person; without it, by an administrator of this machine")
    .option("--json", "as JSON")
    .action((options: TraderOptions & { readonly step: string }) =>
      withHouse((house) => stop(house, options), "database"),
    );
  user
    .command("resume")
    .description("let orders of a person's accounts through again, as far as the house does")
    .requiredOption("--email <address>", "whose")
    .requiredOption("--reason <text>", "why, in one line: it is kept")
    .option("--as <email>", "by this person; without it, by an administrator of this machine")
    .option("--json", "as JSON")
    .action((options: TraderOptions) => withHouse((house) => resume(house, options), "database"));
}

type House = Parameters<Parameters<typeof withHouse>[0]>[0];

async function open(house: House, { as }: TeamOptions) {
  const actor = await actorFor(house, as);
  if (actor === null) {
    fail(`Nobody has the address ${as}: bifrost user list shows who there is.`);
    return null;
  }
  const [board, accounts, risk, trading, halting] = await Promise.all([
    import("@/server/flows/team/team-flows"),
    import("@/server/flows/accounts/account-flows"),
    import("@/server/flows/risk/limit-flows"),
    import("@/server/flows/trading/trading-flows"),
    import("@/server/flows/risk/stop/stop-flows"),
  ]);
  const { deps } = house;
  const parts = {
    ...accounts.makeAccountFlows(deps),
    ...risk.makeRiskFlows(deps),
    ...trading.makeTradingFlows(deps),
    ...halting.makeStopFlows(deps),
  };
  return { actor, flows: board.makeTeamFlows(deps, parts) };
}

async function userIdOf({ deps }: House, email: string): Promise<UserId | null> {
  const { findUserByEmail } = await import("@/server/platform/identity");
  const person = await findUserByEmail(deps.prisma, email);
  if (person === null) fail(`Nobody has the address ${email}: bifrost user list shows who there is.`);
  return person?.view.userId ?? null;
}

async function team(house: House, options: TeamOptions): Promise<void> {
  const opened = await open(house, options);
  if (opened === null) return;
  const read = await opened.flows.readTeam(opened.actor);
  if (!read.ok) return refuse(read.error, SENTENCES, options);
  if (options.json === true) return print(JSON.stringify(read.value));
  if (read.value.traders.length === 0) print("Nobody has an account yet.");
  for (const trader of read.value.traders) print(lineOf(trader));
  if (read.value.isMore) print("There are more people than are shown.");
}

function lineOf({ name, dayPnl, limit, workingOrders, state }: TraderLine): string {
  const day = dayPnl.map(({ amount, currency }) => `${amount ?? "unknown"} ${currency}`).join(", ");
  const part = limit === null || limit.part === null ? "unknown" : `${Math.round(limit.part * 100)} %`;
  const used = limit === null ? "no limit" : `${limit.name ?? limit.kind} ${part}${limit.isOver ? ", over" : ""}`;
  return [name, `today ${day}`, used, `${workingOrders} working`, state.replaceAll("_", " ")].join("\t");
}

async function stop(house: House, options: TraderOptions & { readonly step: string }): Promise<void> {
  const step = STOP_STEPS.find((each) => each === options.step);
  if (step === undefined) return fail(`--step is one of ${STOP_STEPS.join(", ")}.`);
  const [opened, userId] = [await open(house, options), await userIdOf(house, options.email)];
  if (opened === null || userId === null) return;
  const asked = { userId, step, reason: options.reason, idempotencyKey: house.deps.newId() };
  const done = await opened.flows.stopTrader(opened.actor, asked);
  if (!done.ok) return refuse(done.error, SENTENCES, options);
  if (options.json === true) print(JSON.stringify(done.value));
  else printDone(done.value, step);
}

async function resume(house: House, options: TraderOptions): Promise<void> {
  const [opened, userId] = [await open(house, options), await userIdOf(house, options.email)];
  if (opened === null || userId === null) return;
  const done = await opened.flows.resumeTrader(opened.actor, { userId, reason: options.reason });
  if (!done.ok) return refuse(done.error, SENTENCES, options);
  if (options.json === true) print(JSON.stringify(done.value));
  else print(`${done.value.accounts} of their accounts go on.`);
}
