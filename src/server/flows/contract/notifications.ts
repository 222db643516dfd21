import type { EpochMs, UserId } from "@/modules/_kernel";
import type { Actor, Answer, Page } from "./shared";

/** What a person is told outside of the app. */

export interface NotificationView {
  readonly notificationId: string;
  readonly severity: "info" | "success" | "warning" | "failure";
  readonly messageKey: string;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
  readonly href: string | null;
  readonly createdAt: EpochMs;
  readonly readAt: EpochMs | null;
}

export type ChannelKindName = "push" | "email" | "telegram" | "webhook";
export type SeverityFloor = "info" | "warning" | "failure";

export interface ChannelView {
  readonly channelId: string;
  readonly kind: ChannelKindName;
  readonly name: string;
  /** What may be seen of where it goes. */
  readonly address: string;
  /** gone: the other side said that there is no such receiver any more. */
  readonly state: "active" | "gone";
  readonly stateNote: string | null;
  readonly createdAt: EpochMs;
}

export type NewChannel = { readonly name: string } & (
  | { readonly kind: "push"; readonly endpoint: string; readonly p256dh: string; readonly auth: string }
  | { readonly kind: "email"; readonly address: string }
  | { readonly kind: "telegram"; readonly chatId: string }
  | { readonly kind: "webhook"; readonly url: string }
);

/** Exactly one of the two is given. */
export interface RuleStep {
  readonly channelId: string | null;
  /** Somebody else, by their own rules. */
  readonly personId: string | null;
  /** 0 to a day. A step that waits is left out once the notification was read or acknowledged. */
  readonly afterMinutes: number;
}

export interface NotifyRule {
  /** First parts of message keys, such as `limit`; empty is every kind. */
  readonly kinds: readonly string[];
  readonly leastSeverity: SeverityFloor;
  readonly steps: readonly RuleStep[];
}

/** Minutes since midnight in the person's zone. */
export interface NotifyHabit {
  /** Null: none. From 1320 to 420 is ten in the evening to seven in the morning. */
  readonly quiet: {
    readonly from: number;
    readonly to: number;
    readonly passes: "warning" | "failure" | "none";
  } | null;
  /** When to say each day, by every channel, that the house lives; null: never. */
  readonly heartbeatAt: number | null;
}

export interface DeliveryView {
  readonly deliveryId: string;
  readonly notificationId: string | null;
  readonly userId: UserId;
  /** Address of the person. */
  readonly who: string;
  readonly targetKind: ChannelKindName | "person";
  readonly targetName: string;
  readonly status: "queued" | "sending" | "sent" | "delivered" | "acknowledged" | "failed";
  readonly dueAt: EpochMs;
  readonly attempts: number;
  readonly createdAt: EpochMs;
  readonly sentAt: EpochMs | null;
  readonly deliveredAt: EpochMs | null;
  readonly acknowledgedAt: EpochMs | null;
  readonly answer: string | null;
  /** Key and facts of the notification; null: a test. */
  readonly about: {
    readonly messageKey: string;
    readonly facts: Readonly<Record<string, string | number | boolean | null>>;
  } | null;
}

export interface MailSettings {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly user: string | null;
  readonly from: string;
}

/** What administrators set for everybody. Secrets go in and never come out: only whether there is one. */
export interface NotifyHouse {
  readonly publicUrl: string | null;
  readonly allowPrivate: boolean;
  readonly mail: MailSettings | null;
  readonly hasMailPassword: boolean;
  readonly hasTelegramToken: boolean;
  readonly hasDeadManUrl: boolean;
  readonly lastPing: { readonly at: EpochMs; readonly isHeard: boolean; readonly answer: string } | null;
}

/** Of the secrets: not given leaves what is there, null removes it. */
export interface NotifyHouseInput {
  readonly publicUrl: string | null;
  readonly allowPrivate: boolean;
  readonly mail: MailSettings | null;
  readonly mailPassword?: string | null | undefined;
  readonly telegramToken?: string | null | undefined;
  readonly deadManUrl?: string | null | undefined;
}

export interface NotificationFlows {
  listChannels(actor: Actor): Answer<readonly ChannelView[]>;
  /** `secret`: of a webhook, shown this once. The first channel of a person gets a rule of its own: warnings and worse. */
  addChannel(
    actor: Actor,
    input: NewChannel,
  ): Answer<{ readonly channel: ChannelView; readonly secret: string | null }>;
  /** Rules lose their steps by it. What waits to be sent by it fails. */
  removeChannel(actor: Actor, channelId: string): Answer<null>;
  /** Of a webhook. What is sent within a day is signed with the old secret too. */
  rotateChannelSecret(actor: Actor, channelId: string): Answer<{ readonly secret: string }>;
  /** Sends one message now and says what the other side answered. */
  testChannel(actor: Actor, channelId: string): Answer<DeliveryView>;
  readNotifyRules(actor: Actor): Answer<readonly NotifyRule[]>;
  /** Replaces them all. */
  saveNotifyRules(actor: Actor, rules: readonly NotifyRule[]): Answer<readonly NotifyRule[]>;
  readNotifyHabit(actor: Actor): Answer<NotifyHabit>;
  saveNotifyHabit(actor: Actor, habit: NotifyHabit): Answer<NotifyHabit>;
  /** Who may be told when somebody does not react: risk and administrators. */
  listEscalationPeople(): Promise<readonly { readonly userId: UserId; readonly name: string }[]>;
  /** One's own; of everybody only for administrators. Newest first. */
  listDeliveries(
    actor: Actor,
    query: {
      readonly everybody: boolean;
      readonly status: DeliveryView["status"] | null;
      readonly cursor: string | null;
      readonly limit: number;
    },
  ): Promise<Page<DeliveryView>>;
  /** Tries one that failed once more, from the beginning. */
  retryDelivery(actor: Actor, deliveryId: string): Answer<DeliveryView>;
  /** One's own notification: it counts as read, and nothing more is sent about it. Twice is once. */
  acknowledgeNotification(actor: Actor, notificationId: string): Answer<null>;
  /** A device says that it showed a push. */
  confirmDelivery(actor: Actor, deliveryId: string): Answer<null>;
  /** What browsers subscribe with. */
  readPushKey(): Promise<string>;
  readNotifyHouse(): Promise<NotifyHouse>;
  saveNotifyHouse(actor: Actor, input: NotifyHouseInput): Answer<NotifyHouse>;
}
