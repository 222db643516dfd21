import type { AccountId, EpochMs, SqlPort, UserId } from "@/modules/_kernel";
import type { Resolution } from "@/modules/data";
import type { BarOrderRequest } from "@/modules/execution";
import type { Difference } from "./domain/deployment/compare-decisions";
import type { DeploymentEventType, DeploymentReason, DeploymentStanding } from "./domain/deployment/deployment-state";
import type { Gate } from "./domain/deployment/gate";
import type { StoredIntent } from "./domain/deployment/intent";
import type { SeenCloses } from "./domain/deployment/profit-curve";
import type { DeploymentStageName } from "./domain/deployment/promotion";
import type { DecidedMoment, Wish } from "./domain/deployment/watch-plan";
import type { StrategyParams } from "./domain/strategy";
import type { AccountAllocation, AskedChange, CapitalChange, PendingChange } from "./ports-deployment-changes";

export const SCHEDULES = ["sessions", "always"] as const;

/** `live`: its orders go to its account. `shadow`: the engine's venue fills them, and nothing leaves. */
export const MODES = ["live", "shadow"] as const;

/** A strategy that runs by itself on an account. */
export interface Deployment {
  readonly deploymentId: string;
  /** Null: the command line. */
  readonly ownerId: UserId | null;
  readonly name: string;
  /** Built-in name, or `<slug>@<number>`. */
  readonly strategy: string;
  readonly strategyTitle: string;
  readonly strategyVersion: string;
  readonly presetId: string | null;
  /** What let it in; null: it needed nothing. */
  readonly publicationId: string | null;
  /** Complete. */
  readonly params: StrategyParams;
  /** What it becomes with a later bar; null: nothing waits. */
  readonly pending: PendingChange | null;
  readonly instruments: readonly string[];
  readonly resolution: Resolution;
  readonly accountId: AccountId;
  readonly currency: string;
  /** Decimal text. */
  readonly capital: string;
  readonly schedule: (typeof SCHEDULES)[number];
  readonly stage: DeploymentStageName;
  readonly mode: (typeof MODES)[number];
  /** Of a shadow the deployment that it runs beside; null: none. */
  readonly shadowOf: string | null;
  readonly standing: DeploymentStanding;
  readonly createdAtMs: EpochMs;
  readonly startedAtMs: EpochMs | null;
  /** Times the strategy was begun anew; 0: never. */
  readonly epoch: number;
  /** Close of the newest bar that was decided on. */
  readonly decidedToMs: EpochMs | null;
  /** Decisions in a row of which risk let nothing pass. */
  readonly refusedInARow: number;
  /** States it went through: who changed it knows by this that nobody else has. */
  readonly transitions: number;
}

/** The strategy begun anew at some moment, with what it held then. */
export interface DeploymentEpoch {
  readonly epoch: number;
  readonly params: StrategyParams;
  /** As it ran; null: as its deployment was called before versions could change. */
  readonly strategy: string | null;
  readonly strategyVersion: string;
  /** What it traded: its deployment may trade others by now. */
  readonly instruments: readonly string[];
  /** Start of the first bar it watches. */
  readonly warmFromMs: EpochMs;
  /** Close of the first bar it decides on, or earlier. */
  readonly liveFromMs: EpochMs;
  /** Decimal text. */
  readonly opening: { readonly cash: string; readonly positions: Readonly<Record<string, string>> };
  readonly begunAtMs: EpochMs;
}

export const OUTCOMES = ["ordered", "blocked", "none", "failed"] as const;

/** What was decided at one moment, whole. */
export interface StoredDecision {
  readonly deploymentId: string;
  readonly epoch: number;
  /** When the bar was over, when it began, and when it was decided on. */
  readonly momentMs: EpochMs;
  readonly barMs: EpochMs;
  readonly decidedAtMs: EpochMs;
  readonly outcome: (typeof OUTCOMES)[number];
  readonly inputsHash: string;
  readonly seen: DecidedMoment["seen"];
  readonly wishes: readonly Wish[];
  readonly intents: readonly StoredIntent[];
  readonly gates: readonly Gate[];
  readonly notes: readonly string[];
}

