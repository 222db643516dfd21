import { join, resolve } from "node:path";
import type { Command } from "commander";

interface BackupOptions {
  readonly json?: boolean;
}

async function backup(file: string | undefined, { json }: BackupOptions): Promise<void> {
  const [{ openDatabaseSession }, { backupName, createBackup }] = await Promise.all([
    import("@/server/ops/database-session"),
    import("../../scripts/backup.mjs"),
  ]);
  const session = await openDatabaseSession();
  try {
    const target = file === undefined ? join(session.dataDir, "backups", backupName("manual")) : resolve(file);
    const made = await createBackup({ ownerUrl: session.ownerUrl, file: target });
    const megabytes = (made.bytes / 1_048_576).toFixed(1);
    process.stdout.write(
      json
        ? `${JSON.stringify(made)}\n`
        : `${made.file}: ${made.rows} rows of ${made.tables} tables, ${megabytes} MB. It holds password hashes: keep it as safe as the database.\n`,
    );
  } finally {
    await session.close();
  }
}

export function register(program: Command): void {
  program
    .command("backup")
    .description("write one snapshot of the whole database to a file; works while Bifrost Trader runs")
    .argument("[file]", "where to (default: a dated file in the data folder's backups)")
    .option("--json", "the result as JSON")
    .action(backup);
}
