import type { Command } from "commander";
import { SIDES } from "@/modules/_kernel";
import { ALGO_KINDS } from "@/modules/execution";
import type { AlgoRequest, AlgoView } from "@/server/flows/contract/algos";
import type { Answer } from "@/server/flows/contract/shared";
import { fail, print, refuse } from "../refusal";
import { accountOf, type Here, here, keyOf, type Options } from "./order-here";
import { iso, line, printPreview } from "./order-print";
import { ORDER_SENTENCES } from "./order-sentences";

interface AlgoOptions extends Options {
  readonly over: string;
  readonly limit?: string;
  readonly slices?: string;
  readonly participation?: string;
  readonly seed?: string;
  readonly sessions?: string;
  readonly reduceOnly?: boolean;
}

const UNIT_S = { s: 1, m: 60, h: 3_600 } as const;

/** Seconds of `90s`, `30m`, `2h`; null: it is no time. */
function secondsOf(text: string): number | null {
  const [, count, unit] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  return count === undefined || (unit !== "s" && unit !== "m" && unit !== "h") ? null : Number(count) * UNIT_S[unit];
}

/** Text that is no number is refused by the flow, with what would pass. */
const numberOf = (text: string | undefined): number | null => (text === undefined ? null : Number(text));

/** `bifrost order algo`: orders that are spread over time. */
export function registerAlgo(order: Command): void {
  const algo = order.command("algo").description("orders that are spread over time: TWAP and VWAP");
  const named = (name: string, description: string) =>
    algo
      .command(name)
      .description(description)
      .option("--as <email>", "as this person; without it, as an administrator of this machine")
      .option("--json", "as JSON on standard output");
  const ofAccount = (name: string, description: string) =>
    named(name, description).option("--account <id>", "its id or name; may be left out where there is only one");

  for (const [name, description] of [
    ["submit", "begin a parent order; the installation's workers send its slices"],
    ["preview", "say what it would send, and send nothing"],
  ] as const) {
    const command = ofAccount(name, description);
    command
      .addArgument(
        command.createArgument("<kind>", "evenly over time, or as volume usually comes").choices([...ALGO_KINDS]),
      )
      .addArgument(command.createArgument("<side>", "buy or sell").choices([...SIDES]))
      .argument("<qty>", "units")
      .argument("<symbol>")
      .requiredOption("--over <time>", "how long: 90s, 30m, 2h")
      .option("--limit <price>", "of every slice; they take the market without it")
      .option("--slices <n>", "how many; one in half a minute without it")
      .option("--participation <fraction>", "at most this part of what the market trades: 0.1 is 10 %")
      .option("--seed <n>", "delays slices a little, the same for the same number")
      .option("--sessions <n>", "of vwap: sessions that its volume profile is made of (10)")
      .option("--reduce-only", "only close what is held")
      .option("--key <key>", "the same key is the same request, however often it is sent")
      .action((kind: string, side: string, qty: string, symbol: string, options: AlgoOptions) =>
        here(options, (at) => submit(at, name, { kind, side, qty, symbol }, options)),
      );
  }
  ofAccount("list", "parent orders, newest first")
    .option("--working", "those that work or are paused alone")
    .action((options: Options & { working?: boolean }) => here(options, (at) => list(at, options.working !== true)));
  named("show", "one parent order, its slices and what happened to it")
    .argument("<algo>", "its id")
    .action((algoId: string, options: Options) => here(options, (at) => show(at, algoId)));
  named("pause", "send nothing more for now, and cancel what works")
    .argument("<algo>", "its id")
    .action((algoId: string, options: Options) =>
      here(options, async (at) => say(at, await at.flows.pauseAlgo(at.actor, algoId))),
    );
  named("resume", "go on where it stood")
    .argument("<algo>", "its id")
    .action((algoId: string, options: Options) =>
      here(options, async (at) => say(at, await at.flows.resumeAlgo(at.actor, algoId))),
    );
  named("cancel", "send nothing more, and cancel what works")
    .argument("<algo>", "its id")
    .action((algoId: string, options: Options) =>
      here(options, async (at) => say(at, await at.flows.cancelAlgo(at.actor, algoId))),
    );
}