/** An order by the number its strategy knows it by. */
export interface DeploymentOrder {
  readonly epoch: number;
  readonly symbol: string;
  /** Below 0: none of the strategy's. */
  readonly number: number;
  readonly momentMs: EpochMs | null;
  readonly request: BarOrderRequest;
  /**
   * `held`: its parent is not filled yet. `dropped`: it never was sent. Of a shadow, `virtual`: the engine's venue has it;
   * `withdrawn`: that, and its strategy canceled it.
   */
  readonly state: "held" | "sent" | "dropped" | "virtual" | "withdrawn";
  readonly orderId: string | null;
}

/** Some of the orders of a deployment: those of one epoch, and others by their ids. */
export interface OrdersAsked {
  readonly epoch: number;
  readonly orderIds: readonly string[];
}

/** A fill as its strategy was told of it. */
export interface ToldFill {
  readonly execId: string;
  readonly orderId: string;
  readonly epoch: number;
  readonly toldAtMs: EpochMs;
}

/** A fill of a shadow by the engine's venue. */
export interface VirtualFill {
  readonly epoch: number;
  readonly symbol: string;
  /** Among the engine's fills of the symbol in the epoch; {@link CLOSED_OUT} is what ended with it. */
  readonly place: number;
  /** Of the strategy's order; null: none. */
  readonly number: number | null;
  readonly toldAtMs: EpochMs;
  readonly side: "buy" | "sell";
  /** Decimal text. */
  readonly qty: string;
  readonly price: string;
  /** In the currency of the price. */
  readonly fee: string;
  readonly currency: string;
}

/** What an account had by nobody's order and was given to a deployment: it counts as long as its entry in the books stands. */
export interface AssignedFill {
  /** The entry of the books; it is given once. */
  readonly batchId: string;
  /** The item of the reconciliation inbox that it ended. */
  readonly itemId: string;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  /** Decimal text. */
  readonly qty: string;
  /** What a unit was booked at. */
  readonly price: string;
  readonly currency: string;
  readonly fees: readonly { readonly amount: string; readonly currency: string }[];
  readonly filledAtMs: EpochMs;
  readonly assignedAtMs: EpochMs;
  /** Null: the command line. */
  readonly by: UserId | null;
}

/** Lines that a strategy wrote at one bar. */
export interface DeploymentNote {
  readonly momentMs: EpochMs;
  readonly barMs: EpochMs;
  readonly lines: readonly string[];
}

/** Somebody's word that a deployment goes on as it is. */
export interface DeploymentApproval {
  readonly stage: DeploymentStageName;
  readonly by: UserId;
  readonly strategy: string;
  readonly strategyVersion: string;
  readonly params: StrategyParams;
  readonly approvedAtMs: EpochMs;
}

/** Place of the fill that closed what a shadow held where it was begun anew. */
export const CLOSED_OUT = -1;

export interface DeploymentParity {
  /** `YYYY-MM-DD`, UTC. */
  readonly session: string;
  readonly comparedAtMs: EpochMs;
  readonly decisions: number;
  readonly alike: number;
  readonly fills: number;
  readonly fillsAlike: number;
  readonly first: Difference | null;
}

export interface DeploymentTransition {
  readonly atMs: EpochMs;
  readonly event: DeploymentEventType | "created";
  readonly from: DeploymentStanding["status"] | null;
  readonly to: DeploymentStanding["status"];
  readonly reason: DeploymentReason | null;
  readonly by: string | null;
}

export interface DecisionQuery {
  readonly deploymentId: string;
  readonly symbol: string | null;
  readonly fromMs: EpochMs | null;
  readonly toMs: EpochMs | null;
  readonly outcome: StoredDecision["outcome"] | null;
  /** Older than this moment. */
  readonly beforeMs: EpochMs | null;
  readonly limit: number;
}

