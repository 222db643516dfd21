import { type Command, Option } from "commander";
import { BATCH_KINDS, type BatchKind, CHART, type Chart } from "@/modules/portfolio";
import type { BatchView, ManualEntry } from "@/server/flows/contract/accounts";
import { fail, print, refuse } from "../refusal";
import { ACCOUNT_SENTENCES, type AccountsHere, withAccount, withAccounts } from "./account-here";

/** `bifrost ledger`: the double-entry books of an account. */

interface Options {
  readonly json?: boolean;
  readonly as?: string;
}

interface ListOptions extends Options {
  readonly chart?: Chart;
  readonly kind?: BatchKind;
  readonly symbol?: string;
  readonly currency?: string;
  readonly order?: string;
  readonly before?: string;
  readonly limit: string;
}

interface BookOptions extends Options {
  readonly amount?: string;
  readonly currency?: string;
  readonly symbol?: string;
  readonly ratio?: string;
  readonly side?: string;
  readonly qty?: string;
  readonly price?: string;
  readonly fee?: string;
  readonly paid?: string;
  readonly received?: string;
  readonly at?: string;
  readonly note?: string;
  readonly key?: string;
}

const ENTRY_KINDS = [
  "deposit",
  "withdrawal",
  "interest",
  "funding",
  "fee",
  "dividend",
  "split",
  "exchange",
  "adoption",
] as const;

export function register(program: Command): void {
  const command = program.command("ledger").description("the double-entry books of accounts");
  const named = (name: string, description: string) =>
    command
      .command(name)
      .description(description)
      .option("--as <email>", "for this person; without it, as an administrator of this machine")
      .option("--json", "as JSON on standard output");

  named("list", "entries with their postings, the newest first")
    .argument("<account>", "its name or id")
    .addOption(new Option("--chart <account>", "with a posting in this account of the chart").choices(CHART))
    .addOption(new Option("--kind <kind>", "of this kind").choices(BATCH_KINDS))
    .option("--symbol <symbol>", "with a posting of this instrument")
    .option("--currency <code>", "with a posting in this currency")
    .option("--order <id>", "of the fills of this order")
    .option("--before <entry>", "those before this one")
    .option("--limit <count>", "at most so many", "50")
    .action((name: string, options: ListOptions) =>
      withAccounts(options, (at) => withAccount(at, name, (here, { accountId }) => list(here, accountId, options))),
    );
  named("book", "write an entry")
    .argument("<account>", "its name or id")
    .addOption(new Option("--entry <kind>", "what befell the account").choices(ENTRY_KINDS).makeOptionMandatory())
    .option("--amount <amount>", "of money; interest, funding, dividends and fees may be below 0")
    .option("--currency <code>", "of the amount; else the account's")
    .option("--symbol <symbol>", "of a dividend, a split or an adoption")
    .option("--ratio <new:old>", "of a split")
    .option("--side <side>", "of an adoption: buy or sell")
    .option("--qty <units>", "of an adoption")
    .option("--price <price>", "of an adoption")
    .option("--fee <amount>", "of an adoption, in the currency of the price")
    .option("--paid <amount:currency>", "of an exchange, such as 110:USD")
    .option("--received <amount:currency>", "of an exchange, such as 100:EUR")
    .option("--at <moment>", "when it happened: 2026-03-02 or 2026-03-02T15:30Z; else now")
    .option("--note <text>", "kept with it")
    .option("--key <key>", "the same key books once, however often it is sent")
    .action((name: string, options: BookOptions & { readonly entry: (typeof ENTRY_KINDS)[number] }) =>
      withAccounts(options, (at) =>
        withAccount(at, name, (here, { accountId, baseCurrency }) =>
          book(here, accountId, entryFrom(options.entry, { currency: baseCurrency, ...options }), options),
        ),
      ),
    );
  named("reverse", "take an entry back: postings with the other sign, never a change")
    .argument("<entry>", "its number")
    .requiredOption("--reason <text>", "why, for whoever reads the books")
    .action((batchId: string, options: Options & { readonly reason: string }) =>
      withAccounts(options, async ({ flows, actor }) => {
        const done = await flows.reverseBatch(actor, { batchId, reason: options.reason });
        if (done.ok) say([done.value], options);
        else refuse(done.error, ACCOUNT_SENTENCES, options);
      }),
    );
}

