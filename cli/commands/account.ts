import type { Command } from "commander";
import { ACCOUNT_KINDS, type AccountKind, LOT_METHODS, type LotMethod } from "@/modules/portfolio";
import type { Actor } from "@/server/flows/contract";
import type { AccountFlows, AccountView } from "@/server/flows/contract/accounts";
import { actorFor, type CommandHouse, withHouse } from "../house";
import { fail, print, refuse, type Sentences } from "../refusal";

/** `bifrost account`: accounts, what they hold and what they are worth. */

interface Options {
  readonly json?: boolean;
  readonly as?: string;
}

/** What commands about accounts work with. */
export interface AccountsHere {
  readonly flows: AccountFlows;
  readonly actor: Actor;
  readonly options: Options;
}

interface NewAccount extends Options {
  readonly kind: string;
  readonly currency: string;
  readonly lots: string;
  readonly settleDays: string;
  readonly cash?: string;
  readonly portfolio?: string;
}

export function register(program: Command): void {
  const command = program
    .command("account")
    .description("accounts: paper ones to trade in, external ones to keep books of");
  const named = (name: string, description: string) =>
    command
      .command(name)
      .description(description)
      .option("--as <email>", "for this person; without it, as an administrator of this machine, who sees all")
      .option("--json", "as JSON on standard output");

  named("list", "accounts, those in use first").action((options: Options) => withAccounts(options, list));
  named("create", "open an account for --as")
    .argument("<name>")
    .option("--kind <kind>", `one of ${ACCOUNT_KINDS.join(", ")}`, "paper")
    .option("--currency <code>", "base currency", "USD")
    .option("--lots <method>", `which lot a sale takes first: one of ${LOT_METHODS.join(", ")}`, "fifo")
    .option("--settle-days <sessions>", "sessions until the cash of a trade is settled", "1")
    .option("--cash <amount>", "deposited at once, in the base currency")
    .option("--portfolio <name>", "which accounts it belongs to")
    .action((name: string, options: NewAccount) => withAccounts(options, (at) => create(at, name, options)));
  named("show", "cash, positions and worth")
    .argument("<account>", "its name or id")
    .action((name: string, options: Options) => withAccounts(options, (at) => withAccount(at, name, show)));
  named("archive", "take an account out of use; its books stay")
    .argument("<account>", "its name or id")
    .action((name: string, options: Options) =>
      withAccounts(options, (at) =>
        withAccount(at, name, async (here, account) => {
          const done = await here.flows.archiveAccount(here.actor, account.accountId);
          if (!done.ok) return refuse(done.error, ACCOUNT_SENTENCES, here.options);
          return print(here.options.json === true ? JSON.stringify(done.value) : `"${account.name}" is archived.`);
        }),
      ),
    );
}

export async function withAccounts(options: Options, work: (at: AccountsHere) => Promise<void>): Promise<void> {
  await withHouse(async (house: CommandHouse) => {
    const { makeAccountFlows } = await import("@/server/flows/accounts/account-flows");
    const actor = await actorFor(house, options.as);
    if (actor === null) fail(`Nobody has the address ${options.as}: bifrost user list shows who there is.`);
    else await work({ flows: makeAccountFlows(house.deps), actor, options });
  });
}

/** Works with the account of that id, else the only one in use of that name; says when there is none. */
export async function withAccount(
  at: AccountsHere,
  wanted: string,
  work: (at: AccountsHere, account: AccountView) => Promise<void>,
): Promise<void> {
  const accounts = await at.flows.listAccounts(at.actor);
  const byId = accounts.find(({ accountId }) => accountId === wanted);
  const byName = accounts.filter(({ name, archivedAt }) => name === wanted && archivedAt === null);
  const [found, another] = byId === undefined ? byName : [byId];
  if (found === undefined)
    return fail(`There is no account "${wanted}" to see: bifrost account list shows them; --as says for whom.`);
  if (another !== undefined)
    return fail(
      `Several accounts are called "${wanted}": name one by its id, ${byName.map(({ accountId }) => accountId).join(" or ")}.`,
    );
  return work(at, found);
}

async function list({ flows, actor, options }: AccountsHere): Promise<void> {
  const accounts = await flows.listAccounts(actor);
  if (options.json === true) print(JSON.stringify(accounts));
  else if (accounts.length === 0) print("There is no account to see: bifrost account create makes one.");
  else
    for (const { accountId, name, portfolioName, kind, baseCurrency, lotMethod, archivedAt } of accounts) {
      const state = archivedAt === null ? "" : "archived";
      print([accountId, name, portfolioName, kind, baseCurrency, lotMethod, state].join("\t"));
    }
}

