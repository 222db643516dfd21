import type { Command } from "commander";
import { ACCOUNT_KINDS, type AccountKind, LOT_METHODS, type LotMethod } from "@/modules/portfolio";
import type { AccountView } from "@/server/flows/contract/accounts";
import { fail, print, refuse } from "../refusal";
import { ACCOUNT_SENTENCES, type AccountsHere, type Options, withAccount, withAccounts } from "./account-here";
import { registerMembers } from "./account-members";

/** `bifrost account`: accounts, what they hold and what they are worth. */

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
  registerMembers(command);
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
