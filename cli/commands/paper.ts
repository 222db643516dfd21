import { Argument, type Command, Option } from "commander";
import { FILL_MODELS, PAPER_RESOLUTIONS, type PaperTerms } from "@/modules/execution";
import type { Actor } from "@/server/flows/contract";
import type { PaperFlows } from "@/server/flows/contract/paper";
import { actorFor, withHouse } from "../house";
import { fail, print, refuse } from "../refusal";
import { accountIdOf } from "./account-id";
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
  /** The account that is meant, by id. */
  readonly accountId: string;
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
      .requiredOption("--account <account>", "the paper account, by its id or name")
      .option("--as <email>", "as this person; without it, as an administrator of this machine")
      .option("--json", "as JSON on standard output");
  named("terms", "what fills an account's orders; with an option, change it while the account has no open orders")
    .addOption(new Option("--fill <model>", "quotes, or closed bars as a backtest fills").choices(FILL_MODELS))
    .addOption(new Option("--bars <resolution>", "the bars that fill").choices(PAPER_RESOLUTIONS))
    .option("--latency <ms>", "how long an order is on its way; usual: as the installation, with bars none")
    .action((options: TermOptions) => here(options, (at) => terms(at, options)));
  named("fills", "the fills that an account's venue has, newest first").action((options: Options) =>
    here(options, fills),
  );
  named("bust", "practice: let the venue take a fill back, or with --qty and --price correct it")
    .argument("<fill>", "its execution id, as bifrost paper fills shows it")
    .option("--qty <units>", "it was so many instead; with --price alone as many as it is")
    .option("--price <price>", "it was at this price instead; with --qty alone at the price it is at")
    .option("--untold", "the venue says nothing: the account finds out when it is compared")
    .option("--key <key>", "the same again with it is done once", "")
    .option("--yes", "do it; without it, say what would happen")
    .action((execId: string, options: BustOptions) => here(options, (at) => bust(at, execId, options)));
  named("outage", "practice an outage: start it, stop it, or show whether there is one")
    .addArgument(new Argument("<what>").choices(["start", "stop", "show"]))
    .option("--minutes <n>", "it ends by itself after so many", "5")
    .option("--seed <n>", "what goes wrong; another each time without it")
    .action((what: "start" | "stop" | "show", options: OutageOptions) =>
      here(options, (at) => outage(at, what, options)),
    );
}

interface BustOptions extends Options {
  readonly qty?: string;
  readonly price?: string;
  readonly untold?: boolean;
  readonly key: string;
  readonly yes?: boolean;
}

async function fills({ flows, actor, options, accountId }: Here): Promise<void> {
  const found = await flows.listPaperFills(actor, accountId);
  if (!found.ok) return refuse(found.error, ORDER_SENTENCES, options);
  if (options.json === true) return print(JSON.stringify(found.value));
  if (found.value.length === 0) return print("Its venue has no fill.");
  for (const { execId, orderId, symbol, side, qty, price, currency, at, waiting } of found.value)
    print(
      `${execId}\t${iso(at)}\t${side} ${qty} ${symbol} @ ${price} ${currency}\torder ${orderId}${waiting === null ? "" : "\tis being changed"}`,
    );
  return undefined;
}

/** Two steps: what would happen, and with `--yes` that it happens. */
async function bust({ flows, actor, options, accountId }: Here, execId: string, wanted: BustOptions): Promise<void> {
  const { qty, price, untold = false, key, yes } = wanted;
  const found = await flows.listPaperFills(actor, accountId);
  if (!found.ok) return refuse(found.error, ORDER_SENTENCES, options);
  const fill = found.value.find((each) => each.execId === execId);
  const now =
    qty === undefined && price === undefined
      ? null
      : { qty: qty ?? fill?.qty ?? "", price: price ?? fill?.price ?? "" };
  if (fill !== undefined && options.json !== true) {
    const what = `${fill.side} ${fill.qty} ${fill.symbol} @ ${fill.price}`;
    const becomes = now === null ? "is taken back" : `becomes ${now.qty} @ ${now.price}`;
    print(`${what} ${becomes}${untold ? ", and the venue says nothing" : ", and the venue says so"}.`);
  }
  if (yes !== true && fill !== undefined) return print("Nothing was done: say --yes to do it.");
  const idempotencyKey = key === "" ? `cli-${crypto.randomUUID()}` : key;
  const done = await flows.amendPaperFill(actor, { accountId, execId, now, untold, idempotencyKey });
  if (!done.ok) return refuse(done.error, ORDER_SENTENCES, options);
  return print(options.json === true ? JSON.stringify(done.value) : "Its venue was asked, and does it in a moment.");
}

interface OutageOptions extends Options {
  readonly minutes: string;
  readonly seed?: string;
}

async function outage(
  { flows, actor, options, accountId }: Here,
  what: "start" | "stop" | "show",
  { minutes, seed }: OutageOptions,
): Promise<void> {
  const wanted = { accountId, minutes: Number(minutes), seed: seed === undefined ? null : Number(seed) };
  const done =
    what === "start"
      ? await flows.startPracticeOutage(actor, wanted)
      : what === "stop"
        ? await flows.stopPracticeOutage(actor, accountId)
        : await flows.readPracticeOutage(actor, accountId);
  if (!done.ok) return refuse(done.error, ORDER_SENTENCES, options);
  if (options.json === true) return print(JSON.stringify(done.value));
  if (done.value === null) return print(what === "stop" ? "The outage is over." : "There is no practice outage.");
  return print(`A practice outage until ${iso(done.value.endsAt)}, seed ${done.value.seed}.`);
}

async function here(options: Options, work: (at: Here) => Promise<void>): Promise<void> {
  await withHouse(async (house) => {
    const { makePaperFlows } = await import("@/server/flows/trading/paper-flows");
    const actor = await actorFor(house, options.as);
    if (actor === null) return fail(`Nobody has the address ${options.as}: bifrost user list shows who there is.`);
    const accountId = await accountIdOf(house, actor, options.account);
    return accountId === null ? undefined : work({ flows: makePaperFlows(house.deps), actor, options, accountId });
  });
}

async function terms({ flows, actor, options, accountId }: Here, { fill, bars, latency }: TermOptions): Promise<void> {
  const now = await flows.readPaperTerms(actor, accountId);
  if (!now.ok) return refuse(now.error, ORDER_SENTENCES, options);
  const isAsked = fill !== undefined || bars !== undefined || latency !== undefined;
  const latencyMs = latency === undefined ? now.value.latencyMs : latency === "usual" ? null : Number(latency);
  const wanted = { fillModel: fill ?? now.value.fillModel, resolution: bars ?? now.value.resolution, latencyMs };
  const held = isAsked ? await flows.setPaperTerms(actor, { accountId, ...wanted }) : now;
  if (!held.ok) return refuse(held.error, ORDER_SENTENCES, options);
  return print(options.json === true ? JSON.stringify(held.value) : sentence(held.value));
}

function sentence({ fillModel, resolution, latencyMs }: PaperTerms): string {
  const what = fillModel === "bars" ? `Closed bars of ${resolution} fill its orders` : "Quotes fill its orders";
  const usual = fillModel === "bars" ? "at once" : "after the installation's latency";
  return `${what}, ${latencyMs === null ? usual : `${latencyMs} ms after they are sent`}.`;
}
