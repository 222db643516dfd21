import type { EpochMs } from "@/modules/_kernel";
import type { Actor, Answer, Page } from "./shared";

/** Programs outside that are told what happens here. */

export type WebhookKind = "order" | "fill" | "alert" | "halt" | "deployment";

export interface WebhookOutView {
  readonly webhookId: string;
  readonly name: string;
  /** What may be seen of where it goes. */
  readonly address: string;
  readonly kinds: readonly WebhookKind[];
  /** gone: the receiver said so (410); nothing is sent to it any more. */
  readonly state: "active" | "paused" | "gone";
  readonly stateNote: string | null;
  readonly createdAt: EpochMs;
}

export interface WebhookDeliveryView {
  readonly deliveryId: string;
  readonly webhookId: string;
  readonly kind: WebhookKind;
  readonly body: string;
  readonly status: "queued" | "sending" | "delivered" | "failed";
  readonly attempts: number;
  readonly createdAt: EpochMs;
  readonly sentAt: EpochMs | null;
  readonly answer: string | null;
}

export interface WebhookOutFlows {
  listWebhooksOut(actor: Actor): Answer<readonly WebhookOutView[]>;
  /** Events from now on, of what the owner may see. The secret is shown this once. */
  createWebhookOut(
    actor: Actor,
    input: { readonly name: string; readonly url: string; readonly kinds: readonly WebhookKind[] },
  ): Answer<{ readonly webhook: WebhookOutView; readonly secret: string }>;
  /** What is sent within a day is signed with the old secret too. */
  rotateWebhookOut(actor: Actor, webhookId: string): Answer<{ readonly secret: string }>;
  /** Events of a pause are not told later. */
  setWebhookOut(actor: Actor, webhookId: string, state: "active" | "paused"): Answer<WebhookOutView>;
  deleteWebhookOut(actor: Actor, webhookId: string): Answer<null>;
  /** Newest first. */
  listWebhookDeliveries(
    actor: Actor,
    query: { readonly webhookId: string; readonly cursor: string | null; readonly limit: number },
  ): Answer<Page<WebhookDeliveryView>>;
  /** Sends one again as it was, with its id: the receiver tells that it had it. */
  replayWebhookDelivery(actor: Actor, deliveryId: string): Answer<null>;
}