/** A parent order on one line. */
function algoLine(algo: AlgoView): string {
  const { algoId, accountId, kind, side, qty, symbol, limitPrice, status, reason, refusal, waiting } = algo;
  const why = [reason, refusal].filter((each) => each !== null).join(" ");
  const price = limitPrice === null ? "" : ` at ${limitPrice}`;
  const average = algo.averagePrice === null ? "" : ` at ${algo.averagePrice}`;
  return [
    algoId,
    accountId,
    `${kind} ${side} ${qty} ${symbol}${price}`,
    `${status}${why === "" ? "" : ` (${why})`}${waiting === null ? "" : `, waits: ${waiting}`}`,
    `${algo.filledQty} filled${average}, ${algo.workingQty} at work, ${algo.slicesSent} of ${algo.slicesPlanned} slices sent`,
  ].join("\t");
}

function say({ options }: Here, answer: Awaited<Answer<AlgoView>>): void {
  if (!answer.ok) refuse(answer.error, ORDER_SENTENCES, options);
  else print(options.json === true ? JSON.stringify(answer.value) : algoLine(answer.value));
}

interface Typed {
  readonly kind: string;
  readonly side: string;
  readonly qty: string;
  readonly symbol: string;
}

async function submit(at: Here, what: "submit" | "preview", typed: Typed, options: AlgoOptions): Promise<void> {
  const kind = ALGO_KINDS.find((each) => each === typed.kind);
  const side = SIDES.find((each) => each === typed.side);
  const durationS = secondsOf(options.over);
  if (durationS === null) return fail("--over is a time like 90s, 30m or 2h.");
  const accountId = await accountOf(at);
  if (accountId === null || kind === undefined || side === undefined) return undefined;
  const request: AlgoRequest = {
    accountId,
    symbol: typed.symbol,
    side,
    qty: typed.qty,
    kind,
    limitPrice: options.limit ?? null,
    reduceOnly: options.reduceOnly === true,
    durationS,
    slices: numberOf(options.slices),
    participation: options.participation ?? null,
    seed: numberOf(options.seed),
    sessions: numberOf(options.sessions),
  };
  if (what === "preview") return preview(at, request);
  const made = await at.flows.submitAlgo(at.actor, { idempotencyKey: keyOf(at), request });
  if (!made.ok) return refuse(made.error, ORDER_SENTENCES, at.options);
  if (at.options.json === true) return print(JSON.stringify(made.value));
  if (made.value.repeated) print("This key was answered before: it is the same parent order.");
  return print(algoLine(made.value.algo));
}

async function preview(at: Here, request: AlgoRequest): Promise<void> {
  const seen = await at.flows.previewAlgo(at.actor, request);
  if (!seen.ok) return refuse(seen.error, ORDER_SENTENCES, at.options);
  if (at.options.json === true) return print(JSON.stringify(seen.value));
  const { slices, endsAt, profile, whole } = seen.value;
  const way = request.limitPrice === null ? "each takes the market" : `each a limit order at ${request.limitPrice}`;
  print(`${slices.length} slices, ${way}, over at ${iso(endsAt)}:`);
  for (const { number, dueMs, qty } of slices) print(`  ${number + 1}\tafter ${(dueMs / 1_000).toFixed(1)} s\t${qty}`);
  if (profile !== null)
    print(`Sizes follow the volume of ${profile.sessions} sessions in bars of ${profile.resolution}.`);
  return printPreview(whole);
}

async function list(at: Here, over: boolean): Promise<void> {
  const accountId = at.options.account === undefined ? null : await accountOf(at);
  if (at.options.account !== undefined && accountId === null) return;
  const page = await at.flows.listAlgos(at.actor, { accountId, over, cursor: null, limit: 200 });
  if (!page.ok) refuse(page.error, ORDER_SENTENCES, at.options);
  else if (at.options.json === true) print(JSON.stringify(page.value));
  else if (page.value.rows.length === 0) print(over ? "There are no parent orders." : "No parent order is at work.");
  else for (const algo of page.value.rows) print(algoLine(algo));
}

async function show(at: Here, algoId: string): Promise<void> {
  const found = await at.flows.readAlgo(at.actor, algoId);
  if (!found.ok) return refuse(found.error, ORDER_SENTENCES, at.options);
  if (at.options.json === true) return print(JSON.stringify(found.value));
  const { algo, slices, children, transitions } = found.value;
  print(algoLine(algo));
  for (const { at: atMs, event, to, reason } of transitions)
    print(`  ${iso(atMs)}\t${event}\t${to}${reason === null ? "" : ` (${reason})`}`);
  for (const { number, dueMs, qty } of slices)
    print(`  slice ${number + 1}\tafter ${(dueMs / 1_000).toFixed(1)} s\t${qty}`);
  for (const child of children) print(`  child ${line(child)}`);
  return undefined;
}
