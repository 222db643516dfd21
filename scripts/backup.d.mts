export interface TableShape {
  readonly name: string;
  readonly columns: readonly string[];
  readonly order: readonly string[];
  readonly partitions: readonly { readonly name: string; readonly bound: string }[];
}

export interface BackupHeader {
  readonly format: number;
  /** Version of the program that made it. */
  readonly version: string;
  readonly createdAt: string;
  readonly server: string;
  readonly migrations: readonly { readonly name: string; readonly checksum: string }[];
  readonly tables: readonly TableShape[];
}

export interface BackupManifest {
  readonly tables: Readonly<Record<string, { readonly rows: number; readonly bytes: number; readonly sha256: string }>>;
  readonly sequences: readonly { readonly name: string; readonly value: string; readonly called: boolean }[];
}

export function createBackup(order: {
  readonly ownerUrl: string;
  readonly file: string;
  readonly onTable?: (name: string, rows: number) => void;
}): Promise<{ readonly file: string; readonly rows: number; readonly tables: number; readonly bytes: number }>;
export function checkBackup(
  file: string,
): Promise<{ readonly header: BackupHeader; readonly manifest: BackupManifest }>;
export function backupName(reason: string): string;
export function listBackups(
  folder: string,
): { readonly file: string; readonly modifiedMs: number; readonly bytes: number }[];
