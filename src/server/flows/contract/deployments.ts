import type { EpochMs } from "@/modules/_kernel";
import type { ChangeScope, StrategyParams } from "@/modules/strategy";
import type { Actor, Answer, Page, ResolutionName } from "./shared";
import type { FillView, OrderView } from "./trading";

/**
 * `starting`: asked for, no runner has it yet. `warming`: a runner shows the strategy stored history. `running`: it decides at each
 * closed bar. `reduce_only`: it decides, and only what reduces its position passes. `pausing`: its entries are being canceled.
 * `paused`: it decides nothing, what it holds stays. `stopped` and `failed` are over; a failed one may be started again.
 */
export type DeploymentState =
  | "starting"
  | "warming"
  | "running"
  | "reduce_only"
  | "pausing"
  | "paused"
  | "stopped"
  | "failed";

/** When it may open: in the regular sessions of its instruments' calendars, or at every bar there is. */
export type DeploymentSchedule = "sessions" | "always";

/** How far a strategy has come. `live` would be a broker account, and there is none. */
export type DeploymentStage = "draft" | "backtest" | "out_of_sample" | "paper" | "shadow" | "live";

/** Why it is in its state, as data: a kind of `en-deployments.ts` with its facts. */
export interface DeploymentReason {
  readonly kind: string;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
}

/** Who judged a wish of the strategy, in this order. */
export type GateLayer = "strategy" | "state" | "intent" | "risk";

/** One question that was asked of a decision. */
export interface GateView {
  readonly layer: GateLayer;
  /** `no_signal`, `trading_state`, `lot`, `capital`, `order.limits_broken`, … */
  readonly gate: string;
  readonly passed: boolean;
  /** What was found, and what would have passed; null where that is no number. */
  readonly value: string | null;
  readonly threshold: string | null;
}

/**
 * `ordered`: something was sent or canceled. `blocked`: it wanted something and a gate said no to all of it. `none`: it wanted
 * nothing. `failed`: it broke.
 */
export type DecisionOutcome = "ordered" | "blocked" | "none" | "failed";

/** One thing the strategy wanted at a bar, and what became of it. */
export interface IntentView {
  /** From 0 in the decision. */
  readonly number: number;
  readonly symbol: string;
  readonly action: "order" | "cancel";
  readonly side: "buy" | "sell" | null;
  /** As the strategy wanted it, and as it was sent after lot and capital; null where nothing was. */
  readonly wantedQty: string | null;
  readonly qty: string | null;
  readonly ordType: string | null;
  readonly limitPrice: string | null;
  readonly stopPrice: string | null;
  readonly gates: readonly GateView[];
  readonly orderId: string | null;
}

/** What a strategy decided at the close of one bar. Written once and never changed. */
export interface DecisionView {
  readonly deploymentId: string;
  /** Start of the bar that closed, and when it was decided on. */
  readonly barAt: EpochMs;
  readonly closedAt: EpochMs;
  readonly decidedAt: EpochMs;
  readonly outcome: DecisionOutcome;
  /** sha256 over everything that went in: strategy, parameters, bars, what it held. */
  readonly inputsHash: string;
  /** Close and position of each instrument as the strategy saw them. */
  readonly seen: readonly { readonly symbol: string; readonly close: string; readonly position: string }[];
  readonly intents: readonly IntentView[];
  /** Gates that were asked of the decision as a whole. */
  readonly gates: readonly GateView[];
  /** Lines the strategy wrote. */
  readonly notes: readonly string[];
  /** In one sentence: what it did, or the first gate that blocked with its value and threshold. */
  readonly sentence: string;
}

export interface DeploymentPositionView {
  readonly symbol: string;
  /** Below 0 is short. Of this deployment alone: what its own fills add up to. */
  readonly qty: string;
  readonly averagePrice: string | null;
  readonly mark: string | null;
  readonly marketValue: string | null;
  readonly unrealized: string | null;
  readonly realized: string;
}

/** What a deployment still has of an instrument that a change takes out. */
export interface LeavingView {
  readonly symbol: string;
  /** Decimal text, below 0 short: by its own fills. */
  readonly qty: string;
  /** Its orders that may fill. */
  readonly orders: number;
}

