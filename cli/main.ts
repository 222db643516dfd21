import { Command, CommanderError } from "commander";
import packageJson from "../package.json" with { type: "json" };

/**
 * The `bifrost` command. A command's own code is read only when it is asked for: `calc` starts without a database driver,
 * and a broken part takes only itself down.
 */

interface CommandModule {
  /** Adds the command to `program`. */
  register(program: Command): void;
}

interface Entry {
  readonly name: string;
  readonly description: string;
  readonly load: () => Promise<CommandModule>;
}

const ENTRIES: readonly Entry[] = [
  { name: "user", description: "create and list people, set passwords", load: () => import("./commands/user") },
  { name: "hook", description: "webhooks in: alerts that order on an account", load: () => import("./commands/hook") },
  { name: "key", description: "keys with which programs act for a person", load: () => import("./commands/key") },
  {
    name: "alert",
    description: "what people want to be told of when it happens",
    load: () => import("./commands/alert"),
  },
  {
    name: "notify",
    description: "what people are told outside of the app: channels, test, log",
    load: () => import("./commands/notify"),
  },
  { name: "import", description: "import bars or symbols, undo an import", load: () => import("./commands/import") },
  {
    name: "instrument",
    description: "find, make, change and delete instruments and their aliases",
    load: () => import("./commands/instrument"),
  },
  { name: "fetch", description: "bring history from a feed", load: () => import("./commands/fetch") },
  { name: "watchlist", description: "lists of instruments, kept in order", load: () => import("./commands/watchlist") },
  {
    name: "screen",
    description: "questions to every instrument, and their hits",
    load: () => import("./commands/screen"),
  },
  { name: "export", description: "bars into a file, as CSV or Parquet", load: () => import("./commands/export") },
  {
    name: "strategy",
    description: "strategies that people wrote, and their versions",
    load: () => import("./commands/strategy"),
  },
  { name: "drill", description: "drills of the kill switch", load: () => import("./commands/drill") },
  { name: "deploy", description: "strategies that trade by themselves", load: () => import("./commands/deploy") },
  { name: "backtest", description: "run a strategy over stored bars", load: () => import("./commands/backtest") },
  {
    name: "search",
    description: "search a strategy's parameters, judged out of sample",
    load: () => import("./commands/search"),
  },
  {
    name: "quality",
    description: "how far bars can be trusted, and what is wrong with them",
    load: () => import("./commands/quality"),
  },
  {
    name: "storage",
    description: "what is stored, what it takes, and how long it is kept",
    load: () => import("./commands/storage"),
  },
  { name: "account", description: "accounts and what they hold", load: () => import("./commands/account") },
  { name: "ledger", description: "the double-entry books of accounts", load: () => import("./commands/ledger") },
  { name: "feeds", description: "sources of prices: state, keys, quarantine", load: () => import("./commands/feeds") },
  { name: "limit", description: "what every order is held against", load: () => import("./commands/limit") },
  {
    name: "approval",
    description: "orders that wait for a second person",
    load: () => import("./commands/approval"),
  },
  {
    name: "audit",
    description: "who did what: list, export, verify the seals",
    load: () => import("./commands/audit"),
  },
  { name: "risk", description: "how much accounts can lose, and scenarios", load: () => import("./commands/risk") },
  {
    name: "protection",
    description: "whether stops cover what is held, and what is done where they do not",
    load: () => import("./commands/protection"),
  },
  { name: "order", description: "send, change, cancel and list orders", load: () => import("./commands/order") },
  {
    name: "reconcile",
    description: "hold accounts against their venues",
    load: () => import("./commands/reconcile"),
  },
  { name: "paper", description: "what fills the orders of paper accounts", load: () => import("./commands/paper") },
  {
    name: "halt",
    description: "let no order through, of the house or of one account",
    load: async () => (await import("./commands/halt")).halt,
  },
  {
    name: "reduce-only",
    description: "let only orders through that reduce",
    load: async () => (await import("./commands/halt")).reduceOnly,
  },
  {
    name: "resume",
    description: "let orders through again",
    load: async () => (await import("./commands/halt")).resume,
  },
  { name: "replay", description: "play stored history as a live feed", load: () => import("./commands/replay") },
  {
    name: "calc",
    description: "the calculators behind the app, JSON in, JSON out",
    load: () => import("./commands/calc"),
  },
  {
    name: "simulate",
    description: "play the whole path from feed to books at full speed, and check it",
    load: () => import("./commands/simulate"),
  },
  { name: "bench", description: "measure speed against limits and peers", load: () => import("./commands/bench") },
  {
    name: "rebuild",
    description: "rebuild what is computed from events, and prove it equal",
    load: () => import("./commands/rebuild"),
  },
  { name: "backup", description: "write everything into one file", load: () => import("./commands/backup") },
  { name: "restore", description: "load a backup", load: () => import("./commands/restore") },
  { name: "doctor", description: "say what is wrong here and how to mend it", load: () => import("./commands/doctor") },
];

/** Wrong use: what was typed, not what was found. The same number as bad input of `calc`. */
const EXIT_USAGE = 2;

async function main(argv: readonly string[]): Promise<void> {
  const program = new Command("bifrost")
    .description("Bifrost Trader from the command line. Every command has its own --help.")
    .version(packageJson.version)
    .showSuggestionAfterError()
    .exitOverride();
  const asked = argv.find((word) => !word.startsWith("-"));
  for (const { name, description, load } of ENTRIES) {
    if (name === asked) (await load()).register(program);
    else program.command(name).description(description).allowUnknownOption();
  }
  await program.parseAsync(argv, { from: "user" });
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof CommanderError) {
    // Commander has said it already: help and version are no failure, everything else is wrong use.
    process.exitCode = error.exitCode === 0 || error.code === "commander.help" ? 0 : EXIT_USAGE;
    return;
  }
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  // A refusal of the launcher's scripts says how to end.
  process.exitCode =
    error instanceof Error && "exitCode" in error && typeof error.exitCode === "number" ? error.exitCode : 1;
});
