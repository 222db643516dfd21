import type { Command } from "commander";
import { RESOLUTIONS, type Resolution } from "@/modules/data";
import type { RetentionPreview, StorageView } from "@/server/flows/contract/storage";
import type { AppError } from "@/server/flows/errors";
import { type CommandHouse, withHouse } from "../house";

/** `bifrost storage`: what is stored, what it takes, and how long it is kept. */

const EXIT_REFUSED = 2;
const FOR_EVER = "forever";

interface Json {
  readonly json?: true;
}

export function register(program: Command): void {
  const command = program
    .command("storage")
    .description("what is stored, what it takes on the disk, how long it is kept");
  command
    .command("show", { isDefault: true })
    .description("disk use by table, resolution and instrument")
    .option("--json", "print everything as JSON")
    .action((options: Json) => withHouse((house) => show(house, options)));
  command
    .command("kept")
    .description("everything that is kept, how long, and what goes next")
    .option("--json", "print everything as JSON")
    .action((options: Json) => withHouse((house) => showKept(house, options)));
  command
    .command("keep")
    .description("say how long bars of a resolution are kept; shows what would go, and sets it with --yes")
    .argument("<resolution>", "1m, 5m, 15m or 1h: longer ones are kept for ever")
    .argument("<days>", `a number of days, or ${FOR_EVER}`)
    .option("--yes", "set it: older bars go after their longer ones are stored")
    .option("--json", "print everything as JSON")
    .action((resolution: string, days: string, options: Json & { readonly yes?: true }) =>
      withHouse((house) => keep(house, resolution, days, options)),
    );
}

async function flowsOf({ deps }: CommandHouse) {
  const { makeStorageFlows } = await import("@/server/flows/storage/storage-flows");
  return makeStorageFlows(deps);
}

async function show(house: CommandHouse, { json }: Json): Promise<void> {
  const storage = await (await flowsOf(house)).readStorage();
  process.stdout.write(json === true ? `${JSON.stringify(storage)}\n` : `${linesOf(storage).join("\n")}\n`);
}

const DAY_MS = 86_400_000;

async function showKept(house: CommandHouse, { json }: Json): Promise<void> {
  const all = await (await flowsOf(house)).readKept();
  const lines = all.map(({ what, bytes, keptMs, setting, nextMs }) =>
    [
      what,
      bytes === null ? "" : `${bytes} bytes`,
      setting === "bars"
        ? "kept by resolution: bifrost storage show"
        : `kept ${keptMs === null ? "for ever" : `${keptMs / DAY_MS} days`}`,
      nextMs === null ? "nothing goes" : `goes from ${new Date(nextMs).toISOString()} on`,
    ].join("\t"),
  );
  process.stdout.write(json === true ? `${JSON.stringify(all)}\n` : `${lines.join("\n")}\n`);
}

function linesOf({ databaseBytes, tables, resolutions, instruments }: StorageView): readonly string[] {
  const kept = (days: number | null) => (days === null ? "for ever" : `${days} days`);
  return [
    `database\t${databaseBytes} bytes`,
    ...resolutions.map((one) => `bars\t${one.resolution}\t${one.bars}\t${one.bytes} bytes\tkept ${kept(one.keepDays)}`),
    ...instruments.map(({ symbol, bars, bytes }) => `instrument\t${symbol}\t${bars}\t${bytes} bytes`),
    ...tables.map(({ table, bytes }) => `table\t${table}\t${bytes} bytes`),
  ];
}

async function keep(
  house: CommandHouse,
  asked: string,
  written: string,
  { yes, json }: Json & { readonly yes?: true },
): Promise<void> {
  const resolution = RESOLUTIONS.find((one): one is Resolution => one === asked);
  const days = written === FOR_EVER ? null : Number(written);
  if (resolution === undefined || (days !== null && !Number.isInteger(days))) {
    refuse(`Write a resolution (${RESOLUTIONS.join(", ")}) and a number of days or ${FOR_EVER}.`);
    return;
  }
  const flows = await flowsOf(house);
  const preview = days === null ? null : await flows.previewRetention(resolution, days);
  if (preview !== null && !preview.ok) refuse(textOf(preview.error));
  else if (yes === true || days === null) {
    const set = await flows.setRetention(house.actor, resolution, days);
    if (!set.ok) refuse(textOf(set.error));
    else
      process.stdout.write(
        json === true
          ? `${JSON.stringify(set.value)}\n`
          : `Bars of ${resolution} are kept ${written === FOR_EVER ? "for ever" : `${written} days`}.\n`,
      );
  } else if (preview !== null) {
    process.stdout.write(json === true ? `${JSON.stringify(preview.value)}\n` : `${previewText(preview.value)}\n`);
  }
}

function previewText({ resolution, bars, series, bytes, longer, beforeMs }: RetentionPreview): string {
  const date = new Date(beforeMs).toISOString().slice(0, 10);
  return bars === 0
    ? `No bar of ${resolution} is from before ${date}. Set it with --yes.`
    : `${bars} bars of ${series} series from before ${date} would go, about ${bytes} bytes, after ${longer.join(", ")} are stored. Set it with --yes.`;
}

function textOf({ kind, facts = {} }: AppError): string {
  if (kind === "retention.days_out_of_range")
    return `Keep them ${facts["least"]} to ${facts["most"]} days, or ${FOR_EVER}.`;
  if (kind === "retention.resolution_unlimited")
    return `Bars of ${facts["resolution"]} are kept for ever. A time can be set for ${facts["expected"]}.`;
  return kind;
}

function refuse(text: string): void {
  process.stderr.write(`${text}\n`);
  process.exitCode = EXIT_REFUSED;
}
