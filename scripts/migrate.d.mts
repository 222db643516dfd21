export interface AppRole {
  readonly name: string;
  readonly password: string;
}

export interface Migration {
  readonly name: string;
  readonly sql: string;
  /** sha256 of the text, as Prisma's ledger keeps it. */
  readonly checksum: string;
}

/** A migration that did not apply. What it did was rolled back: the data is as it was. */
export class MigrationFailure extends Error {
  readonly migration: string;
  readonly exitCode: number;
}

export function migrate(options: {
  readonly ownerUrl: string;
  /** Made (or given this password) and granted its rights; left out: no role is touched. */
  readonly appRole?: AppRole | null;
  readonly directory?: string;
  /** Runs before the first pending migration of a database that already has some. */
  readonly beforeChange?: (pending: readonly string[]) => Promise<void>;
}): Promise<{
  readonly applied: readonly string[];
  /** The app's connection text: the owner's own where a role could not be made. */
  readonly url: string;
  readonly separateRole: boolean;
}>;
export function readMigrations(directory?: string): Migration[];
export function pendingOf(
  migrations: readonly Migration[],
  ledger: readonly { readonly name: string; readonly checksum: string; readonly finishedAt: Date | null }[],
): Migration[];
export function appUrl(ownerUrl: string, role: AppRole): string;
export function quoteName(name: string): string;
