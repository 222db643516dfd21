import type { EpochMs } from "@/modules/_kernel";
import type { AlertTerms } from "../alerts/terms";
import type { Actor, Answer, Page } from "./shared";

/** Alerts that people set: when something happens, they are told. */

export interface AlertInput {
  readonly name: string;
  readonly terms: AlertTerms;
  readonly severity: "info" | "warning" | "failure";
  /** false: once. */
  readonly repeats: boolean;
  /** After a firing, for so long no other. Seconds, up to a week. */
  readonly coolDownS: number;
  readonly expiresAt: EpochMs | null;
}

export interface AlertView extends AlertInput {
  readonly alertId: string;
  readonly status: "active" | "paused" | "done" | "expired";
  /** How it stood when it was last looked at; null: that could not be told. */
  readonly holds: boolean | null;
  /** What was seen then. */
  readonly reading: string | null;
  readonly readAt: EpochMs | null;
  readonly firedCount: number;
  readonly lastFiredAt: EpochMs | null;
  readonly createdAt: EpochMs;
}

export interface FiringView {
  readonly firingId: string;
  readonly alertId: string;
  readonly name: string;
  readonly at: EpochMs;
  /** Text of the message catalog, `notifications.text.<messageKey>`. */
  readonly messageKey: string;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
}

export interface AlertFlows {
  /** One's own, newest first. */
  listAlerts(actor: Actor): Answer<readonly AlertView[]>;
  /** Refuses instruments, accounts and conditions that are not there to be asked. */
  createAlert(actor: Actor, input: AlertInput): Answer<AlertView>;
  /** What it waits for is new: how it stood before is forgotten. */
  changeAlert(actor: Actor, alertId: string, input: AlertInput): Answer<AlertView>;
  /** Resuming one that is over sets it anew. */
  setAlertStatus(actor: Actor, alertId: string, status: "active" | "paused"): Answer<AlertView>;
  /** With its history. */
  deleteAlert(actor: Actor, alertId: string): Answer<null>;
  /** Takes a removal of the last fifteen minutes back, with its history; it begins anew to look. */
  restoreAlert(actor: Actor, alertId: string): Answer<AlertView>;
  /** Newest first; of one alert, or of all of one's own. */
  listFirings(
    actor: Actor,
    query: { readonly alertId: string | null; readonly cursor: string | null; readonly limit: number },
  ): Answer<Page<FiringView>>;
}
