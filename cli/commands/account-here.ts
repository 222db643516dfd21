import type { Actor } from "@/server/flows/contract";
import type { AccountFlows, AccountView } from "@/server/flows/contract/accounts";
import { actorFor, type CommandHouse, withHouse } from "../house";
import { fail, type Sentences } from "../refusal";

/** What every command about accounts begins with: who asks, about which account. */

export interface Options {
  readonly json?: boolean;
  readonly as?: string;
}

/** What commands about accounts work with. */
export interface AccountsHere {
  readonly flows: AccountFlows;
  readonly actor: Actor;
  readonly options: Options;
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

export const ACCOUNT_SENTENCES: Sentences = {
  "account.not_found": () => "There is no such account to see: bifrost account list shows them.",
  "account.not_yours": ({ name }) => `"${name}" is somebody else's: its owner and administrators book in it.`,
  "account.needs_owner": () => "An account belongs to a person: say whose with --as.",
  "account.name_malformed": ({ max }) => `A name has 1 to ${max} characters.`,
  "account.name_taken": ({ name }) => `There is an account called "${name}" in this portfolio already.`,
  "account.settle_days": ({ max }) => `--settle-days is a whole number from 0 to ${max}.`,
  "account.too_many": ({ max }) => `This person has ${max} accounts: archive one first.`,
  "account.archived": ({ name }) => `"${name}" is archived: nothing is booked in it any more.`,
  "account.member_unknown": ({ email }) => `Nobody here signs in with ${email}: bifrost user list shows who there is.`,
  "account.member_not_found": ({ name }) =>
    `That person is no member of "${name}": bifrost account members list shows them.`,
  "account.member_is_owner": ({ name, account }) => `${name} owns "${account}" and may do everything with it already.`,
  "account.member_only_looks": ({ name }) => `${name} is a viewer of this house: make them a viewer here too.`,
  "account.too_many_members": ({ max }) => `An account has at most ${max} members.`,
  "account.holds": ({ name, positions }) => `"${name}" holds ${positions} positions: close them first.`,
  "currency.unknown": ({ currency }) => `"${currency}" is no currency code: write three to five capitals, like USD.`,
  "instrument.not_found": ({ symbol }) => `There is no instrument ${symbol}: bifrost instrument search shows them.`,
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
