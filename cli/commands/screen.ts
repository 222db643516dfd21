import type { Command } from "commander";
import {
  checkDefinition,
  comparisonsOf,
  comparisonText,
  conditionSentence,
  OUTCOME_SESSIONS,
  type ScreenHit,
  type ScreenRunFacts,
} from "@/modules/data";
import type { Actor } from "@/server/flows/contract";
import type { ScreenerFlows, ScreenHits, ScreenView } from "@/server/flows/contract/screener";
import { actorFor, type CommandHouse, interruptSignal, withHouse } from "../house";
import { openJobRunner, waitForEnd } from "../job-runner";
import { readJsonFile } from "../json-file";
import { EXIT_REFUSED, fail, print, refuse, type Sentences } from "../refusal";

/** `bifrost screen`: questions to every instrument, kept and run without a browser. */

const EXIT_INTERRUPTED = 130;
const HITS_A_PAGE = 1_000;
interface Options {
  readonly json?: boolean;
  readonly as?: string;
}

interface Here {
  readonly house: CommandHouse;
  readonly flows: ScreenerFlows;
  readonly actor: Actor;
  readonly options: Options;
}

export function register(program: Command): void {
  const command = program.command("screen").description("questions to every instrument, and their hits");
  const named = (name: string, description: string) =>
    command
      .command(name)
      .description(description)
      .option("--as <email>", "for this person; without it, as an administrator of this machine")
      .option("--json", "as JSON on standard output");
  named("list", "screens and what their last run found").action((options: Options) => here(options, list));
  named("show", "one screen: what it asks, its runs, how its hits did")
    .argument("<screen>", "its name or id")
    .action((screen: string, options: Options) => here(options, (at) => withScreen(at, screen, show)));
  named("run", "ask now and print the hits; may be interrupted, a worker goes on")
    .argument("<screen>", "its name or id")
    .action((screen: string, options: Options) => here(options, (at) => withScreen(at, screen, run)));
  named("hits", "hits of the newest run that succeeded, or of one")
    .argument("<screen>", "its name or id")
    .option("--run <id>", "as `screen show` prints it")
    .action((screen: string, options: Options & { readonly run?: string }) =>
      here(options, (at) => withScreen(at, screen, (found, of) => hits(found, of, options.run))),
    );
  named("save", "make a screen from a JSON file, or change one")
    .argument("<file>", "the definition, as `screen show --json` has it under `definition`; - is standard input")
    .option("--screen <screen>", "the one to change, by name or id; without it a new one is made, for --as")
    .action((file: string, options: Options & { readonly screen?: string }) =>
      here(options, (at) => save(at, file, options.screen)),
    );
  named("delete", "delete a screen with its runs, hits and outcomes")
    .argument("<screen>", "its name or id")
    .option("--yes", "really")
    .action((screen: string, options: Options & { readonly yes?: boolean }) =>
      here(options, (at) => withScreen(at, screen, (found, of) => remove(found, of, options.yes === true))),
    );
}

async function here(options: Options, work: (at: Here) => Promise<void>): Promise<void> {
  await withHouse(async (house) => {
    const { makeScreenerFlows } = await import("@/server/flows/screener/screener-flows");
    const actor = await actorFor(house, options.as);
    if (actor === null) fail(`Nobody has the address ${options.as}: bifrost user list shows who there is.`);
    else await work({ house, flows: makeScreenerFlows(house.deps), actor, options });
  });
}

/** The screen of that id, else the only one of that name. */
async function withScreen(
  at: Here,
  wanted: string,
  work: (at: Here, screen: ScreenView) => Promise<void>,
): Promise<void> {
  const screens = await at.flows.listScreens(at.actor);
  const byId = screens.find(({ screenId }) => screenId === wanted);
  const byName = screens.filter(({ definition }) => definition.name === wanted);
  const [found, another] = byId === undefined ? byName : [byId];
  if (found === undefined) {
    fail(`There is no screen "${wanted}": bifrost screen list shows them.`);
    return;
  }
  if (another !== undefined) {
    fail(`Several screens are called "${wanted}": name one by its id, ${byName.map(idOf).join(" or ")}.`);
    return;
  }
  await work(at, found);
}

