import type { AppRole } from "./migrate.mjs";

export interface DatabaseSession {
  readonly kind: "embedded" | "external";
  /** The app's connection text (the owner's with `migrate: false`). */
  readonly url: string;
  readonly ownerUrl: string;
  readonly appRole: AppRole;
  readonly dataDir: string;
  /** The launcher that runs this installation now. */
  readonly running: { readonly pid: number; readonly url: string | null; readonly port: number | null } | null;
  /** Leaves the database; ends an embedded server that was started for this session. Safe to call twice. */
  close(): Promise<void>;
}

/** Opens the installation's database for a command; see the implementation. Refusals are sentences for the person. */
export function openDatabaseSession(options?: { readonly migrate?: boolean }): Promise<DatabaseSession>;
export function runningInstallation(
  dataDir?: string,
): { readonly pid: number; readonly url: string | null; readonly port: number | null } | null;