/** A change of parameters, instruments, capital or version that waits for its bar. */
export interface DeploymentChangeView {
  /** As the strategy is named then. */
  readonly strategy: string;
  readonly params: StrategyParams;
  readonly differences: readonly {
    readonly name: string;
    readonly before: string | null;
    readonly after: string | null;
  }[];
  /** What it may have at work then. */
  readonly capital: string;
  /** What it trades then. */
  readonly instruments: readonly string[];
  /**
   * What it still has of instruments that it takes out: it takes effect once that is nothing, and from its moment on only what reduces
   * passes in them.
   */
  readonly leaving: readonly LeavingView[];
  readonly askedAt: EpochMs;
  /** Bars that begin at or after this are decided with it; null: not known before the next bar comes. */
  readonly takesEffectAt: EpochMs | null;
  /** `off`: it would need a second person, and nobody else here could be it. */
  readonly approval: { readonly need: "none" | "second" | "off"; readonly because: readonly ChangeScope[] };
  /** While it waits for a second person; null: it does not, or not yet. */
  readonly waits: {
    readonly changeId: string;
    readonly askedBy: string | null;
    readonly askedAt: EpochMs;
    readonly expiresAt: EpochMs;
    readonly mayDecide: boolean;
    readonly mayWithdraw: boolean;
  } | null;
}

export interface DeploymentLine {
  readonly deploymentId: string;
  readonly name: string;
  /** As it runs: a built-in name, or `<slug>@<number>`. */
  readonly strategy: string;
  readonly strategyTitle: string;
  readonly strategyVersion: string;
  readonly presetId: string | null;
  readonly params: StrategyParams;
  readonly instruments: readonly string[];
  readonly resolution: ResolutionName;
  readonly accountId: string;
  readonly accountName: string;
  readonly owner: string;
  readonly mine: boolean;
  readonly currency: string;
  /** What it may have at work, in the account's currency. */
  readonly capital: string;
  readonly schedule: DeploymentSchedule;
  readonly stage: DeploymentStage;
  /** `live`: it trades its account. `shadow`: it runs on live data and the engine's venue fills it; nothing leaves. */
  readonly mode: "live" | "shadow";
  /** Of a shadow, the deployment that it runs beside; null: none. */
  readonly shadowOf: string | null;
  readonly state: DeploymentState;
  readonly reason: DeploymentReason | null;
  readonly stateSince: EpochMs;
  readonly createdAt: EpochMs;
  readonly startedAt: EpochMs | null;
  readonly lastDecision: Pick<DecisionView, "barAt" | "closedAt" | "outcome" | "sentence"> | null;
  /** Worth of what it holds by size, both sides above 0; null: no price is known. */
  readonly exposure: string | null;
  /** Since the beginning, and since 00:00 UTC; null: no price of something it holds is known. */
  readonly pnl: string | null;
  readonly pnlToday: string | null;
  readonly openOrders: number;
  /** Newest parity: 1 is all alike; null: none yet. */
  readonly parity: number | null;
}

/** What its account had by nobody's order and somebody gave to it in the reconciliation inbox: it counts like a fill of its own. */
export interface AssignedFillView {
  /** The entry of the ledger. */
  readonly batchId: string;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  /** Decimal text. */
  readonly qty: string;
  /** What a unit was booked at. */
  readonly price: string;
  readonly filledAt: EpochMs;
  readonly assignedAt: EpochMs;
  /** Name of who gave it; null: the command line. */
  readonly by: string | null;
}

export interface DeploymentDetail extends DeploymentLine {
  readonly positions: readonly DeploymentPositionView[];
  /** Newest first; without what was taken back since. */
  readonly assigned: readonly AssignedFillView[];
  readonly realized: string;
  readonly unrealized: string | null;
  readonly fees: string;
  readonly pendingChange: DeploymentChangeView | null;
  /** One that a second person has to let in first. */
  readonly waitingChange: DeploymentChangeView | null;
  /** First bar that it watched, and the first that it decided on; null: not yet. */
  readonly warmFrom: EpochMs | null;
  readonly liveFrom: EpochMs | null;
  readonly decisions: number;
  /** What may be asked of it now by the asking person. */
  readonly may: readonly ("start" | "pause" | "stop" | "flatten" | "change")[];
  /** States it went through, newest first, at most 50. */
  readonly history: readonly {
    readonly at: EpochMs;
    readonly from: DeploymentState | null;
    readonly to: DeploymentState;
    readonly event: string;
    readonly reason: DeploymentReason | null;
    readonly by: string | null;
  }[];
}

