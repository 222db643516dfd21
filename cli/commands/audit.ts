import type { Command } from "commander";
import type { AuditView, Flows } from "@/server/flows/contract";
import { type CommandHouse, withHouse } from "../house";
import { fail, print } from "../refusal";

/** `bifrost audit`: who did what, and whether the log is what was written. Needs the database and nothing else. */

interface Options {
  readonly json?: boolean;
  readonly actor?: string;
  readonly action?: string;
  readonly subject?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit?: string;
  readonly head?: string;
}

type Audit = Pick<Flows, "listAudit" | "verifyAudit">;

const PAGE = 500;
const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 10_000;

export function register(program: Command): void {
  const command = program.command("audit").description("who did what");
  const filtered = (name: string, description: string) =>
    command
      .command(name)
      .description(description)
      .option("--actor <who>", "an address, an id, or cli, system, setup")
      .option("--action <text>", "what it begins with, as limit. or order.submit")
      .option("--subject <text>", "part of what it was done to")
      .option("--from <moment>", "ISO 8601, inside")
      .option("--to <moment>", "ISO 8601, not inside");
  filtered("list", "the newest rows")
    .option("--limit <rows>", `at most ${LIMIT_MAX}`, String(LIMIT_DEFAULT))
    .option("--json", "as JSON on standard output")
    .action((options: Options) => withAudit((audit) => list(audit, options)));
  filtered("export", "every row as CSV on standard output, the newest first").action((options: Options) =>
    withAudit((audit) => exportRows(audit, options)),
  );
  command
    .command("verify")
    .description("hold every row against its seal; the first that does not hold is named")
    .option("--head <seal>", "a seal that was kept elsewhere: is the log still the one it ended?")
    .option("--json", "as JSON on standard output")
    .action((options: Options) => withAudit((audit, house) => verify(audit, house, options)));
}

async function withAudit(work: (audit: Audit, house: CommandHouse) => Promise<void>): Promise<void> {
  await withHouse(async (house) => {
    const { makeAboutFlows } = await import("@/server/flows/read-about");
    return work(makeAboutFlows(house.deps), house);
  }, "database");
}

/** Null: a moment that is none; it was told. */
function filterOf({ actor, action, subject, from, to }: Options) {
  const moments = {
    from: from === undefined ? undefined : Date.parse(from),
    to: to === undefined ? undefined : Date.parse(to),
  };
  for (const [name, ms] of Object.entries(moments))
    if (Number.isNaN(ms)) {
      fail(`--${name} takes a moment like 2026-01-31T14:00:00Z.`);
      return null;
    }
  return { actor, action, subject, fromMs: moments.from, toMs: moments.to };
}

async function list({ listAudit }: Audit, options: Options): Promise<void> {
  const filter = filterOf(options);
  if (filter === null) return undefined;
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX)
    return fail(`--limit takes a whole number from 1 to ${LIMIT_MAX}, was "${options.limit}".`);
  const { rows } = await listAudit({ ...filter, cursor: null, limit });
  if (options.json === true) return print(JSON.stringify(rows));
  for (const row of rows) print(columnsOf(row).join("\t"));
  return undefined;
}

const columnsOf = ({ id, at, actor, action, subject, details }: AuditView) => [
  id,
  new Date(at).toISOString(),
  actor,
  action,
  subject,
  JSON.stringify(details),
];

/** Quoted, and a cell that a spreadsheet would compute is led by an apostrophe. */
const cell = (text: string) => `"${(/^[=+@\t\r-]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

async function exportRows({ listAudit }: Audit, options: Options): Promise<void> {
  const filter = filterOf(options);
  if (filter === null) return;
  print("id,at,actor,action,subject,details");
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Audit["listAudit"]>> = await listAudit({ ...filter, cursor, limit: PAGE });
    for (const row of page.rows) print(columnsOf(row).map(cell).join(","));
    ({ cursor } = page);
  } while (cursor !== null);
}

/** Ends with 1 where the log does not hold: for whoever runs it by a clock. */
const EXIT_BROKEN = 1;

async function verify({ verifyAudit }: Audit, { actor }: CommandHouse, { head, json }: Options): Promise<void> {
  if (head !== undefined && !/^[0-9a-f]{64}$/.test(head)) return fail("--head takes a seal: 64 digits of 0-9 and a-f.");
  const check = await verifyAudit(actor, head ?? null);
  const isBroken = check.fault !== null || check.knowsHead === false;
  if (isBroken) process.exitCode = EXIT_BROKEN;
  if (json === true) return print(JSON.stringify(check));
  const { fault, sealed, unsealed } = check;
  print(`${sealed} rows hold${check.head === null ? "" : `, up to seal ${check.head}`}.`);
  if (fault !== null) {
    const at = fault.sealedAt === null ? "" : `, sealed ${new Date(fault.sealedAt).toISOString()}`;
    print(
      `NOT whole: seal ${fault.sealNo} ${FAULTS[fault.kind]}${fault.logId === null ? "" : ` (row ${fault.logId})`}${at}.`,
    );
  }
  if (check.knowsHead === false)
    print("NOT whole: the seal that you kept is not in the chain. Rows were cut off or written anew.");
  if (unsealed !== null)
    print(
      `${unsealed.rows} rows are not sealed yet, from row ${unsealed.firstId} of ${new Date(unsealed.since).toISOString()} on.`,
    );
  return undefined;
}

const FAULTS = {
  changed: "does not fit its row: the row was changed",
  deleted: "has no row: it was deleted",
  seal_gone: "is gone",
} as const;
