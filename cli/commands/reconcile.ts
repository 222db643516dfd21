import { type Command, Option } from "commander";
import { ITEM_STATES, type ItemState } from "@/modules/execution";
import type { Actor } from "@/server/flows/contract";
import type { AssignedView, ReconcileFlows, ReconcileItemView, Resolution } from "@/server/flows/contract/reconcile";
import { actorFor, type CommandHouse, withHouse } from "../house";
import { fail, print, refuse } from "../refusal";
import { accountIdOf } from "./account-id";
import { DEPLOYMENT_SENTENCES } from "./deploy-sentences";
import { iso } from "./order-print";

/** `bifrost reconcile`: accounts held against their venues, and what is done about differences. */

interface Options {
  readonly as?: string;
  readonly json?: boolean;
}

interface Here {
  readonly flows: ReconcileFlows;
  readonly actor: Actor;
  readonly options: Options;
  readonly house: CommandHouse;
}

interface ListOptions extends Options {
  readonly account?: string;
  readonly state: ItemState | "all";
}

interface ResolveOptions extends Options {
  readonly reason?: string;
  readonly price?: string;
  readonly assign?: string;
  readonly preview?: boolean;
}

/** Items that are listed at once. */
const LIST_MAX = 500;
/** As they are typed. */
const ACTIONS = {
  adopt: "adopt",
  correct: "correct",
  assign: "assign",
  "ask-again": "ask_again",
  ignore: "ignore",
} as const;

export function register(program: Command): void {
  const reconcile = program.command("reconcile").description("accounts held against their venues");
  const named = (name: string, description: string) =>
    reconcile
      .command(name)
      .description(description)
      .option("--as <email>", "as this person; without it, as an administrator of this machine")
      .option("--json", "as JSON on standard output");
  named("status", "when each account was last held against its venue, and what came of it").action((options: Options) =>
    here(options, status),
  );
  named("list", "what differs between accounts and their venues")
    .option("--account <account>", "of one account, by its id or name")
    .addOption(new Option("--state <state>").choices([...ITEM_STATES, "all"]).default("open"))
    .action((options: ListOptions) => here(options, (at) => list(at, options)));
  named("now", "hold an account against its venue as soon as its worker comes to it")
    .argument("<account>", "its id or name")
    .action((account: string, options: Options) =>
      here(options, async (at) => {
        const accountId = await accountIdOf(at.house, at.actor, account);
        if (accountId === null) return;
        const asked = await at.flows.askReconciliation(at.actor, accountId);
        if (!asked.ok) refuse(asked.error, DEPLOYMENT_SENTENCES, options);
        else print(options.json === true ? JSON.stringify(asked.value) : "Its worker was asked.");
      }),
    );
  named(
    "resolve",
    "end an item: adopt what the venue has, correct our books, assign it to a strategy, ask again, or ignore it with a reason",
  )
    .argument("<item>", "its id")
    .argument("[action]", `one of ${Object.keys(ACTIONS).join(", ")}; with --assign it is assign`)
    .option("--reason <text>", "why, in one line: it is kept")
    .option(
      "--price <price>",
      "what a unit of a corrected or assigned position is booked at; 0 without it, which leaves cash as it is",
    )
    .option("--assign <deployment>", "id of the strategy that gets it: it counts as its own from then on")
    .option("--preview", "say what it would book, and do nothing")
    .action((itemId: string, action: string | undefined, options: ResolveOptions) =>
      here(options, (at) => resolve(at, { itemId, action }, options)),
    );
}

async function here(options: Options, work: (at: Here) => Promise<void>): Promise<void> {
  await withHouse(async (house) => {
    const { makeReconcileFlows } = await import("@/server/flows/trading/reconcile/reconcile-flows");
    const actor = await actorFor(house, options.as);
    if (actor === null) fail(`Nobody has the address ${options.as}: bifrost user list shows who there is.`);
    else await work({ flows: makeReconcileFlows(house.deps), actor, options, house });
  });
}