export interface NewDeployment {
  readonly name: string;
  /** Built-in name, `<slug>@<number>`, or `<slug>` for the newest version now. */
  readonly strategy: string;
  /** Parameters of a preset; `params` change single ones of it. Null: defaults. */
  readonly presetId: string | null;
  readonly params: StrategyParams;
  readonly instruments: readonly string[];
  readonly resolution: ResolutionName;
  readonly accountId: string;
  /** Decimal text, above 0. */
  readonly capital: string;
  readonly schedule: DeploymentSchedule;
}

export interface TraceFilter {
  readonly deploymentId: string;
  readonly symbol: string | null;
  /** Bars that begin inside, both ends included. */
  readonly from: EpochMs | null;
  readonly to: EpochMs | null;
  readonly outcome: DecisionOutcome | null;
  readonly cursor: string | null;
  /** 1 to 200. */
  readonly limit: number;
}

/** The answer to "why did it not trade": always a sentence. */
export interface WhyView {
  readonly sentence: string;
  /** The decision it is about: the last at or before the moment asked for. Null: there is none. */
  readonly decision: DecisionView | null;
  /** The first gate that blocked; null: none did. */
  readonly gate: GateView | null;
}

/** What differs first between what was decided and what the engine decides on the stored bars. */
export interface ParityDifferenceView {
  readonly barAt: EpochMs;
  readonly symbol: string;
  /** `bars`: other bars are stored now. `signal`: another wish. `order`: another size or price. `fill`: another execution. */
  readonly what: "bars" | "signal" | "order" | "fill" | "missing";
  readonly live: string | null;
  readonly engine: string | null;
}

export interface ParityView {
  readonly deploymentId: string;
  /** UTC date `YYYY-MM-DD` of the session. */
  readonly session: string;
  readonly comparedAt: EpochMs;
  readonly decisions: number;
  /** Those alike in everything. */
  readonly alike: number;
  /** alike / decisions; 1 where there were none. */
  readonly score: number;
  readonly fills: number;
  readonly fillsAlike: number;
  readonly first: ParityDifferenceView | null;
}

/** News: topic `deployments.changed` with `{deploymentId}`, at each decision that ordered or was blocked and each change of state. */
export interface DeploymentFlows {
  /** Newest first; of the accounts that the asking person may see. */
  listDeployments(
    actor: Actor,
    query: { readonly accountId: string | null; readonly over: boolean },
  ): Promise<readonly DeploymentLine[]>;
  readDeployment(actor: Actor, deploymentId: string): Answer<DeploymentDetail>;
  /** Created, it does nothing until it is started. Its name is there once for each owner. */
  createDeployment(actor: Actor, input: NewDeployment): Answer<DeploymentDetail>;
  startDeployment(actor: Actor, deploymentId: string): Answer<DeploymentDetail>;
  /** Working entries are canceled, positions and what protects them stay. */
  pauseDeployment(actor: Actor, deploymentId: string): Answer<DeploymentDetail>;
  /** For good: all its orders are canceled, what it holds stays on the account. */
  stopDeployment(actor: Actor, deploymentId: string): Answer<DeploymentDetail>;
  /** Cancels its orders and closes what it holds, nobody else's. It pauses first, so that it opens nothing again. */
  flattenDeployment(
    actor: Actor,
    input: { readonly deploymentId: string; readonly idempotencyKey: string },
  ): Answer<{
    readonly deployment: DeploymentDetail;
    readonly orders: readonly OrderView[];
    readonly canceled: number;
  }>;
  /** Newest first. */
  listDecisions(actor: Actor, filter: TraceFilter): Answer<Page<DecisionView>>;
  explainDecision(
    actor: Actor,
    query: { readonly deploymentId: string; readonly symbol: string; readonly at: EpochMs },
  ): Answer<WhyView>;
  /** Newest first. */
  listDeploymentOrders(
    actor: Actor,
    query: { readonly deploymentId: string; readonly cursor: string | null; readonly limit: number },
  ): Answer<Page<OrderView>>;
  listDeploymentFills(
    actor: Actor,
    query: { readonly deploymentId: string; readonly cursor: string | null; readonly limit: number },
  ): Answer<Page<FillView>>;
  /** Newest session first, at most 100. */
  listParity(actor: Actor, deploymentId: string): Answer<readonly ParityView[]>;
  /** Compares a session again now; null: the newest with decisions. */
  compareParity(
    actor: Actor,
    input: { readonly deploymentId: string; readonly session: string | null },
  ): Answer<ParityView>;
}
