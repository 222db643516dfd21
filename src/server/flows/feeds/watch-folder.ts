import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type EpochMs, ImportId } from "@/modules/_kernel";
import { type FileEnd, type FolderFile, nextStep, type Resolution } from "@/modules/data";
import {
  FOLDER,
  FOLDER_RATE,
  type FolderFileError,
  type FolderSettings,
  folderSettingsOf,
  listFolder,
  makeFeedStore,
  makeFolderFiles,
  makeInstrumentStore,
  makeQuarantineStore,
  openBarFile,
  readingOfFile,
  type SeenFile,
  type Snapshot,
  snapshotFile,
} from "@/modules/data/server";
import type { Actor } from "../contract";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { makeImportFile, refuseInput, toAppError } from "../import-bars";

/** How often the folder is looked at. A file is taken in one or two looks after it was last written. */
export const WATCH_FOLDER_EVERY_MS = 5_000;
/** Files of one round: seconds of work for most, so that a change of the settings is heard soon. */
const FILES_PER_ROUND = 20;
/** Paths that are known, those of files that went included. */
const KNOWN_MAX = 100_000;
/** Nothing new to say of a folder is said this often. */
const REPORT_EVERY_MS = 60_000;
/** Issues of one refused file that are kept to look at. */
const ISSUES_SHOWN = 20;

/** Who imports what nobody asked about. */
const HOUSE: Actor = { kind: "system", userId: null, requestId: "folder" };

export type WatchDeps = Pick<
  FlowDeps,
  "sql" | "transactions" | "clock" | "work" | "newId" | "dataDir" | "importRoot" | "log"
>;

/** What a round did. */
export interface FolderRound {
  /** Null: the feed is switched off. */
  readonly folder: string | null;
  readonly taken: number;
  readonly refused: number;
  /** Files that may still be written, or that wait for the next round. */
  readonly waiting: number;
  /** Whole files wait: the next round may begin at once. */
  readonly more: boolean;
}

const NOTHING = { taken: 0, refused: 0, waiting: 0, more: false };

/**
 * Makes the round over the watched folder: notes what is new, changed or gone, and imports what has not changed for long
 * enough, each file whole or not at all, as an upload. Answers what it did.
 *
 * Two processes at once, or one that is killed anywhere, import a file once: its import's id is made of its path, its bytes
 * and how often it was taken in before. What is wrong with one file is kept with it, and the others go on.
 */
export function makeWatchFolder(deps: WatchDeps): (signal: AbortSignal) => Promise<FolderRound> {
  const files = makeFolderFiles();
  const report = makeReport(deps);
  return async (signal) => {
    const choice = await makeFeedStore().choiceOf(deps.sql, FOLDER);
    if (choice?.enabled !== true) return { ...NOTHING, folder: null };
    const set = folderSettingsOf(choice);
    const round = { ...NOTHING, folder: set.folder };
    // Where nobody named a root there is one, and an empty folder of ours is no mistake of theirs.
    if (deps.importRoot === join(deps.dataDir, "import"))
      await mkdir(deps.importRoot, { recursive: true, mode: 0o700 });
    const listed = await listFolder(deps.importRoot, set.folder);
    await report(
      listed.ok ? null : { kind: "feed.folder_unreadable", feed: FOLDER, folder: set.folder, why: listed.error },
    );
    // A disk that is not mounted is no folder whose files are gone.
    if (!listed.ok) return round;
    const known = await files.known(deps.sql, KNOWN_MAX);
    const due = await noteAll(deps, listed.value, known);
    for (const seen of due.take.slice(0, FILES_PER_ROUND)) {
      if (signal.aborted) break;
      const state = await takeSafely(deps, { set, seen, known: known.get(seen.path) ?? null }, signal);
      if (state === "imported") round.taken += 1;
      if (state === "refused") round.refused += 1;
    }
    const waiting = due.waiting + due.take.length - round.taken - round.refused;
    return { ...round, waiting, more: due.take.length > FILES_PER_ROUND };
  };
}

