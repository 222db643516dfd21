/** A running server of a data folder. */
export interface EmbeddedPostgres {
  /** True when it already ran: started by another process, or left by one that was killed. */
  readonly adopted: boolean;
  readonly pid: number;
  readonly port: number;
  readonly clusterDir: string;
  /** The owner's connection text, on database {@link DATABASE_NAME}. */
  readonly url: string;
  alive(): boolean;
  /** For a process that ends this moment: as `leave`, without waiting for the end. */
  leaveNow(): void;
  /** Leaves the server; ends it when nobody else uses it. Safe to call twice. */
  leave(): Promise<{ readonly ended: boolean }>;
}

/** A server for tests. */
export interface EphemeralPostgres {
  readonly pid: number;
  readonly port: number;
  readonly clusterDir: string;
  readonly url: string;
  stop(): Promise<void>;
}

export const OWNER_ROLE: string;
export const DATABASE_NAME: string;
export function startEmbedded(options: { readonly dataDir: string; readonly port?: number }): Promise<EmbeddedPostgres>;
export function startEphemeral(): Promise<EphemeralPostgres>;
export function runningServer(
  clusterDir: string,
): { readonly pid: number; readonly port: number; readonly status: string } | null;
export function otherUsers(dataDir: string): number[];
export function endServer(pid: number): Promise<void>;