async function list({ flows, actor }: AccountsHere, accountId: string, options: ListOptions): Promise<void> {
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1) return fail(`--limit is a whole number from 1, was "${options.limit}".`);
  const found = await flows.listBatches(actor, {
    accountId,
    chart: options.chart ?? null,
    symbol: options.symbol?.toUpperCase() ?? null,
    currency: options.currency ?? null,
    orderId: options.order ?? null,
    kind: options.kind ?? null,
    cursor: options.before ?? null,
    limit,
  });
  if (!found.ok) return refuse(found.error, ACCOUNT_SENTENCES, options);
  const { rows, cursor } = found.value;
  if (options.json === true) return print(JSON.stringify(found.value));
  if (rows.length === 0) return print("There is no such entry.");
  say(rows, options);
  if (cursor !== null) print(`More: --before ${cursor}`);
  return undefined;
}

/** Entry and what of the options belongs to its kind; what is missing is empty, and refused by its name. */
function entryFrom(kind: (typeof ENTRY_KINDS)[number], given: BookOptions): ManualEntry {
  const told = { at: given.at ?? null, note: given.note ?? null };
  const [amount, currency, symbol] = [given.amount ?? "", given.currency ?? "", given.symbol ?? ""];
  if (kind === "dividend") return { kind, symbol, currency, amount, ...told };
  if (kind === "split") return { kind, symbol, ratio: given.ratio ?? "", ...told };
  if (kind === "exchange") return { kind, paid: moneyFrom(given.paid), received: moneyFrom(given.received), ...told };
  if (kind !== "adoption") return { kind, currency, amount, ...told };
  const side = given.side === "sell" ? "sell" : "buy";
  const { qty = "", price = "", fee = null } = given;
  return { kind, symbol, side, qty, price, fee, ...told };
}

function moneyFrom(text = ""): { readonly amount: string; readonly currency: string } {
  const [amount = "", currency = ""] = text.split(":");
  return { amount, currency };
}

async function book(
  { flows, actor }: AccountsHere,
  accountId: string,
  entry: ManualEntry,
  options: BookOptions,
): Promise<void> {
  if (entry.kind === "adoption" && options.side !== "buy" && options.side !== "sell")
    return fail(`--side is buy or sell, was "${options.side ?? ""}".`);
  const idempotencyKey = options.key ?? crypto.randomUUID();
  const booked = await flows.bookEntry(actor, { accountId, idempotencyKey, entry });
  if (!booked.ok) return refuse(booked.error, ACCOUNT_SENTENCES, options);
  return say([booked.value], options);
}

function say(batches: readonly BatchView[], { json }: Options): void {
  if (json === true) {
    print(JSON.stringify(batches[0]));
    return;
  }
  for (const { batchId, kind, effectiveAt, reversedBy, reverses, note, postings } of batches) {
    const marks = [
      reversedBy === null ? "" : `reversed by ${reversedBy}`,
      reverses === null ? "" : `reverses ${reverses}`,
    ];
    print(
      [batchId, new Date(effectiveAt).toISOString(), kind, ...marks.filter((mark) => mark !== ""), note ?? ""].join(
        "\t",
      ),
    );
    for (const { chart, symbol, currency, amount, qty } of postings)
      print(
        `\t${chart}${symbol === null ? "" : ` ${symbol}`}\t${amount} ${currency}${qty === null ? "" : `\t${qty} units`}`,
      );
  }
}
