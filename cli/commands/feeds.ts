import { type Command, Option } from "commander";
import type { FeedView, FolderFileView } from "@/server/flows/contract/feeds";
import type { AppError } from "@/server/flows/errors";
import { type CommandHouse, interruptSignal, withHouse } from "../house";

/** `bifrost feeds`: what the feeds page shows and does, without a browser. */

const EXIT_REFUSED = 2;
const ENTRIES_SHOWN = 50;
const FILES_PER_PAGE = 100;
/** Ten minutes: what is still written then is for the next look. */
const LOOKS_MAX = 120;

interface Output {
  readonly json?: true;
}

export function register(program: Command): void {
  const feeds = program.command("feeds").description("sources of prices: how they stand, on and off, keys, quarantine");
  feeds
    .command("list", { isDefault: true })
    .description("every feed and how it stands")
    .option("--json", "as JSON")
    .action((options: Output) => withHouse((house) => list(house, options)));
  for (const enabled of [true, false]) {
    feeds
      .command(enabled ? "on" : "off")
      .argument("<feed>", "its id, such as yahoo")
      .description(enabled ? "switch a feed on" : "switch a feed off; what it brought stays")
      .action((feed: string) => withHouse((house) => change(house, feed, { enabled })));
  }
  feeds
    .command("address")
    .argument("<feed>", "its id")
    .argument("<name>", "which address, such as rest")
    .argument("[url]", "the address to call; without it, the feed's own again")
    .description(
      "call a feed somewhere else (another region, a proxy), or set what the folder feed is set by: folder, kind, currency, timeZone",
    )
    .action((feed: string, name: string, url?: string) =>
      withHouse((house) => change(house, feed, { addresses: { [name]: url ?? null } })),
    );
  feeds
    .command("key")
    .argument("<feed>", "its id")
    .description('keep a feed\'s key, read from standard input as JSON: {"keyId": "…"}')
    .action((feed: string) => withHouse((house) => setKey(house, feed)));
  feeds
    .command("test")
    .argument("<feed>", "its id")
    .description("ask a feed for something that it always has")
    .option("--json", "as JSON")
    .action((feed: string, options: Output) => withHouse((house) => test(house, feed, options)));
  feeds
    .command("files")
    .description("files of the watched folder and what became of them")
    .addOption(
      new Option("--state <state>", "only these")
        .choices(["waiting", "imported", "refused", "gone"])
        .default(null, "all"),
    )
    .option("--json", "as JSON")
    .action((options: Output & FilesWanted) => withHouse((house) => listFiles(house, options)));
  feeds
    .command("look")
    .description("look at the watched folder now and import what is whole, without waiting for a worker")
    .option("--json", "as JSON")
    .action((options: Output) => withHouse((house) => look(house, options)));
  feeds
    .command("quarantine")
    .description("what was kept out of bars")
    .addOption(new Option("--status <status>", "which").choices(["open", "released", "discarded"]).default("open"))
    .option("--json", "as JSON")
    .action((options: Output & { readonly status: "open" | "released" | "discarded" }) =>
      withHouse((house) => quarantine(house, options)),
    );
  feeds
    .command("rotate-key")
    .description("make a new key for secrets at rest, seal everything under it, forget the old one")
    .action(() => withHouse(rotate));
}

async function flowsOf({ deps }: CommandHouse) {
  const { makeFeedFlows } = await import("@/server/flows/feeds/feed-flows");
  return makeFeedFlows(deps);
}

async function list(house: CommandHouse, { json }: Output): Promise<void> {
  const feeds = await (await flowsOf(house)).listFeeds();
  process.stdout.write(json === true ? `${JSON.stringify({ feeds })}\n` : feeds.map(line).join(""));
}

function line({ feed, title, standing, history, requests, errors, lastSuccessAt, lastRefusal }: FeedView): string {
  const success = lastSuccessAt === null ? "never" : new Date(lastSuccessAt).toISOString();
  const refusal = lastRefusal === null ? "" : `\tlast refusal ${lastRefusal.error.kind}`;
  const counts = `${requests} requests, ${errors} errors`;
  return `${feed}\t${title}\t${standing}\t${history.join(",")}\t${counts}\tlast success ${success}${refusal}\n`;
}

async function change(
  house: CommandHouse,
  feed: string,
  what: { readonly enabled?: boolean; readonly addresses?: Readonly<Record<string, string | null>> },
): Promise<void> {
  const done = await (await flowsOf(house)).changeFeed(house.actor, feed, what);
  if (done.ok) process.stdout.write(line(done.value));
  else refuse(done.error);
}

/** From standard input, so that a key stands in no shell history and no list of processes. */
async function setKey(house: CommandHouse, feed: string): Promise<void> {
  const key = parseKey(await readInput());
  if (key === null) {
    refuse({ kind: "feed.key_incomplete", path: "key", facts: { field: 'a JSON object like {"keyId": "…"}' } });
    return;
  }
  const done = await (await flowsOf(house)).setFeedKey(house.actor, feed, key);
  if (done.ok) process.stdout.write(`The key of ${feed} is kept, encrypted.\n`);
  else refuse(done.error);
}

async function readInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

function parseKey(text: string): Readonly<Record<string, string>> | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
    const entries = Object.entries(value).flatMap(([name, part]) => (typeof part === "string" ? [[name, part]] : []));
    return entries.length === Object.keys(value).length ? Object.fromEntries(entries) : null;
  } catch {
    // The parser's message would repeat what was typed, which is a key.
    return null;
  }
}

