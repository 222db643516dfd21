import type { EpochMs, UserId } from "@/modules/_kernel";
import type { AppError } from "../errors";
import type { Actor, Answer, Page } from "./shared";
import type { OrderPreview } from "./trading";

/** Who calls: TradingView, which can sign nothing and so says its secret, or a program that signs what it sends. */
export type HookSource = "tradingview" | "generic";

/** `dry`: it shows what it would do. `live`: it does it. `off`: it is there for nobody. */
export type HookMode = "dry" | "live" | "off";

/**
 * Where in the JSON of a call each field stands: `$.alert.side` is looked up, any other text is taken as it is. Null: not given.
 */
export interface HookTemplate {
  /** buy or long, sell or short, close or flat or exit, cancel, signal. */
  readonly action: string;
  readonly symbol: string | null;
  readonly qty: string | null;
  /** Market where it is not given. */
  readonly ordType: string | null;
  readonly limitPrice: string | null;
  readonly stopPrice: string | null;
  /** Day where it is not given. */
  readonly timeInForce: string | null;
  readonly takeProfit: string | null;
  readonly stopLoss: string | null;
  /** What makes a call one of a kind; where it is not given, its whole body does. */
  readonly id: string | null;
  /** When it was sent: ISO 8601 with a zone, or seconds or milliseconds since 1970. TradingView hooks need it. */
  readonly at: string | null;
  /** Of signals: what to tell. */
  readonly text: string | null;
  /** Their names of instruments, and ours. */
  readonly symbols: Readonly<Record<string, string>>;
}

export interface HookLimits {
  /** Ours; null: any. */
  readonly symbols: readonly string[] | null;
  /** Most that one order may be worth, in the account's currency, decimal text; null: what limits of risk allow. */
  readonly maxValue: string | null;
  /** How old, or how far ahead of our clock, a call may be. */
  readonly windowSeconds: number;
}

/** What a template made of a call. Amounts are text as they came. */
export type HookWish =
  | {
      readonly kind: "order";
      readonly symbol: string;
      readonly side: "buy" | "sell";
      readonly qty: string;
      readonly ordType: "market" | "limit" | "stop" | "stop_limit";
      readonly limitPrice: string | null;
      readonly stopPrice: string | null;
      readonly timeInForce: "day" | "gtc" | "ioc" | "fok";
      readonly takeProfit: string | null;
      readonly stopLoss: string | null;
    }
  | { readonly kind: "close"; readonly symbol: string }
  /** Null: every symbol of the account. */
  | { readonly kind: "cancel"; readonly symbol: string | null }
  | { readonly kind: "signal"; readonly symbol: string | null; readonly text: string };

export interface WebhookInView {
  readonly hookId: string;
  readonly name: string;
  readonly source: HookSource;
  readonly mode: HookMode;
  readonly accountId: string;
  readonly accountName: string;
  readonly ownerId: UserId;
  readonly owner: string;
  readonly mine: boolean;
  readonly template: HookTemplate;
  readonly limits: HookLimits;
  /** Path that is called; the server's address stands before it. */
  readonly path: string;
  /** When it first showed what it would do as it is now; null: not yet, and it cannot go live. */
  readonly triedAt: EpochMs | null;
  readonly createdAt: EpochMs;
  readonly rotatedAt: EpochMs | null;
  readonly lastCallAt: EpochMs | null;
}

/** With its secret, which nobody can read again. */
export interface NewWebhookIn {
  readonly hook: WebhookInView;
  readonly secret: string;
}

/**
 * `would`: a dry run. `done`: ordered, closed or canceled. `told`: a signal. `repeated`: the same call was there before.
 * `working`: it began and has not ended.
 */
export type HookOutcome = "working" | "done" | "would" | "told" | "refused" | "repeated";

export interface WebhookCallView {
  readonly callId: string;
  readonly receivedAt: EpochMs;
  readonly mode: HookMode;
  readonly ip: string;
  readonly outcome: HookOutcome;
  /** The beginning of what came, its secret taken out. */
  readonly body: string;
  readonly wish: HookWish | null;
  readonly answer: HookAnswer | null;
}

/** Why a call did nothing, as a refusal of a flow. */
export interface HookRefusal {
  readonly kind: AppError["kind"];
  readonly path: string | null;
  readonly facts: NonNullable<AppError["facts"]>;
}

/** What a call did or would do. */
export interface HookAnswer {
  readonly orderIds: readonly string[];
  /** Orders that were asked to be canceled. */
  readonly canceled: number;
  /** Of an order in a dry run. */
  readonly preview: Pick<OrderPreview, "price" | "currency" | "notional" | "positionBefore" | "positionAfter"> | null;
  readonly refusal: HookRefusal | null;
}

/** One call as it came in. */
export interface IncomingCall {
  readonly hookId: string;
  /** From the address, where it stands there. */
  readonly pathSecret: string | null;
  readonly body: string;
  readonly ip: string;
  readonly requestId: string;
  /** Of signed calls. */
  readonly timestamp: string | null;
  readonly signature: string | null;
}

export interface Received {
  readonly callId: string;
  readonly outcome: HookOutcome;
  readonly wish: HookWish | null;
  readonly answer: HookAnswer | null;
}

export interface WebhookInFlows {
  /** The asking person's own, newest first; of everybody for administrators. */
  listWebhooksIn(actor: Actor): Answer<readonly WebhookInView[]>;
  /** It begins in a dry run. Template and limits are checked by the flow, with the place of each fault; null: usual ones. */
  createWebhookIn(
    actor: Actor,
    input: {
      readonly name: string;
      readonly source: HookSource;
      readonly accountId: string;
      readonly template: unknown;
      readonly limits: unknown;
    },
  ): Answer<NewWebhookIn>;
  /** What is not given stays. Another template or other limits bring a live hook back into a dry run. */
  changeWebhookIn(
    actor: Actor,
    input: {
      readonly hookId: string;
      readonly name?: string;
      readonly mode?: HookMode;
      readonly template?: unknown;
      readonly limits?: unknown;
    },
  ): Answer<WebhookInView>;
  /** Another secret; the old one is refused from then on. Its owner alone. */
  rotateWebhookIn(actor: Actor, hookId: string): Answer<NewWebhookIn>;
  removeWebhookIn(actor: Actor, hookId: string): Answer<null>;
  /** Newest first. */
  listWebhookCalls(
    actor: Actor,
    query: { readonly hookId: string; readonly cursor: string | null; readonly limit: number },
  ): Answer<Page<WebhookCallView>>;
  /** What a body would do, whatever the mode is. Nothing is sent and no call is kept. */
  tryWebhookIn(
    actor: Actor,
    input: { readonly hookId: string; readonly body: string },
  ): Answer<{ readonly wish: HookWish; readonly answer: HookAnswer }>;
  /** A call from outside. Everything that is wrong with its secret is the same refusal, and leaves no call behind. */
  receiveWebhook(call: IncomingCall): Answer<Received>;
}
