import type { Command } from "commander";
import type { Actor } from "@/server/flows/contract";
import type { DrillFlows, DrillsView } from "@/server/flows/contract/halt-drill";
import { actorFor, type CommandHouse, withHouse } from "../house";
import { fail, print, refuse } from "../refusal";
import { accountIdOf } from "./account-id";
import { DRILL_SENTENCES, drillLines } from "./drill-now";

/** `bifrost drill`: drills of the kill switch, and the one of each month. One now: `bifrost halt --drill`. */

interface Options {
  readonly json?: boolean;
  readonly as?: string;
}

interface PlanOptions extends Options {
  readonly day?: string;
  readonly account?: string;
  readonly symbol?: string;
  readonly off?: boolean;
}

export function register(program: Command): void {
  const command = program.command("drill").description("drills of the kill switch: bifrost halt --drill runs one now");
  const named = (name: string, description: string) =>
    command
      .command(name)
      .description(description)
      .option("--as <email>", "for this person; without it, as an administrator of this machine")
      .option("--json", "as JSON on standard output");
  named("list", "drills that were run, newest first, and when the next is due").action((options: Options) =>
    withDrills(options, async (flows, actor) => tell(await flows.readDrills(actor), options)),
  );
  named("plan", "sets the drill of each month, or none")
    .option("--day <day>", "day of the month in UTC, 1 to 28")
    .option("--account <id>", "an empty paper account, by its id or name")
    .option("--symbol <symbol>", "what one lot is opened of")
    .option("--off", "plan none")
    .action((options: PlanOptions) => plan(options));
}

async function plan(options: PlanOptions): Promise<void> {
  const { day, account, symbol, off } = options;
  if (off !== true && (day === undefined || account === undefined || symbol === undefined))
    return fail("A plan takes --day, --account and --symbol, or --off.");
  return withDrills(options, async (flows, actor, house) => {
    const accountId = account === undefined ? "" : await accountIdOf(house, actor, account);
    if (accountId === null) return undefined;
    const terms = off === true ? null : { day: Number(day), accountId, symbol: symbol ?? "" };
    const done = await flows.planDrills(actor, terms);
    return done.ok ? tell(done.value, options) : refuse(done.error, DRILL_SENTENCES, options);
  });
}

function tell(view: DrillsView, { json }: Options): void {
  if (json === true) {
    print(JSON.stringify(view));
    return;
  }
  const { plan: planned, nextAt, drills } = view;
  if (planned === null || nextAt === null) print("No drill is planned.");
  else
    print(`The next is due on ${new Date(nextAt).toISOString().slice(0, 10)}: ${planned.account}, ${planned.symbol}.`);
  if (drills.length === 0) print("No drill was ever run: bifrost halt --drill runs one.");
  for (const { askedAt, account, symbol, state, steps } of drills) {
    print(`${new Date(askedAt).toISOString()}\t${account}\t${symbol}\t${state}`);
    if (steps.length > 0) for (const line of drillLines(state, steps).slice(1)) print(line);
  }
}

async function withDrills(
  { as }: Options,
  work: (flows: DrillFlows, actor: Actor, house: CommandHouse) => Promise<void>,
): Promise<void> {
  await withHouse(async (house) => {
    const actor = await actorFor(house, as);
    if (actor === null) return fail(`Nobody has the address ${as}: bifrost user list shows who there is.`);
    const { makeDrillFlows } = await import("@/server/flows/risk/drill/drill-flows");
    return work(makeDrillFlows(house.deps), actor, house);
  }, "database");
}
