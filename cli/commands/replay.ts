import { type Command, InvalidArgumentError, Option } from "commander";
import { REPLAY_RESOLUTIONS } from "@/modules/data";
import type { ReplayControl, ReplayResolutionName, ReplayView } from "@/server/flows/contract/replay";
import type { AppError } from "@/server/flows/errors";
import { type CommandHouse, withHouse } from "../house";

/** `bifrost replay`: what the replay page does, without a browser. The installation's workers play. */

const EXIT_REFUSED = 2;

interface Output {
  readonly json?: true;
}

interface StartOptions extends Output {
  readonly resolution: ReplayResolutionName;
  readonly from?: string;
  readonly to?: string;
  readonly speed: number | null;
  readonly paused?: true;
}

export function register(program: Command): void {
  const replay = program.command("replay").description("stored history, played again as a live feed");
  replay
    .command("list", { isDefault: true })
    .description("sessions: open ones, then those that were stopped")
    .option("--json", "as JSON")
    .action((options: Output) => withHouse((house) => list(house, options)));
  replay
    .command("start")
    .description("play stored bars; each symbol's go into an instrument of its own, REPLAY-<symbol>")
    .argument("<symbols...>", "instruments, such as SPY AAPL")
    .addOption(new Option("--resolution <resolution>", "of the bars").choices(REPLAY_RESOLUTIONS).default("1m"))
    .option("--from <moment>", "2024-01-31 or 2024-01-31T14:30Z; the first bar where it is left out")
    .option("--to <moment>", "the same, a date inside; the last bar where it is left out")
    .option("--speed <speed>", "0.1 to 10000, or max: as fast as possible", parseSpeed, 1)
    .option("--paused", "wait for resume or step")
    .option("--json", "as JSON")
    .action((symbols: string[], options: StartOptions) => withHouse((house) => start(house, symbols, options)));
  for (const [action, description] of [
    ["pause", "hold a session where it is"],
    ["resume", "play on"],
    ["step", "play one bar of a paused session"],
    ["stop", "end a session for good; what it played stays"],
  ] as const) {
    steering(replay, action, description).action((id: string, options: Output) =>
      withHouse((house) => control(house, id, { action }, options)),
    );
  }
  steering(replay, "speed", "play faster or slower")
    .argument("<speed>", "0.1 to 10000, or max", parseSpeed)
    .action((id: string, speed: number | null, options: Output) =>
      withHouse((house) => control(house, id, { action: "speed", speed }, options)),
    );
  steering(replay, "seek", "begin anew somewhere else")
    .argument("<moment>", "2024-01-31 or 2024-01-31T14:30Z")
    .action((id: string, to: string, options: Output) =>
      withHouse((house) => control(house, id, { action: "seek", to }, options)),
    );
}

function steering(replay: Command, name: string, description: string): Command {
  return replay
    .command(name)
    .description(description)
    .argument("<id>", "as `replay list` shows it")
    .option("--json", "as JSON");
}

/** Null is as fast as possible. */
function parseSpeed(text: string): number | null {
  if (text === "max") return null;
  const speed = Number(text);
  if (text.trim() === "" || !Number.isFinite(speed)) throw new InvalidArgumentError("a number, or max");
  return speed;
}

async function flowsOf({ deps }: CommandHouse) {
  const { makeReplayFlows } = await import("@/server/flows/replay/replay-flows");
  return makeReplayFlows(deps);
}

async function list(house: CommandHouse, { json }: Output): Promise<void> {
  const replays = await (await flowsOf(house)).listReplays();
  if (json === true) process.stdout.write(`${JSON.stringify({ replays })}\n`);
  else process.stdout.write(replays.length === 0 ? "Nothing is replayed.\n" : replays.map(line).join(""));
}

async function start(
  house: CommandHouse,
  symbols: readonly string[],
  { resolution, from, to, speed, paused, json }: StartOptions,
): Promise<void> {
  const given = { symbols, resolution, from: from ?? null, to: to ?? null, speed, paused: paused === true };
  const begun = await (await flowsOf(house)).startReplay(house.actor, given);
  if (begun.ok) tell(begun.value, json);
  else refuse(begun.error);
}

async function control(house: CommandHouse, id: string, what: ReplayControl, { json }: Output): Promise<void> {
  const done = await (await flowsOf(house)).controlReplay(house.actor, id, what);
  if (done.ok) tell(done.value, json);
  else refuse(done.error);
}

function tell(replay: ReplayView, json: true | undefined): void {
  process.stdout.write(json === true ? `${JSON.stringify(replay)}\n` : line(replay));
}

function line({ replayId, status, instruments, resolution, from, to, position, speed }: ReplayView): string {
  const time = (ms: number) => new Date(ms).toISOString();
  const percent = Math.floor((100 * (position - from)) / (to - from));
  const symbols = instruments.map(({ source, symbol }) => `${source} into ${symbol}`).join(", ");
  const pace = speed === null ? "as fast as possible" : `${speed}x`;
  const span = `${time(from)} to ${time(to)}`;
  return `${replayId}\t${status}\t${symbols}\t${resolution}\t${span}\tat ${time(position)} (${percent} %)\t${pace}\n`;
}

function refuse({ kind, path, facts = {} }: AppError): void {
  const words = Object.entries(facts).map(([name, value]) => `${name} ${String(value)}`);
  process.stderr.write(`Refused: ${[kind, ...(path === undefined ? [] : [path]), ...words].join(", ")}.\n`);
  process.exitCode = EXIT_REFUSED;
}