/** Writes down what is new, changed and gone. Returns what may be taken in. */
async function noteAll(
  { sql, clock, work, transactions }: WatchDeps,
  listed: readonly SeenFile[],
  known: ReadonlyMap<string, FolderFile>,
): Promise<{ readonly take: readonly SeenFile[]; readonly waiting: number }> {
  const files = makeFolderFiles();
  const nowMs = clock.nowMs();
  const take: SeenFile[] = [];
  let [waiting, changes] = [0, 0];
  for (const seen of listed) {
    const before = known.get(seen.path) ?? null;
    const step = nextStep(seen, before, nowMs);
    if (step === "take") take.push(seen);
    if (step === "note") {
      await files.note(sql, seen.path, seen, nowMs);
      changes += 1;
    }
    if (step === "note" || (step === "leave" && before?.state === "waiting")) waiting += 1;
  }
  const there = new Set(listed.map(({ path }) => path));
  for (const { path, state } of known.values()) {
    if (state === "gone" || there.has(path)) continue;
    await files.gone(sql, path, nowMs);
    changes += 1;
  }
  if (changes > 0) await transactions.run((tx) => publish({ work }, tx));
  return { take, waiting };
}

interface Taking {
  readonly set: FolderSettings;
  readonly seen: SeenFile;
  readonly known: FolderFile | null;
}

/** A fault of ours with one file, told where faults are, keeps no other file out; this one is tried again. */
async function takeSafely(deps: WatchDeps, taking: Taking, signal: AbortSignal): ReturnType<typeof takeIn> {
  try {
    return await takeIn(deps, taking, signal);
  } catch (error) {
    if (!signal.aborted) deps.log.error({ error, path: taking.seen.path }, "File of the folder not imported");
    return "waiting";
  }
}

/** Takes one file in. `waiting`: it changes under our hands and will be seen again, or its bytes were in already. */
async function takeIn(
  deps: WatchDeps,
  taking: Taking,
  signal: AbortSignal,
): Promise<"imported" | "refused" | "waiting"> {
  const { seen } = taking;
  const place = { root: deps.importRoot, file: seen };
  const copied = await snapshotFile(place, join(deps.dataDir, "folder", deps.newId()), signal);
  if (!copied.ok) {
    switch (copied.error) {
      case "changed":
      // What is full may be emptied; the file is tried again, and health tells of the disk.
      case "disk_full":
        return "waiting";
      case "denied":
        return refuse(deps, taking, null, { kind: "folder.denied", facts: { fileName: seen.path } });
      case "too_large":
        return refuse(deps, taking, null, { kind: "upload.too_large", facts: { fileName: seen.path } });
      default:
        return copied.error satisfies never;
    }
  }
  try {
    return await takeCopy(deps, taking, copied.value, signal);
  } finally {
    await copied.value.remove();
  }
}

async function takeCopy(
  deps: WatchDeps,
  taking: Taking,
  copy: Snapshot,
  signal: AbortSignal,
): Promise<"imported" | "refused" | "waiting"> {
  const { seen, set, known } = taking;
  const files = makeFolderFiles();
  // Written again with the same bytes: what became of them holds. What was refused is tried again, as touching it asks for.
  if (known?.sha256 === copy.sha256 && known.importId !== null && known.refusal === null) {
    await files.keep(deps.sql, seen.path, seen);
    return "waiting";
  }
  if (seen.named.kind === "refused") {
    return refuse(deps, taking, copy, { kind: `folder.name_${seen.named.problem}`, facts: { fileName: seen.path } });
  }
  const file = await openBarFile(copy.path, seen.path);
  const how = await readingOfFile(file, seen.named.file, set.timeZone);
  if (!how.ok) return refuse(deps, taking, copy, refusalOf(how.error), await headOf(file));
  const { symbol } = seen.named.file;
  const { reading, resolution } = how.value;
  const wrong = refuseInput({ symbol, currency: set.currency, reading });
  if (wrong !== null) return refuse(deps, taking, copy, wrong, await headOf(file));
  const importId = importIdOf(seen.path, copy.sha256, known?.times ?? 0);
  const facts = { symbol, name: symbol, kind: set.kind, currency: set.currency, resolution, reading };
  const done = await makeImportFile(deps)(
    { ...facts, importId, path: copy.path, fileName: seen.path, sha256: copy.sha256, skipInvalidRows: false },
    HOUSE,
    { signal, progress: () => undefined },
  );
  if (!done.ok) {
    if (done.error.kind === "import.canceled" || done.error.kind === "upload.disk_full") return "waiting";
    return refuse(deps, taking, copy, done.error, await headOf(file));
  }
  await deps.transactions.run(async (tx) => {
    const instrument = await makeInstrumentStore(tx).find(symbol);
    const name = { source: FOLDER, alias: symbol, venue: "" };
    if (instrument !== null) await makeInstrumentStore(tx).linkAlias(tx, instrument.instrumentId, name);
    const end: FileEnd = { state: "imported", symbol, resolution, sha256: copy.sha256, importId };
    await files.end(tx, seen.path, seen, end, deps.clock.nowMs());
    await publish(deps, tx);
  });
  return "imported";
}