async function status({ flows, actor, options }: Here): Promise<void> {
  const found = await flows.listReconcileStatus(actor);
  if (!found.ok) return refuse(found.error, DEPLOYMENT_SENTENCES, options);
  if (options.json === true) return print(JSON.stringify(found.value));
  if (found.value.length === 0) return print("There is no paper account to see.");
  for (const { accountId, accountName, at, outcome, open, orders, fills, positions, currencies } of found.value)
    print(
      at === null
        ? `${accountId}\t${accountName}\tnot compared yet`
        : `${accountId}\t${accountName}\t${iso(at)}\t${OUTCOMES[outcome ?? "no_answer"]}\t${open} open\t${orders} orders, ${fills} fills, ${positions} positions, ${currencies} currencies`,
    );
  return undefined;
}

const OUTCOMES = { agreed: "agrees", differs: "differs", no_answer: "the venue did not answer" } as const;

async function list({ flows, actor, options, house }: Here, { account, state }: ListOptions): Promise<void> {
  const accountId = account === undefined ? undefined : await accountIdOf(house, actor, account);
  if (accountId === null) return undefined;
  const wanted = state === "all" ? null : state;
  const found = await flows.listReconcileItems(actor, { accountId: accountId ?? null, state: wanted, limit: LIST_MAX });
  if (!found.ok) return refuse(found.error, DEPLOYMENT_SENTENCES, options);
  if (options.json === true) return print(JSON.stringify(found.value));
  if (found.value.length === 0) return print("Nothing differs.");
  for (const item of found.value) print(itemLine(item));
  return undefined;
}

async function resolve(
  { flows, actor, options }: Here,
  { itemId, action: typed }: { readonly itemId: string; readonly action: string | undefined },
  { reason, price, assign, preview }: ResolveOptions,
): Promise<void> {
  const wanted = typed ?? (assign === undefined ? undefined : "assign");
  const action = Object.entries(ACTIONS).find(([name]) => name === wanted)?.[1] satisfies Resolution | undefined;
  if (action === undefined)
    return fail(`An action is one of ${Object.keys(ACTIONS).join(", ")}, was "${wanted ?? "nothing"}".`);
  if (assign !== undefined && action !== "assign")
    return fail(`--assign goes with the action assign, was "${action}".`);
  const request = { itemId, action, reason: reason ?? null, price: price ?? null, deploymentId: assign ?? null };
  const done =
    preview === true ? await flows.previewResolution(actor, request) : await flows.resolveItem(actor, request);
  if (!done.ok) return refuse(done.error, DEPLOYMENT_SENTENCES, options);
  if (options.json === true) return print(JSON.stringify(done.value));
  const { item, batches, assigned } = done.value;
  print(preview === true ? "Nothing was done. It would come to:" : itemLine(item));
  if (assigned !== null) print(assignedLine(assigned));
  if (batches.length === 0) return print("Nothing is booked.");
  for (const { kind, postings } of batches) {
    print(kind);
    for (const { chart, symbol, currency, amount, qty } of postings)
      print(
        `  ${chart}${symbol === null ? "" : ` ${symbol}`}\t${amount} ${currency}${qty === null ? "" : `\t${qty} units`}`,
      );
  }
  return undefined;
}

function assignedLine({ name, symbol, qtyBefore, qtyAfter, cashBefore, cashAfter, currency }: AssignedView): string {
  return `${name}\t${symbol}: ${qtyBefore} units become ${qtyAfter}\t${cashBefore} ${currency} become ${cashAfter}`;
}

function itemLine({
  itemId,
  accountId,
  about,
  kind,
  key,
  difference,
  state,
  foundAt,
  reason,
  assignedName,
}: ReconcileItemView): string {
  const by = difference === null ? "" : ` by ${difference}`;
  const why = reason === null ? "" : ` (${reason})`;
  const to = assignedName === null ? "" : `, assigned to ${assignedName}`;
  return `${itemId}\t${accountId}\t${iso(foundAt)}\t${about} ${key}: ${kind.replaceAll("_", " ")}${by}\t${state}${to}${why}`;
}