/** Deployments and what they decided. Who may see which is for the caller to say; writers hold the deployment's lock. */
export interface Deployments {
  /** With its first transition. False: its owner has one of that name. */
  insert(tx: SqlPort, deployment: Deployment, by: UserId | null): Promise<boolean>;
  find(sql: SqlPort, deploymentId: string): Promise<Deployment | null>;
  /** Those that there are, by id; at most 500 are asked for. */
  findAll(sql: SqlPort, deploymentIds: readonly string[]): Promise<ReadonlyMap<string, Deployment>>;
  /** Locks the row until the transaction ends. */
  lock(tx: SqlPort, deploymentId: string): Promise<Deployment | null>;
  /** Newest first; of those accounts, or (null) of all; those that are over when asked for. */
  list(
    sql: SqlPort,
    query: { readonly accountIds: readonly string[] | null; readonly over: boolean },
  ): Promise<readonly Deployment[]>;
  /** Those that a runner works, at most `limit`. */
  listActive(sql: SqlPort, limit: number): Promise<readonly Deployment[]>;
  /** A text for each that there is, which differs as soon as anything in its row does. */
  versionsOf(sql: SqlPort, deploymentIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Claims its instruments for it; the deployment that has one of them already, else null. */
  claim(
    tx: SqlPort,
    deployment: Deployment,
    strategy: string,
  ): Promise<{ readonly symbol: string; readonly deploymentId: string } | null>;
  unclaim(tx: SqlPort, deploymentId: string): Promise<void>;
  /** Writes where it stands now, with the transition. */
  move(
    tx: SqlPort,
    before: Deployment,
    change: { readonly event: DeploymentEventType; readonly standing: DeploymentStanding; readonly by: UserId | null },
  ): Promise<Deployment>;
  history(sql: SqlPort, deploymentId: string, limit: number): Promise<readonly DeploymentTransition[]>;
  setPending(tx: SqlPort, deploymentId: string, pending: Deployment["pending"]): Promise<void>;
  /** By which it is let in from now on. */
  setPublication(tx: SqlPort, deploymentId: string, publicationId: string): Promise<void>;
  /** Asks a second person. */
  askChange(tx: SqlPort, change: Omit<AskedChange, "decision">): Promise<void>;
  /** Null: there is none of that id. */
  findChange(sql: SqlPort, changeId: string): Promise<AskedChange | null>;
  /** The one that waits; what ran out does not. */
  waitingChange(sql: SqlPort, deploymentId: string, nowMs: EpochMs): Promise<AskedChange | null>;
  /** Of deployments of those accounts, or (null) of all: those that wait first, then the newest; at most `limit`. */
  listChanges(
    sql: SqlPort,
    query: { readonly accountIds: readonly string[] | null; readonly nowMs: EpochMs; readonly limit: number },
  ): Promise<readonly AskedChange[]>;
  /** For who holds the deployment; a change that was decided on before is a fault. */
  decideChange(tx: SqlPort, changeId: string, decision: NonNullable<AskedChange["decision"]>): Promise<void>;
  setStage(tx: SqlPort, deploymentId: string, stage: DeploymentStageName): Promise<void>;
  /** Begins its strategy anew, as the epoch has it; `taken`: what waited is in it. */
  beginEpoch(
    tx: SqlPort,
    deploymentId: string,
    epoch: DeploymentEpoch & { readonly strategy: string },
    change: { readonly taken: boolean; readonly title: string },
  ): Promise<void>;
  /** Newest first. */
  listEpochs(sql: SqlPort, deploymentId: string, limit: number): Promise<readonly DeploymentEpoch[]>;
  /** Keeps the change, and what it has from now on. */
  setCapital(tx: SqlPort, deploymentId: string, change: CapitalChange): Promise<void>;
  /** Of an epoch, oldest first; null: of the one that it is in. */
  capitalChanges(sql: SqlPort, deploymentId: string, epoch: number | null): Promise<readonly CapitalChange[]>;
  findAllocation(sql: SqlPort, accountId: string): Promise<AccountAllocation | null>;
  listAllocations(sql: SqlPort, limit: number): Promise<readonly AccountAllocation[]>;
  setAllocation(tx: SqlPort, allocation: AccountAllocation, by: UserId | null): Promise<void>;
  dropAllocation(tx: SqlPort, accountId: string): Promise<void>;
  markReckoned(tx: SqlPort, accountId: string, atMs: EpochMs): Promise<void>;
  approve(tx: SqlPort, deploymentId: string, approval: DeploymentApproval): Promise<void>;
  /** Newest first. */
  listApprovals(sql: SqlPort, deploymentId: string, limit: number): Promise<readonly DeploymentApproval[]>;
  /** The closes that were seen last in each stretch of `everyMs` after a moment, oldest first. */
  closesSince(
    sql: SqlPort,
    deploymentId: string,
    query: { readonly afterMs: EpochMs; readonly everyMs: number; readonly limit: number },
  ): Promise<readonly SeenCloses[]>;
  readEpoch(sql: SqlPort, deploymentId: string, epoch: number): Promise<DeploymentEpoch | null>;
  /** Keeps a decision and how far it is; a moment that was decided on before is a fault. */
  decide(tx: SqlPort, decision: StoredDecision, refusedInARow: number): Promise<void>;
  /** Newest first. */
  listDecisions(sql: SqlPort, query: DecisionQuery): Promise<readonly StoredDecision[]>;
  /** The newest of each, by id. */
  lastDecisions(sql: SqlPort, deploymentIds: readonly string[]): Promise<ReadonlyMap<string, StoredDecision>>;
  /** What it wrote, newest first, older than a moment. */
  listNotes(
    sql: SqlPort,
    deploymentId: string,
    query: { readonly beforeMs: EpochMs | null; readonly limit: number },
  ): Promise<readonly DeploymentNote[]>;
  /** Lets decisions go that are older than the house keeps them, at most so many, the oldest first; says how many. */
  letDecisionsGo(tx: SqlPort, limit: number): Promise<number>;
  /** When the first that is kept was decided; `quiet`: of those that wanted nothing. Null: there is none. */
  oldestDecision(sql: SqlPort, of: { readonly quiet: boolean }): Promise<EpochMs | null>;
  countDecisions(sql: SqlPort, deploymentId: string): Promise<number>;
  /** UTC days on which it decided. */
  countDays(sql: SqlPort, deploymentId: string): Promise<number>;
  putOrder(tx: SqlPort, deploymentId: string, order: DeploymentOrder): Promise<void>;
  /** Of a held or virtual order, what became of it. */
  settleOrder(
    tx: SqlPort,
    deploymentId: string,
    order: Pick<DeploymentOrder, "epoch" | "symbol" | "number" | "state" | "orderId">,
  ): Promise<void>;
  /** Oldest first; `only` null: of all epochs. */
  ordersOf(sql: SqlPort, deploymentId: string, only: OrdersAsked | null): Promise<readonly DeploymentOrder[]>;
  /** Ids of the orders of several deployments. */
  orderIdsOf(sql: SqlPort, deploymentIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
  tell(tx: SqlPort, deploymentId: string, accountId: AccountId, fills: readonly ToldFill[]): Promise<void>;
  /** Oldest first; `epoch` null: of all epochs. */
  toldFills(sql: SqlPort, deploymentId: string, epoch: number | null): Promise<readonly ToldFill[]>;
  /** Of a shadow; those that are there already stay as they are. */
  putVirtualFills(tx: SqlPort, deploymentId: string, fills: readonly VirtualFill[]): Promise<void>;
  /** Of several shadows, oldest first. */
  virtualFillsOf(sql: SqlPort, deploymentIds: readonly string[]): Promise<ReadonlyMap<string, readonly VirtualFill[]>>;
  /** Gives it what an entry of the books brought. An entry that was given before is a fault. */
  assign(tx: SqlPort, deploymentId: string, accountId: AccountId, fill: AssignedFill): Promise<void>;
  /** What several deployments were given, oldest first, whether or not its entry still stands. */
  assignedFillsOf(
    sql: SqlPort,
    deploymentIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly AssignedFill[]>>;
  /** Those that a publication let in and that are not stopped, newest first. */
  publishedBy(sql: SqlPort, publicationId: string): Promise<readonly Deployment[]>;
  /** How many those are, by publication. */
  countPublished(sql: SqlPort): Promise<ReadonlyMap<string, number>>;
  /** Those that run beside it, newest first. */
  shadowsOf(sql: SqlPort, deploymentId: string): Promise<readonly Deployment[]>;
  writeParity(tx: SqlPort, deploymentId: string, parity: DeploymentParity): Promise<void>;
  /** Newest session first. */
  listParity(sql: SqlPort, deploymentId: string, limit: number): Promise<readonly DeploymentParity[]>;
  lastParity(sql: SqlPort, deploymentIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
}
