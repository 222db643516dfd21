import { type Command, Option } from "commander";
import { SIDES } from "@/modules/_kernel";
import type { Answer } from "@/server/flows/contract/shared";
import type { OrderView } from "@/server/flows/contract/trading";
import { fail, print, refuse } from "../refusal";
import { registerAlgo } from "./order-algo";
import { accountOf, type Here, here, keyOf, type Options } from "./order-here";
import { fillLine, iso, line, printPreview } from "./order-print";
import { ORDER_SENTENCES } from "./order-sentences";
import { requestOf, type TermOptions, withTerms } from "./order-terms";

/** `bifrost order`: orders without a browser. The installation's workers send them. */

export function register(program: Command): void {
  const order = program.command("order").description("orders of paper accounts");
  const named = (name: string, description: string) =>
    order
      .command(name)
      .description(description)
      .option("--as <email>", "as this person; without it, as an administrator of this machine")
      .option("--json", "as JSON on standard output");
  const ofAccount = (name: string, description: string) =>
    named(name, description).option("--account <id>", "its id or name; may be left out where there is only one");
  const keyed = (command: Command) =>
    command.option(
      "--key <key>",
      "the same key is the same request, however often it is sent; a new one each time without it",
    );

  for (const [name, description] of [
    ["submit", "send an order"],
    ["preview", "say what an order would do, and send nothing"],
  ] as const)
    withTerms(keyed(ofAccount(name, description))).action(
      (side: string, qty: string, symbol: string, options: Options & TermOptions) =>
        here(options, (at) => submit(at, name, { side, qty, symbol }, options)),
    );
  keyed(named("modify", "change the quantity or prices of an order that works"))
    .argument("<order>", "its id")
    .requiredOption("--qty <qty>", "the whole, with what is filled")
    .option("--limit <price>")
    .option("--stop <price>")
    .action((orderId: string, options: Options & { qty: string; limit?: string; stop?: string }) =>
      here(options, async (at) => {
        const terms = { qty: options.qty, limitPrice: options.limit ?? null, stopPrice: options.stop ?? null };
        sayOrder(at, await at.flows.modifyOrder(at.actor, { orderId, idempotencyKey: keyOf(at), ...terms }));
      }),
    );
  keyed(named("cancel", "cancel what is left of an order"))
    .argument("<order>", "its id")
    .action((orderId: string, options: Options) =>
      here(options, async (at) =>
        sayOrder(at, await at.flows.cancelOrder(at.actor, { orderId, idempotencyKey: keyOf(at) })),
      ),
    );
  ofAccount("cancel-all", "cancel every order of an account, or of one symbol of it")
    .option("--symbol <symbol>")
    .action((options: Options & { symbol?: string }) => here(options, (at) => cancelAll(at, options.symbol)));
  keyed(ofAccount("close", "cancel a symbol's orders and close its position at market"))
    .argument("<symbol>")
    .action((symbol: string, options: Options) => here(options, (at) => close(at, symbol)));
  keyed(ofAccount("flatten", "cancel everything and close every position at market"))
    .option("--yes", "really")
    .action((options: Options & { yes?: boolean }) => here(options, (at) => flatten(at, options.yes === true)));
  listing(ofAccount("list", "orders, newest first"))
    .addOption(new Option("--state <state>").choices(["open", "closed", "all"]).default("all"))
    .action((options: Listing & { state: "open" | "closed" | "all" }) => here(options, (at) => list(at, options)));
  listing(ofAccount("fills", "fills, newest first")).action((options: Listing) =>
    here(options, (at) => fills(at, options)),
  );
  named("show", "one order, what happened to it, and its fills")
    .argument("<order>", "its id")
    .action((orderId: string, options: Options) => here(options, (at) => show(at, orderId)));
  ofAccount("strays", "words of the venue about orders that nobody here knows").action((options: Options) =>
    here(options, strays),
  );
  registerAlgo(order);
}

interface Listing extends Options {
  readonly symbol?: string;
  readonly limit: string;
}

const listing = (command: Command): Command =>
  command.option("--symbol <symbol>").option("--limit <n>", "at most so many, 1 to 500", "100");

async function submit(
  at: Here,
  what: "submit" | "preview",
  { side, qty, symbol }: { readonly side: string; readonly qty: string; readonly symbol: string },
  options: Options & TermOptions,
): Promise<void> {
  const accountId = await accountOf(at);
  const wanted = SIDES.find((each) => each === side);
  if (accountId === null || wanted === undefined) return;
  const request = requestOf({ accountId, symbol, side: wanted, qty }, options);
  if (what === "preview") {
    const seen = await at.flows.previewOrder(at.actor, request);
    if (!seen.ok) refuse(seen.error, ORDER_SENTENCES, at.options);
    else if (at.options.json === true) print(JSON.stringify(seen.value));
    else printPreview(seen.value);
    return;
  }
  const made = await at.flows.submitOrder(at.actor, { idempotencyKey: keyOf(at), request });
  if (!made.ok) return refuse(made.error, ORDER_SENTENCES, at.options);
  const { order, children, repeated } = made.value;
  if (at.options.json === true) return print(JSON.stringify(made.value));
  if (repeated) print("This key was answered before: it is the same order.");
  for (const each of [order, ...children]) print(line(each));
}

