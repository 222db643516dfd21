import { join, resolve } from "node:path";
import type { Command } from "commander";

interface RestoreOptions {
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Refused: what the command would do, and the flag that says so. */
const EXIT_USAGE = 2;

async function restore(given: string, { yes, json }: RestoreOptions): Promise<void> {
  const file = resolve(given);
  const { checkBackup } = await import("../../scripts/backup.mjs");
  if (!yes) {
    const { header, manifest } = await checkBackup(file);
    const rows = Object.values(manifest.tables).reduce((sum, table) => sum + table.rows, 0);
    process.stderr.write(
      `${file} was made ${header.createdAt} by version ${header.version} and holds ${rows} rows. Restoring replaces everything in the database (what is there is backed up first): add --yes to do it.\n`,
    );
    process.exitCode = EXIT_USAGE;
    return;
  }
  const [{ openDatabaseSession }, { restoreBackup }] = await Promise.all([
    import("@/server/ops/database-session"),
    import("../../scripts/restore.mjs"),
  ]);
  const session = await openDatabaseSession({ migrate: false });
  try {
    const done = await restoreBackup({
      ownerUrl: session.ownerUrl,
      appRole: session.appRole,
      file,
      safetyFolder: join(session.dataDir, "backups"),
      say: (text) => process.stderr.write(`${text}\n`),
    });
    const newer = done.applied.length === 0 ? "" : `, then applied ${done.applied.length} newer migrations`;
    process.stdout.write(
      json
        ? `${JSON.stringify(done)}\n`
        : `Restored ${done.rows} rows of ${done.tables} tables, counted and compared${newer}.\n`,
    );
  } finally {
    await session.close();
  }
}

export function register(program: Command): void {
  program
    .command("restore")
    .description("replace the database with a backup, all of it or nothing; Bifrost Trader must not run")
    .argument("<file>", "a file made by `bifrost backup`")
    .option("--yes", "really replace what is there")
    .option("--json", "the result as JSON")
    .action(restore);
}
