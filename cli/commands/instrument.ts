import { type Command, Option } from "commander";
import { CALENDAR_IDS, INSTRUMENT_KINDS, type InstrumentKind } from "@/modules/data";
import type { InstrumentView } from "@/server/flows/contract";
import type {
  AliasInput,
  FactChangeView,
  InstrumentChange,
  InstrumentDetail,
  InstrumentFlows,
} from "@/server/flows/contract/instruments";
import type { RecordingView } from "@/server/flows/contract/live";
import { type CommandHouse, withHouse } from "../house";
import { fail, print, refuse, type Sentences } from "../refusal";

/** `bifrost instrument`: what has a price, kept without a browser. */

const FOUND_SHOWN = 50;
const STATUSES = ["active", "halted", "delisted"] as const;
/** How "no calendar" is written on the command line. */
const NONE = "none";

interface Json {
  readonly json?: boolean;
}

interface FactOptions extends Json {
  readonly name?: string;
  readonly kind?: InstrumentKind;
  readonly currency?: string;
  readonly tick?: string;
  readonly lot?: string;
  readonly multiplier?: string;
  readonly calendar?: string;
  readonly timeZone?: string;
  readonly sector?: string;
  readonly status?: (typeof STATUSES)[number];
}

export function register(program: Command): void {
  const command = program.command("instrument").description("find, make, change and delete instruments");
  const json = ["--json", "as JSON on standard output"] as const;
  command
    .command("search")
    .description("instruments that a text means, best first; those with bars without one")
    .argument("[text]", "symbol, alias, or words of the name", "")
    .option(...json)
    .action(search);
  command
    .command("show")
    .description("everything about one instrument, and what uses it")
    .argument("<symbol>")
    .option(...json)
    .action(show);
  withFacts(command.command("create").description("make an instrument").argument("<symbol>"))
    .option(...json)
    .action(create);
  withFacts(command.command("edit").description("change facts; what is not given keeps its value").argument("<symbol>"))
    .option(...json)
    .action(edit);
  command
    .command("delete")
    .description("delete an instrument that nothing uses")
    .argument("<symbol>")
    .option(...json)
    .action(remove);
  command
    .command("record")
    .description("stream and record an instrument whoever looks, or stop it")
    .argument("<symbol>")
    .option("--stop", "no longer: only while it is on a screen or in a watchlist")
    .option(...json)
    .action(record);
  command
    .command("alias")
    .description("give an instrument a name at a source, or take it away")
    .argument("<symbol>")
    .argument("<source>", "a feed, a broker, or isin")
    .argument("<alias>", "the source's name for it")
    .option("--venue <venue>", "the market behind the name, where the source has several", "")
    .option("--remove", "take the name away")
    .option(...json)
    .action(alias);
}

function withFacts(command: Command): Command {
  return command
    .option("--name <name>")
    .addOption(new Option("--kind <kind>").choices(INSTRUMENT_KINDS))
    .option("--currency <code>", "of its prices, such as USD")
    .option("--tick <step>", "smallest price step")
    .option("--lot <step>", "smallest quantity step")
    .option("--multiplier <factor>", "quote currency per point and unit")
    .addOption(new Option("--calendar <id>", "when it trades").choices([...CALENDAR_IDS, NONE]))
    .option("--time-zone <zone>", "of its exchange")
    .option("--sector <sector>")
    .addOption(new Option("--status <status>").choices(STATUSES));
}

function changeOf({ json: _json, calendar, ...facts }: FactOptions): InstrumentChange {
  return { ...facts, ...(calendar === undefined ? {} : { calendar: calendar === NONE ? null : calendar }) };
}

type Flows = InstrumentFlows;

async function withFlows(work: (flows: Flows, house: CommandHouse) => Promise<void>): Promise<void> {
  await withHouse(async (house) => {
    const { makeInstrumentFlows } = await import("@/server/flows/instruments/instrument-flows");
    await work(makeInstrumentFlows(house.deps), house);
  });
}

async function search(text: string, options: Json): Promise<void> {
  await withHouse(async ({ deps }) => {
    const { makeDataFlows } = await import("@/server/flows/data-flows");
    const found = await makeDataFlows(deps).searchInstruments(text, FOUND_SHOWN);
    if (options.json === true) print(JSON.stringify(found));
    else if (found.length === 0) print(`No instrument is found by "${text}".`);
    else for (const instrument of found) print(lineOf(instrument));
  });
}

function lineOf({ symbol, kind, currency, name, status, coverage }: InstrumentView): string {
  const bars = coverage.map(({ resolution, bars: count }) => `${resolution} ${count}`).join(", ");
  return [symbol, kind, currency, status, bars === "" ? "no bars" : bars, name].join("\t");
}

async function show(symbol: string, options: Json): Promise<void> {
  await withFlows(async (flows) => {
    const found = await flows.describeInstrument(symbol);
    if (!found.ok) refuse(found.error, SENTENCES, options);
    else if (options.json === true) print(JSON.stringify(found.value));
    else for (const [name, value] of rowsOf(found.value)) print(`${name.padEnd(12)}${value}`);
  });
}