const idOf = ({ screenId }: ScreenView) => screenId;
const iso = (ms: number) => new Date(ms).toISOString();
const percent = (ratio: number | null) => (ratio === null ? "n/a" : `${(ratio * 100).toFixed(2)} %`);

async function list({ flows, actor, options }: Here): Promise<void> {
  const screens = await flows.listScreens(actor);
  if (options.json === true) print(JSON.stringify(screens));
  else if (screens.length === 0) print("There is no screen yet: bifrost screen save makes one.");
  else
    for (const { screenId, definition, lastRun } of screens) {
      print([screenId, definition.name, lastRun === null ? "never run" : runText(lastRun)].join("\t"));
    }
}

function runText({ createdAtMs, status, hits: found, asked, unknown }: ScreenRunFacts): string {
  const counts = status === "succeeded" ? `, ${found} hits of ${asked}, ${unknown} unknown` : "";
  return `${iso(createdAtMs)} ${status}${counts}`;
}

const RUNS_SHOWN = 20;

async function show({ flows, actor, options }: Here, screen: ScreenView): Promise<void> {
  const { screenId, definition } = screen;
  const [runs, outcomes] = await Promise.all([
    flows.listScreenRuns(actor, screenId, RUNS_SHOWN),
    flows.screenOutcomes(actor, screenId),
  ]);
  if (!runs.ok) return refuse(runs.error, SENTENCES, options);
  if (!outcomes.ok) return refuse(outcomes.error, SENTENCES, options);
  if (options.json === true) {
    print(JSON.stringify({ ...screen, runs: runs.value, outcomes: outcomes.value }));
    return undefined;
  }
  print(`${definition.name} (${screenId}, version ${screen.version}${definition.shared ? ", shared" : ""})`);
  print(conditionSentence(definition.condition));
  print(
    `Asks ${JSON.stringify(definition.universe)} at ${definition.resolution}, runs ${JSON.stringify(definition.schedule)}.`,
  );
  for (const { sessions, hits: known, meanReturn, meanExcess, rose } of outcomes.value) {
    if (known === 0) continue;
    const against = meanExcess === null ? "" : `, ${percent(meanExcess)} against ${definition.benchmark}`;
    print(`After ${sessions} bars: ${percent(meanReturn)}${against}, ${percent(rose)} rose, ${known} hits.`);
  }
  for (const one of runs.value) print(`${one.runId}\t${runText(one)}`);
  return undefined;
}

/** Does the work here, unless a worker was faster; then prints what was found. */
async function run(at: Here, { screenId }: ScreenView): Promise<void> {
  const { house, flows, actor, options } = at;
  const started = await flows.runScreen(actor, screenId);
  if (!started.ok) return refuse(started.error, SENTENCES, options);
  const { runId, jobId } = started.value;
  const stop = interruptSignal();
  const { makeScreenerJobs } = await import("@/server/flows/screener/screener-flows");
  const runner = await openJobRunner(house, makeScreenerJobs(house.deps));
  stop.signal.addEventListener("abort", () => runner.release(), { once: true });
  try {
    await runner.take(jobId);
    if (!(await waitForEnd(house, jobId, { signal: stop.signal, unit: "instruments" }))) {
      process.stderr.write("Interrupted: a worker goes on with it; bifrost screen hits shows its end.\n");
      process.exitCode = EXIT_INTERRUPTED;
      return undefined;
    }
  } finally {
    stop.release();
    await runner.close();
  }
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  return printHits(at, runId);
}

async function hits(at: Here, { screenId, definition }: ScreenView, wanted: string | undefined): Promise<void> {
  const runs = await at.flows.listScreenRuns(at.actor, screenId, HITS_A_PAGE);
  if (!runs.ok) return refuse(runs.error, SENTENCES, at.options);
  const found = runs.value.find(({ runId, status }) =>
    wanted === undefined ? status === "succeeded" : runId === wanted,
  );
  if (found !== undefined) return printHits(at, found.runId);
  const what = wanted === undefined ? "no run that succeeded" : `no run ${wanted}`;
  return fail(`"${definition.name}" has ${what}: bifrost screen run asks now, bifrost screen show lists its runs.`);
}

