import type { EpochMs, UserId } from "@/modules/_kernel";
import type { AuditCheck, AuditFilter } from "./audit";
import type { HealthView } from "./health";
import type { NotificationView } from "./notifications";
import type { Actor, Answer, Page } from "./shared";

export interface AuditView {
  readonly id: string;
  readonly at: EpochMs;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** What the house tells of itself. */
export interface HouseFlows {
  listNotifications(userId: UserId, limit: number): Promise<readonly NotificationView[]>;
  markNotificationsRead(actor: Actor, upToMs: EpochMs): Answer<null>;
  health(): Promise<HealthView>;
  /** `actor` by address or id. */
  listAudit(query: AuditFilter & { readonly cursor: string | null; readonly limit: number }): Promise<Page<AuditView>>;
  /** Goes through the sealed log. `knownHead`: a seal that was kept elsewhere. The check is itself a row of the log. */
  verifyAudit(actor: Actor, knownHead: string | null): Promise<AuditCheck>;
}