async function cancelAll(at: Here, symbol: string | undefined): Promise<void> {
  const accountId = await accountOf(at);
  if (accountId === null) return;
  const wanted = symbol === undefined ? null : symbol.trim().toUpperCase();
  const done = await at.flows.cancelOrders(at.actor, { accountId, symbol: wanted });
  if (!done.ok) refuse(done.error, ORDER_SENTENCES, at.options);
  else print(at.options.json === true ? JSON.stringify(done.value) : `${done.value.asked} orders are being canceled.`);
}

async function close(at: Here, symbol: string): Promise<void> {
  const accountId = await accountOf(at);
  if (accountId === null) return;
  const done = await at.flows.closePosition(at.actor, { accountId, symbol, idempotencyKey: keyOf(at) });
  if (!done.ok) return refuse(done.error, ORDER_SENTENCES, at.options);
  const { order, canceled } = done.value;
  if (at.options.json === true) return print(JSON.stringify(done.value));
  print(`${canceled} orders are being canceled.`);
  print(order === null ? `Nothing is held of ${symbol.toUpperCase()}.` : line(order));
}

async function flatten(at: Here, isSure: boolean): Promise<void> {
  const accountId = await accountOf(at);
  if (accountId === null) return;
  if (!isSure)
    return fail(`This cancels every order of ${accountId} and closes every position at market. Say --yes to do it.`);
  const done = await at.flows.flattenAccount(at.actor, { accountId, idempotencyKey: keyOf(at) });
  if (!done.ok) return refuse(done.error, ORDER_SENTENCES, at.options);
  const { orders, canceled, refused } = done.value;
  if (at.options.json === true) print(JSON.stringify(done.value));
  else {
    print(`${canceled} orders are being canceled.`);
    for (const order of orders) print(line(order));
  }
  for (const { symbol, error } of refused) {
    process.stderr.write(`${symbol} stays open. `);
    refuse(error, ORDER_SENTENCES, {});
  }
}

async function list(at: Here, options: Listing & { readonly state: "open" | "closed" | "all" }): Promise<void> {
  const limit = limitOf(options);
  if (limit === null) return;
  const scope = await scopeOf(at, options);
  if (scope === null) return;
  const page = await at.flows.listOrders(at.actor, { ...scope, state: options.state, limit });
  if (!page.ok) refuse(page.error, ORDER_SENTENCES, options);
  else if (options.json === true) print(JSON.stringify(page.value));
  else if (page.value.rows.length === 0) print(nothingListed(options));
  else for (const order of page.value.rows) print(line(order));
}

async function fills(at: Here, options: Listing): Promise<void> {
  const limit = limitOf(options);
  if (limit === null) return;
  const scope = await scopeOf(at, options);
  if (scope === null) return;
  const page = await at.flows.listFills(at.actor, { ...scope, limit });
  if (!page.ok) refuse(page.error, ORDER_SENTENCES, options);
  else if (options.json === true) print(JSON.stringify(page.value));
  else if (page.value.rows.length === 0) print("There are no fills.");
  else for (const fill of page.value.rows) print(fillLine(fill));
}

/** That there is none is no fault: what was looked for is said. */
function nothingListed({
  state,
  symbol,
  account,
}: Pick<Listing, "symbol" | "account"> & { readonly state: string }): string {
  const of = symbol === undefined ? "" : ` of ${symbol.trim().toUpperCase()}`;
  const on = account === undefined ? "" : ` on ${account}`;
  return state === "all" ? `There are no orders${of}${on}.` : `No order${of} is ${state}${on}.`;
}

function limitOf({ limit }: Listing): number | null {
  const wanted = Number(limit);
  if (Number.isInteger(wanted) && wanted >= 1 && wanted <= 500) return wanted;
  fail("--limit is a whole number from 1 to 500.");
  return null;
}

/** Without an account: every one that the person may see. Null where the one that is named is none, which is said. */
async function scopeOf(at: Here, { account, symbol }: Listing) {
  const accountId = account === undefined ? null : await accountOf(at);
  if (account !== undefined && accountId === null) return null;
  return { accountId, symbol: symbol === undefined ? null : symbol.trim().toUpperCase(), cursor: null };
}

async function show(at: Here, orderId: string): Promise<void> {
  const found = await at.flows.readOrder(at.actor, orderId);
  if (!found.ok) return refuse(found.error, ORDER_SENTENCES, at.options);
  if (at.options.json === true) return print(JSON.stringify(found.value));
  const { order, events, fills: filled, linked } = found.value;
  print(line(order));
  for (const { at: atMs, type, facts } of events) print(`  ${iso(atMs)}\t${type}\t${JSON.stringify(facts)}`);
  for (const fill of filled) print(`  ${fillLine(fill)}`);
  for (const other of linked) print(`  with ${line(other)}`);
}

async function strays(at: Here): Promise<void> {
  const accountId = await accountOf(at);
  if (accountId === null) return;
  const found = await at.flows.listStrays(at.actor, accountId);
  if (!found.ok) refuse(found.error, ORDER_SENTENCES, at.options);
  else if (at.options.json === true) print(JSON.stringify(found.value));
  else if (found.value.length === 0) print("Every word of the venue is about an order of ours.");
  else
    for (const { keptAt, orderId, event } of found.value) print(`${iso(keptAt)}\t${orderId}\t${JSON.stringify(event)}`);
}

function sayOrder({ options }: Here, answer: Awaited<Answer<OrderView>>): void {
  if (!answer.ok) refuse(answer.error, ORDER_SENTENCES, options);
  else print(options.json === true ? JSON.stringify(answer.value) : line(answer.value));
}