async function printHits({ flows, actor, options }: Here, runId: string): Promise<void> {
  const all: ScreenHit[] = [];
  for (;;) {
    const page = await flows.readScreenHits(actor, runId, { offset: all.length, limit: HITS_A_PAGE });
    if (!page.ok) return refuse(page.error, SENTENCES, options);
    all.push(...page.value.hits);
    if (page.value.hits.length === HITS_A_PAGE) continue;
    if (page.value.run.status !== "succeeded") process.exitCode = EXIT_REFUSED;
    const whole = { ...page.value, hits: all };
    if (options.json === true) print(JSON.stringify(whole));
    else printTable(whole);
    return undefined;
  }
}

function printTable({ run: facts, question, hits: found }: ScreenHits): void {
  print(runText(facts));
  const said = new Map(
    comparisonsOf(question.condition).map(({ path, comparison }) => [path, comparisonText(comparison)]),
  );
  for (const { symbol, barMs, close, change, fresh, findings, outcomes } of found) {
    const held = findings.flatMap(({ path, holds }) => (holds === true ? [said.get(path) ?? ""] : []));
    const known = OUTCOME_SESSIONS.flatMap((bars) => {
      const gain = outcomes.find(({ sessions }) => sessions === bars)?.return ?? null;
      return gain === null ? [] : [`after ${bars}: ${percent(gain)}`];
    });
    print(
      [symbol, iso(barMs), close, percent(change), fresh ? "new" : "", held.join("; "), known.join(", ")].join("\t"),
    );
  }
}

/** What a file need not say. */
const DEFAULTS = {
  shared: false,
  universe: { kind: "all" },
  resolution: "1d",
  schedule: { kind: "manual" },
  benchmark: null,
} as const;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

async function save(at: Here, file: string, wanted: string | undefined): Promise<void> {
  const read = await readJsonFile(file);
  if (!read.ok) return fail(read.error);
  const checked = checkDefinition(isRecord(read.value) ? { ...DEFAULTS, ...read.value } : read.value);
  if (!checked.ok) {
    return refuse({ kind: "screen.malformed", issues: checked.error }, SENTENCES, at.options);
  }
  const keep = async ({ flows, actor, options }: Here, before: ScreenView | null) => {
    const saved = await flows.saveScreen(actor, {
      screenId: before?.screenId ?? null,
      version: before?.version ?? 0,
      definition: checked.value,
    });
    if (!saved.ok) return refuse(saved.error, SENTENCES, options);
    const { screenId, version, definition } = saved.value;
    print(
      options.json === true
        ? JSON.stringify(saved.value)
        : `"${definition.name}" is saved as ${screenId}, version ${version}: ${conditionSentence(definition.condition)}`,
    );
    return undefined;
  };
  return wanted === undefined ? keep(at, null) : withScreen(at, wanted, keep);
}

async function remove({ flows, actor, options }: Here, screen: ScreenView, isSure: boolean): Promise<void> {
  const { screenId, definition } = screen;
  if (!isSure) {
    return fail(`This deletes "${definition.name}" with its runs, hits and outcomes. Say --yes to do it.`);
  }
  const done = await flows.deleteScreen(actor, screenId);
  if (!done.ok) return refuse(done.error, SENTENCES, options);
  return print(options.json === true ? JSON.stringify({ deleted: screenId }) : `"${definition.name}" is deleted.`);
}

const SENTENCES: Sentences = {
  "screen.not_found": () => "There is no such screen any more: bifrost screen list shows them.",
  "screen.run_not_found": () => "There is no such run: bifrost screen show lists them.",
  "screen.not_yours": ({ name }) => `"${name}" is somebody else's: its owner and administrators change it.`,
  "screen.changed": () => "Somebody changed this screen meanwhile: look at it again, then make your change.",
  "screen.malformed": () => "The definition is not accepted:",
  "screen.needs_owner": () => "A screen belongs to a person: say whose with --as name@example.com.",
  "screen.calendar_unknown": ({ calendar }) => `There is no calendar ${calendar}.`,
  "screen.universe_gone": () => "There is no such watchlist, or the screen's owner may not see it.",
  "instrument.not_found": ({ symbol }) => `There is no instrument ${symbol}: bifrost instrument search finds them.`,
};
