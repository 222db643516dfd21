import { Argument, type Command, Option } from "commander";
import { FILL_MODELS, PAPER_RESOLUTIONS, type PaperTerms } from "@/modules/execution";
import type { Actor } from "@/server/flows/contract";
import type { PaperFlows } from "@/server/flows/contract/paper";
import { actorFor, withHouse } from "../house";
import { fail, print, refuse } from "../refusal";
import { iso } from "./order-print";
import { ORDER_SENTENCES } from "./order-sentences";

/** `bifrost paper`: the simulated venues of paper accounts. */

interface Options {
  readonly account: string;
  readonly as?: string;
  readonly json?: boolean;
}

interface Here {
  readonly flows: PaperFlows;
  readonly actor: Actor;
  readonly options: Options;
}

interface TermOptions extends Options {
  readonly fill?: PaperTerms["fillModel"];
  readonly bars?: PaperTerms["resolution"];
  readonly latency?: string;
}

export function register(program: Command): void {
  const paper = program.command("paper").description("the simulated venues of paper accounts");
  const named = (name: string, description: string) =>
    paper
      .command(name)
      .description(description)
      .requiredOption("--account <id>", "the paper account")
      .option("--as <email>", "as this person; without it, as an administrator of this machine")
      .option("--json", "as JSON on standard output");
  named("terms", "what fills an account's orders; with an option, change it while the account has no open orders")
    .addOption(new Option("--fill <model>", "quotes, or closed bars as a backtest fills").choices(FILL_MODELS))
    .addOption(new Option("--bars <resolution>", "the bars that fill").choices(PAPER_RESOLUTIONS))
    .option("--latency <ms>", "how long an order is on its way; usual: as the installation, with bars none")
    .action((options: TermOptions) => here(options, (at) => terms(at, options)));
  named("outage", "practice an outage: start it, stop it, or show whether there is one")
    .addArgument(new Argument("<what>").choices(["start", "stop", "show"]))
    .option("--minutes <n>", "it ends by itself after so many", "5")
    .option("--seed <n>", "what goes wrong; another each time without it")
    .action((what: "start" | "stop" | "show", options: OutageOptions) =>
      here(options, (at) => outage(at, what, options)),
    );
}

interface OutageOptions extends Options {
  readonly minutes: string;
  readonly seed?: string;
}

async function outage(
  { flows, actor, options }: Here,
  what: "start" | "stop" | "show",
  { account, minutes, seed }: OutageOptions,
): Promise<void> {
  const wanted = { accountId: account, minutes: Number(minutes), seed: seed === undefined ? null : Number(seed) };
  const done =
    what === "start"
      ? await flows.startPracticeOutage(actor, wanted)
      : what === "stop"
        ? await flows.stopPracticeOutage(actor, account)
        : await flows.readPracticeOutage(actor, account);
  if (!done.ok) return refuse(done.error, ORDER_SENTENCES, options);
  if (options.json === true) return print(JSON.stringify(done.value));
  if (done.value === null) return print(what === "stop" ? "The outage is over." : "There is no practice outage.");
  return print(`A practice outage until ${iso(done.value.endsAt)}, seed ${done.value.seed}.`);
}

async function here(options: Options, work: (at: Here) => Promise<void>): Promise<void> {
  await withHouse(async (house) => {
    const { makePaperFlows } = await import("@/server/flows/trading/paper-flows");
    const actor = await actorFor(house, options.as);
    if (actor === null) fail(`Nobody has the address ${options.as}: bifrost user list shows who there is.`);
    else await work({ flows: makePaperFlows(house.deps), actor, options });
  });
}

async function terms({ flows, actor, options }: Here, { account, fill, bars, latency }: TermOptions): Promise<void> {
  const now = await flows.readPaperTerms(actor, account);
  if (!now.ok) return refuse(now.error, ORDER_SENTENCES, options);
  const isAsked = fill !== undefined || bars !== undefined || latency !== undefined;
  const latencyMs = latency === undefined ? now.value.latencyMs : latency === "usual" ? null : Number(latency);
  const wanted = { fillModel: fill ?? now.value.fillModel, resolution: bars ?? now.value.resolution, latencyMs };
  const held = isAsked ? await flows.setPaperTerms(actor, { accountId: account, ...wanted }) : now;
  if (!held.ok) return refuse(held.error, ORDER_SENTENCES, options);
  return print(options.json === true ? JSON.stringify(held.value) : sentence(held.value));
}

function sentence({ fillModel, resolution, latencyMs }: PaperTerms): string {
  const what = fillModel === "bars" ? `Closed bars of ${resolution} fill its orders` : "Quotes fill its orders";
  const usual = fillModel === "bars" ? "at once" : "after the installation's latency";
  return `${what}, ${latencyMs === null ? usual : `${latencyMs} ms after they are sent`}.`;
}