async function test(house: CommandHouse, feed: string, { json }: Output): Promise<void> {
  const [{ makeTestFeedHandler }, { makeReportFeeds }] = await Promise.all([
    import("@/server/flows/feeds/test-feed"),
    import("@/server/flows/feeds/report-feeds"),
  ]);
  const stop = interruptSignal();
  try {
    const { deps } = house;
    const done = await makeTestFeedHandler(deps)({ feed }, { signal: stop.signal });
    await makeReportFeeds(deps)();
    if (!done.ok) {
      refuse(done.error);
      return;
    }
    const { alias, bars, tookMs } = done.value;
    const sentence = `It works: ${String(bars)} bars of ${String(alias)} in ${String(tookMs)} ms.`;
    process.stdout.write(`${json === true ? JSON.stringify(done.value) : sentence}\n`);
  } finally {
    stop.release();
  }
}

interface FilesWanted {
  readonly state: "waiting" | "imported" | "refused" | "gone" | null;
}

async function listFiles(house: CommandHouse, { state, json }: Output & FilesWanted): Promise<void> {
  const flows = await flowsOf(house);
  const rows: FolderFileView[] = [];
  let cursor: string | null = null;
  let view = await flows.listFolderFiles({ state, cursor, limit: FILES_PER_PAGE });
  for (;;) {
    rows.push(...view.rows);
    cursor = view.cursor;
    if (cursor === null) break;
    view = await flows.listFolderFiles({ state, cursor, limit: FILES_PER_PAGE });
  }
  const { root, counts } = view;
  if (json === true) {
    process.stdout.write(`${JSON.stringify({ root, counts, files: rows })}\n`);
    return;
  }
  for (const { path, state: now, symbol, resolution, error } of rows) {
    const [first] = error?.issues ?? [];
    const why =
      error === null ? "" : `\t${error.kind}${first === undefined ? "" : `, ${first.path}: ${first.message}`}`;
    process.stdout.write(`${path}\t${now}\t${symbol ?? "?"}\t${resolution ?? "?"}${why}\n`);
  }
  if (rows.length === 0) process.stdout.write(`No files are known of below ${root}.\n`);
}

/** Looks until nothing waits: a file must rest for a while before it is taken in. */
async function look(house: CommandHouse, { json }: Output): Promise<void> {
  const [{ makeWatchFolder, WATCH_FOLDER_EVERY_MS }, { setTimeout }] = await Promise.all([
    import("@/server/flows/feeds/watch-folder"),
    import("node:timers/promises"),
  ]);
  const watch = makeWatchFolder(house.deps);
  const stop = interruptSignal();
  const sum = { taken: 0, refused: 0, waiting: 0 };
  try {
    for (let round = 0; round < LOOKS_MAX && !stop.signal.aborted; round += 1) {
      const { folder, taken, refused, waiting, more } = await watch(stop.signal);
      if (folder === null) {
        refuse({ kind: "feed.disabled", facts: { feed: "folder" } });
        return;
      }
      sum.taken += taken;
      sum.refused += refused;
      sum.waiting = waiting;
      if (waiting === 0) break;
      if (!more) await setTimeout(WATCH_FOLDER_EVERY_MS, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  } finally {
    stop.release();
  }
  const { taken, refused, waiting } = sum;
  const sentence = `${taken} files imported, ${refused} refused, ${waiting} still waiting.`;
  process.stdout.write(`${json === true ? JSON.stringify(sum) : sentence}\n`);
  if (refused > 0) process.exitCode = EXIT_REFUSED;
}

async function quarantine(
  house: CommandHouse,
  { status, json }: Output & { readonly status: "open" | "released" | "discarded" },
): Promise<void> {
  const query = { status, feed: null, reason: null, cursor: null, limit: ENTRIES_SHOWN };
  const { rows } = await (await flowsOf(house)).listQuarantine(query);
  if (json === true) {
    process.stdout.write(`${JSON.stringify({ rows })}\n`);
    return;
  }
  for (const { no, feed, symbol, alias, reason, bars, timesSeen } of rows) {
    process.stdout.write(
      `${no}\t${feed}\t${symbol === "" ? alias : symbol}\t${reason}\t${bars} bars\tseen ${timesSeen}\n`,
    );
  }
  if (rows.length === 0) process.stdout.write("Nothing is kept out.\n");
}

/** Safe to run again after it was cut off at any step: old keys stay until everything is sealed under the newest. */
async function rotate({ deps, actor }: CommandHouse): Promise<void> {
  const { appendAudit } = await import("@/server/platform/audit");
  await deps.keyRing.addKey();
  const { sealed, locked } = await deps.transactions.run(async (tx) => {
    const done = await deps.secrets.sealAnew(tx);
    const details = { sealed: done.sealed, locked: done.locked };
    await appendAudit(tx, { actor, action: "secret.rotate", subjectType: "secret", subjectId: "all", details });
    return done;
  });
  if (locked.length > 0) {
    process.stderr.write(`No key opens ${locked.join(", ")}: give them again. The old keys are kept.\n`);
    process.exitCode = EXIT_REFUSED;
    return;
  }
  await deps.keyRing.dropOld();
  process.stdout.write(`${sealed} secrets are sealed under a new key; the old one is forgotten.\n`);
}

function refuse({ kind, path, facts = {} }: AppError): void {
  const words = Object.entries(facts).map(([name, value]) => `${name} ${String(value)}`);
  process.stderr.write(`Refused: ${[kind, ...(path === undefined ? [] : [path]), ...words].join(", ")}.\n`);
  process.exitCode = EXIT_REFUSED;
}