/** Keeps a file out, visibly: with the file, and in the quarantine with the rest that nobody believed. */
async function refuse(
  deps: WatchDeps,
  { seen }: Taking,
  copy: Snapshot | null,
  error: AppError,
  head = "",
): Promise<"refused"> {
  const named = seen.named.kind === "bars" ? seen.named.file : null;
  const [symbol, resolution]: [string | null, Resolution | null] = [named?.symbol ?? null, named?.resolution ?? null];
  const issues = (error.issues ?? []).slice(0, ISSUES_SHOWN);
  const nowMs = deps.clock.nowMs();
  await deps.transactions.run(async (tx) => {
    const { kind, facts = {} } = error;
    const end: FileEnd = {
      state: "refused",
      symbol,
      resolution,
      sha256: copy?.sha256 ?? null,
      refusal: { kind, facts: { fileName: seen.path, ...facts }, issues },
    };
    if (!(await makeFolderFiles().end(tx, seen.path, seen, end, nowMs))) return;
    const entry = {
      feed: FOLDER,
      alias: seen.path,
      instrumentId: null,
      symbol: symbol ?? "",
      resolution,
      reason: "malformed",
      facts: { what: wordsOf(error) },
      bars: null,
      sample: [...issues.map(({ path, message }) => `${path}: ${message}`), head].join("\n"),
      live: null,
    } as const;
    await makeQuarantineStore().keep(tx, entry, nowMs);
    await publish(deps, tx);
  });
  return "refused";
}

function refusalOf(error: FolderFileError): AppError {
  if (error.kind !== "folder.dates_ambiguous") return toAppError(error);
  return { kind: error.kind, facts: { fileName: error.fileName } };
}

/** A refusal in a few words, for a list: its kind, and its first issue. */
function wordsOf({ kind, facts = {}, issues = [] }: AppError): string {
  const [first] = issues;
  if (first !== undefined) return `${kind}, ${first.path}: ${first.message}`;
  const { fileName: _, header: __, ...rest } = facts;
  return [kind, ...Object.values(rest).map(String)].join(", ");
}

/** The first lines of a text; nothing of what is none. */
async function headOf(file: Awaited<ReturnType<typeof openBarFile>>): Promise<string> {
  const head = await file.head();
  return head.ok ? head.value.lines.slice(0, ISSUES_SHOWN).join("\n") : "";
}

function importIdOf(path: string, sha256: string, times: number): ImportId {
  const digest = createHash("sha256")
    .update(JSON.stringify([path, sha256, times]))
    .digest("hex");
  return ImportId.of(`folder-${digest.slice(0, 40)}`);
}

type Write = Parameters<Parameters<FlowDeps["transactions"]["run"]>[0]>[0];

function publish({ work }: Pick<WatchDeps, "work">, tx: Write): Promise<void> {
  return work.publish(tx, { topic: "feed.changed", audience: null, payload: { feed: FOLDER } });
}

type FolderRefusal = Parameters<ReturnType<typeof makeFeedStore>["report"]>[1]["lastRefusal"];

/** Tells how the folder stands: at once when that changes, and now and then as long as it does not. */
function makeReport({ sql, clock, work, transactions }: WatchDeps) {
  let told: { readonly atMs: EpochMs; readonly text: string } | null = null;
  return async (refusal: NonNullable<FolderRefusal>["refusal"] | null): Promise<void> => {
    const atMs = clock.nowMs();
    const text = JSON.stringify(refusal);
    if (told?.text === text && atMs - told.atMs < REPORT_EVERY_MS) return;
    await makeFeedStore().report(sql, {
      feed: FOLDER,
      requests: 1,
      errors: refusal === null ? 0 : 1,
      lastSuccessMs: refusal === null ? atMs : null,
      lastRefusal: refusal === null ? null : { atMs, refusal },
      openUntilMs: null,
      rateLeft: FOLDER_RATE.requests,
      atMs,
    });
    if (told?.text !== text) await transactions.run((tx) => publish({ work }, tx));
    told = { atMs, text };
  };
}