async function create({ flows, actor, options }: AccountsHere, name: string, given: NewAccount): Promise<void> {
  const kind = ACCOUNT_KINDS.find((each): each is AccountKind => each === given.kind);
  const lotMethod = LOT_METHODS.find((each): each is LotMethod => each === given.lots);
  if (kind === undefined) return fail(`--kind is one of ${ACCOUNT_KINDS.join(", ")}, was "${given.kind}".`);
  if (lotMethod === undefined) return fail(`--lots is one of ${LOT_METHODS.join(", ")}, was "${given.lots}".`);
  const made = await flows.createAccount(actor, {
    name,
    portfolioName: given.portfolio ?? null,
    kind,
    baseCurrency: given.currency,
    lotMethod,
    settleDays: Number(given.settleDays),
    openingCash: given.cash ?? null,
  });
  if (!made.ok) return refuse(made.error, ACCOUNT_SENTENCES, options);
  return print(options.json === true ? JSON.stringify(made.value) : `"${name}" is open: ${made.value.accountId}`);
}

async function show({ flows, actor, options }: AccountsHere, { accountId }: AccountView): Promise<void> {
  const [overview, positions] = [
    await flows.readAccount(actor, accountId),
    await flows.listPositions(actor, accountId),
  ];
  if (!overview.ok) return refuse(overview.error, ACCOUNT_SENTENCES, options);
  if (!positions.ok) return refuse(positions.error, ACCOUNT_SENTENCES, options);
  if (options.json === true) return print(JSON.stringify({ ...overview.value, positions: positions.value }));
  const { account, cash, unpriced, ...sums } = overview.value;
  print(`${account.name} (${account.accountId}), ${account.kind}, in ${account.baseCurrency}`);
  for (const name of SUMS) print(`${name}\t${sums[name] ?? "unknown"}`);
  for (const { currency, settled, unsettled } of cash)
    print(`cash ${currency}\t${settled} settled\t${unsettled} unsettled`);
  for (const { symbol, qty, averageCost, currency, price, openPnl } of positions.value)
    print(
      [
        symbol,
        `${qty} at ${averageCost} ${currency}`,
        `price ${price ?? "unknown"}`,
        `open ${openPnl ?? "unknown"}`,
      ].join("\t"),
    );
  if (unpriced.length > 0) print(`No price or rate is known of ${unpriced.join(", ")}.`);
  return undefined;
}

const SUMS = [
  "equity",
  "positionsValue",
  "buyingPower",
  "reserved",
  "openPnl",
  "realizedPnl",
  "dayPnl",
  "income",
  "fees",
] as const;

export const ACCOUNT_SENTENCES: Sentences = {
  "account.not_found": () => "There is no such account to see: bifrost account list shows them.",
  "account.not_yours": ({ name }) => `"${name}" is somebody else's: its owner and administrators book in it.`,
  "account.needs_owner": () => "An account belongs to a person: say whose with --as.",
  "account.name_malformed": ({ max }) => `A name has 1 to ${max} characters.`,
  "account.name_taken": ({ name }) => `There is an account called "${name}" in this portfolio already.`,
  "account.settle_days": ({ max }) => `--settle-days is a whole number from 0 to ${max}.`,
  "account.too_many": ({ max }) => `This person has ${max} accounts: archive one first.`,
  "account.archived": ({ name }) => `"${name}" is archived: nothing is booked in it any more.`,
  "account.holds": ({ name, positions }) => `"${name}" holds ${positions} positions: close them first.`,
  "currency.unknown": ({ currency }) => `"${currency}" is no currency code: write three to five capitals, like USD.`,
  "instrument.not_found": ({ symbol }) => `There is no instrument ${symbol}: bifrost instrument list shows them.`,
  "ledger.not_found": () => "There is no such entry to see.",
  "ledger.amount_malformed": ({ value }) => `"${value}" is no amount: write a number like 1250.50.`,
  "ledger.amount_not_positive": () => "The amount must be above 0.",
  "ledger.amount_zero": () => "The amount must not be 0.",
  "ledger.ratio_malformed": ({ value }) => `"${value}" is no ratio: write new units for old ones, like 3:2 or 4.`,
  "ledger.moment_malformed": ({ value }) => `"${value}" is no moment: write 2026-03-02 or 2026-03-02T15:30Z.`,
  "ledger.moment_future": () => "This lies in the future: book what has happened.",
  "ledger.note_too_long": ({ max }) => `A note has at most ${max} characters.`,
  "ledger.one_currency": ({ currency }) => `Both sides are in ${currency}: name two currencies.`,
  "ledger.paper_trades": ({ name }) => `"${name}" is a paper account: its trades come from its orders.`,
  "ledger.not_held": ({ symbol }) => `The account holds no ${symbol}.`,
  "ledger.cash_short": ({ settled, currency }) =>
    `There are ${settled} ${currency} of settled cash: withdraw at most that.`,
  "ledger.key_malformed": () => "--key has 8 to 64 of A-Z a-z 0-9 . _ -.",
  "ledger.key_reused": ({ batchId }) =>
    `Something else was booked under this key, as entry ${batchId}: take a new key.`,
  "ledger.reason_missing": ({ max }) => `Say why, with --reason, in 1 to ${max} characters.`,
  "ledger.not_reversible": ({ kind }) => `A ${kind} is made of other entries: reverse those.`,
  "ledger.reversed_already": ({ by }) => `It was reversed already, by entry ${by}.`,
};
