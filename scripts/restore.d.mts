import type { AppRole } from "./migrate.mjs";

export function restoreBackup(order: {
  readonly ownerUrl: string;
  readonly appRole: AppRole | null;
  readonly file: string;
  readonly safetyFolder: string;
  readonly say?: (text: string) => void;
}): Promise<{
  readonly rows: number;
  readonly tables: number;
  /** The backup of what was there before; null when there was nothing. */
  readonly safety: string | null;
  /** Migrations newer than the backup, applied after it. */
  readonly applied: readonly string[];
  readonly createdAt: string;
  readonly version: string;
}>;
