import type { Command } from "commander";
import type { Actor } from "@/server/flows/contract";
import type { Answer } from "@/server/flows/contract/shared";
import type { WatchlistDetail, WatchlistFlows, WatchlistView } from "@/server/flows/contract/watchlists";
import { actorFor, withHouse } from "../house";
import { fail, print, refuse, type Sentences } from "../refusal";

/** `bifrost watchlist`: lists of instruments, kept without a browser. Their cells are on the page: prices are `bifrost export`. */

interface Options {
  readonly json?: boolean;
  readonly as?: string;
}

interface Here {
  readonly flows: WatchlistFlows;
  readonly actor: Actor;
  readonly options: Options;
}

export function register(program: Command): void {
  const command = program.command("watchlist").description("lists of instruments, kept in order");
  const named = (name: string, description: string) =>
    command
      .command(name)
      .description(description)
      .option("--as <email>", "for this person; without it, as an administrator of this machine, who sees shared lists")
      .option("--json", "as JSON on standard output");
  const ofList = (name: string, description: string) => named(name, description).argument("<list>", "its name or id");

  named("list", "the person's own lists, then those that others share").action((options: Options) =>
    here(options, list),
  );
  ofList("show", "one list, in its order").action((name: string, options: Options) =>
    here(options, (at) => withList(at, name, (id) => at.flows.getWatchlist(at.actor, id))),
  );
  named("create", "make a list for --as")
    .argument("<name>")
    .argument("[symbols...]", "what is in it, in this order")
    .option("--shared", "everybody who is signed in sees it")
    .action((name: string, symbols: readonly string[], options: Options & { readonly shared?: boolean }) =>
      here(options, async (at) =>
        say(at, await at.flows.createWatchlist(at.actor, { name, shared: options.shared === true, symbols })),
      ),
    );
  ofList("add", "put symbols at the end; those that are in it stay where they are")
    .argument("<symbols...>")
    .action((name: string, symbols: readonly string[], options: Options) =>
      here(options, (at) => withList(at, name, (id) => at.flows.addToWatchlist(at.actor, id, symbols))),
    );
  ofList("take", "take symbols out")
    .argument("<symbols...>")
    .action((name: string, symbols: readonly string[], options: Options) =>
      here(options, (at) => withList(at, name, (id) => at.flows.takeFromWatchlist(at.actor, id, symbols))),
    );
  ofList("move", "put a symbol before another, or at the end")
    .argument("<symbol>")
    .option("--before <symbol>", "the one that then follows it")
    .action((name: string, symbol: string, options: Options & { readonly before?: string }) =>
      here(options, (at) =>
        withList(at, name, (id) => at.flows.moveInWatchlist(at.actor, id, { symbol, before: options.before ?? null })),
      ),
    );
  ofList("rename", "give a list another name")
    .argument("<new-name>")
    .action((name: string, next: string, options: Options) =>
      here(options, (at) => withList(at, name, (id) => at.flows.editWatchlist(at.actor, id, { name: next }))),
    );
  ofList("share", "show a list to everybody who is signed in, or no longer")
    .option("--off", "only its owner sees it from now on")
    .action((name: string, options: Options & { readonly off?: boolean }) =>
      here(options, (at) =>
        withList(at, name, (id) => at.flows.editWatchlist(at.actor, id, { shared: options.off !== true })),
      ),
    );
  ofList("delete", "delete a list; instruments and bars stay")
    .option("--yes", "really")
    .action((name: string, options: Options & { readonly yes?: boolean }) =>
      here(options, (at) => remove(at, name, options.yes === true)),
    );
}

async function here(options: Options, work: (at: Here) => Promise<void>): Promise<void> {
  await withHouse(async (house) => {
    const { makeWatchlistFlows } = await import("@/server/flows/watchlists/watchlists");
    const actor = await actorFor(house, options.as);
    if (actor === null) fail(`Nobody has the address ${options.as}: bifrost user list shows who there is.`);
    else await work({ flows: makeWatchlistFlows(house.deps), actor, options });
  });
}

async function list({ flows, actor, options }: Here): Promise<void> {
  const lists = await flows.listWatchlists(actor);
  if (options.json === true) print(JSON.stringify(lists));
  else if (lists.length === 0) print("There is no list to see: bifrost watchlist create makes one.");
  else
    for (const { watchlistId, name, items, shared } of lists) {
      print([watchlistId, name, `${items} symbols`, shared ? "shared" : ""].join("\t"));
    }
}

/** The list of that id, else the only one of that name; undefined when there is none, which is said. */
async function findList({ flows, actor }: Here, wanted: string): Promise<WatchlistView | undefined> {
  const lists = await flows.listWatchlists(actor);
  const byId = lists.find(({ watchlistId }) => watchlistId === wanted);
  const byName = lists.filter(({ name }) => name === wanted);
  const [found, another] = byId === undefined ? byName : [byId];
  if (found === undefined) {
    fail(`There is no list "${wanted}" to see: bifrost watchlist list shows them; --as says for whom.`);
    return undefined;
  }
  if (another === undefined) return found;
  const ids = byName.map(({ watchlistId }) => watchlistId).join(" or ");
  fail(`Several lists are called "${wanted}": name one by its id, ${ids}.`);
  return undefined;
}

async function withList(at: Here, wanted: string, work: (id: string) => Answer<WatchlistDetail>): Promise<void> {
  const found = await findList(at, wanted);
  if (found !== undefined) say(at, await work(found.watchlistId));
}

/** The list as it is now. */
function say({ options }: Here, answer: Awaited<Answer<WatchlistDetail>>): void {
  if (!answer.ok) {
    refuse(answer.error, SENTENCES, options);
    return;
  }
  const { watchlistId, name, shared, instruments } = answer.value;
  if (options.json === true) {
    print(JSON.stringify(answer.value));
    return;
  }
  print(`${name} (${watchlistId}${shared ? ", shared" : ""})`);
  for (const { symbol, name: title } of instruments) print(title === "" ? symbol : `${symbol}\t${title}`);
}

async function remove(at: Here, wanted: string, isSure: boolean): Promise<void> {
  const found = await findList(at, wanted);
  if (found === undefined) return undefined;
  const { watchlistId, name, items } = found;
  if (!isSure) return fail(`This deletes "${name}" with its ${items} symbols. Say --yes to do it.`);
  const done = await at.flows.deleteWatchlist(at.actor, watchlistId);
  if (!done.ok) return refuse(done.error, SENTENCES, at.options);
  return print(at.options.json === true ? JSON.stringify({ deleted: watchlistId }) : `"${name}" is deleted.`);
}

const SENTENCES: Sentences = {
  "watchlist.not_found": () => "There is no such list any more: bifrost watchlist list shows them.",
  "watchlist.not_yours": ({ name }) => `"${name}" is somebody else's: its owner and administrators change it.`,
  "watchlist.needs_owner": () => "A list belongs to a person: say whose with --as name@example.com.",
  "watchlist.name_malformed": () => "A name is one line of 1 to 60 characters.",
  "watchlist.name_taken": ({ name }) => `There is a list "${name}" already.`,
  "watchlist.too_many": ({ max }) => `${max} lists are the most: delete one first.`,
  "watchlist.full": ({ name, max }) => `"${name}" would have more than ${max} symbols.`,
  "watchlist.item_gone": ({ symbol }) => `${symbol} is not in the list: bifrost watchlist show prints it.`,
  "instrument.not_found": ({ symbol }) => `There is no instrument ${symbol}: bifrost instrument search finds them.`,
};