function rowsOf(found: InstrumentDetail): readonly (readonly [string, string])[] {
  return [
    ["symbol", found.symbol],
    ["name", found.name],
    ["kind", found.kind],
    ["currency", found.currency],
    ["tick", found.tick],
    ["lot", found.lot],
    ["multiplier", found.multiplier],
    ["calendar", found.calendar ?? "unknown"],
    ["time zone", found.timeZone],
    ["sector", found.sector],
    ["status", found.status],
    ...found.coverage.map(({ resolution, bars }) => ["bars", `${resolution} ${bars}`] as const),
    ...found.aliases.map((each) => ["alias", aliasText(each)] as const),
    ...found.uses.map(({ usedBy, rows }) => ["used by", `${usedBy} ${rows}`] as const),
  ];
}

const aliasText = ({ source, alias: name, venue }: AliasInput) =>
  `${source} ${name}${venue === "" ? "" : ` (${venue})`}`;

async function create(symbol: string, options: FactOptions): Promise<void> {
  const { kind, currency } = options;
  if (kind === undefined || currency === undefined) {
    fail("Say what it is and what its prices are in: --kind equity --currency USD.");
    return;
  }
  await withFlows(async (flows, { actor }) => {
    const made = await flows.createInstrument(actor, { ...changeOf(options), symbol, kind, currency });
    if (!made.ok) refuse(made.error, SENTENCES, options);
    else print(options.json === true ? JSON.stringify(made.value) : `${made.value.symbol} is made.`);
  });
}

async function edit(symbol: string, options: FactOptions): Promise<void> {
  await withFlows(async (flows, { actor }) => {
    const done = await flows.editInstrument(actor, symbol, changeOf(options));
    if (!done.ok) refuse(done.error, SENTENCES, options);
    else if (options.json === true) print(JSON.stringify(done.value));
    else if (done.value.changes.length === 0) print("Nothing is different; nothing was changed.");
    else for (const change of done.value.changes) print(changeText(change));
  });
}

const changeText = ({ field, from, to }: FactChangeView) => `${field}: ${from ?? NONE} -> ${to ?? NONE}`;

async function remove(symbol: string, options: Json): Promise<void> {
  await withFlows(async (flows, { actor }) => {
    const done = await flows.deleteInstrument(actor, symbol);
    if (!done.ok) refuse(done.error, SENTENCES, options);
    else
      print(
        options.json === true
          ? JSON.stringify({ deleted: symbol.toUpperCase() })
          : `${symbol.toUpperCase()} is deleted.`,
      );
  });
}

async function record(symbol: string, options: Json & { readonly stop?: boolean }): Promise<void> {
  await withHouse(async (house) => {
    const { makeLiveFlows } = await import("@/server/flows/live/record-instrument");
    const done = await makeLiveFlows(house.deps).setRecording(house.actor, symbol, options.stop !== true);
    if (!done.ok) refuse(done.error, SENTENCES, options);
    else if (options.json === true) print(JSON.stringify(done.value));
    else print(recordingText(done.value));
  });
}

function recordingText({ symbol, recorded, feeds }: RecordingView): string {
  if (!recorded) return `${symbol} is streamed while it is on a screen or in a watchlist.`;
  return feeds.length === 0
    ? `${symbol} will be recorded once a feed that streams has a name for it: see instrument alias.`
    : `${symbol} is recorded from ${feeds.join(", ")}.`;
}

async function alias(
  symbol: string,
  source: string,
  name: string,
  options: Json & { readonly venue: string; readonly remove?: boolean },
): Promise<void> {
  await withFlows(async (flows, { actor }) => {
    const done =
      options.remove === true
        ? await flows.unlinkInstrumentAlias(actor, symbol, source, name)
        : await flows.linkInstrumentAlias(actor, symbol, { source, alias: name, venue: options.venue });
    if (!done.ok) refuse(done.error, SENTENCES, options);
    else if (options.json === true) print(JSON.stringify(done.value));
    else for (const each of done.value) print(aliasText(each));
  });
}

const SENTENCES: Sentences = {
  "instrument.not_found": ({ symbol }) => `There is no instrument ${symbol}: bifrost instrument search finds them.`,
  "instrument.symbol_malformed": ({ symbol }) => `"${symbol}" is no symbol: 1 to 32 of A-Z, 0-9 and ^ . _ = / : -.`,
  "instrument.symbol_taken": ({ symbol }) => `${symbol} is an instrument already: bifrost instrument edit changes it.`,
  "instrument.facts_invalid": () => "Nothing was changed:",
  "instrument.in_use": ({ symbol }) =>
    `${symbol} is in use and stays; set --status delisted instead, or remove what uses it first:`,
  "instrument.alias_taken": ({ source, alias: name, symbol }) =>
    `${source} uses ${name} for ${symbol} already: take it away there first.`,
  "instrument.alias_not_found": ({ source, alias: name }) => `${source} has no name ${name} for this instrument.`,
};
