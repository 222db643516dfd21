import type { AccountFlows } from "./accounts";
import type { OrderFlows } from "./algos";
import type { ApiKeyFlows } from "./api-keys";
import type { BackfillFlows } from "./backfill";
import type { BacktestFlows } from "./backtests";
import type { BarFlows } from "./bars";
import type { CorporateActionFlows } from "./corporate-actions";
import type { DeployedFlows } from "./deployed";
import type { DeskFlows } from "./desk";
import type { ExaminationFlows } from "./examination";
import type { ExportFlows } from "./export";
import type { FeatureFlows } from "./features";
import type { FeedFlows } from "./feeds";
import type { HealthFlows } from "./health";
import type { HouseFlows } from "./house";
import type { IncidentFlows } from "./incident";
import type { InstrumentFlows } from "./instruments";
import type { JobFlows } from "./jobs";
import type { LiveFlows } from "./live";
import type { MarketEventFlows } from "./market-events";
import type { PaperFlows } from "./paper";
import type { PersonFlows } from "./people";
import type { QualityFlows } from "./quality";
import type { ReconcileFlows } from "./reconcile";
import type { ReplayFlows } from "./replay";
import type { RiskDeskFlows } from "./risk";
import type { RunsFlows } from "./runs";
import type { ScreenerFlows } from "./screener";
import type { SearchFlows } from "./search";
import type { SessionFlows } from "./session";
import type { StorageFlows } from "./storage";
import type { StrategiesFlows } from "./strategies";
import type { TellingFlows } from "./telling";
import type { WatchlistFlows } from "./watchlists";
import type { WebhookInFlows } from "./webhooks-in";

export type * from "./backtests";
export type * from "./bars";
export type * from "./health";
export type * from "./house";
export type * from "./jobs";
export type { NotificationView } from "./notifications";
export type * from "./session";
export type * from "./shared";

/**
 * What the web, the workers and the command line can ask of the house. One interface a flow; the implementations are
 * `<verb>-<noun>.ts` beside this file and are joined in `src/server/container.ts`. Routers and commands validate, call
 * one of these and translate the answer: they decide nothing.
 */
export interface Flows
  extends AccountFlows,
    ApiKeyFlows,
    BackfillFlows,
    CorporateActionFlows,
    ExaminationFlows,
    ExportFlows,
    FeatureFlows,
    FeedFlows,
    HealthFlows,
    IncidentFlows,
    InstrumentFlows,
    LiveFlows,
    SearchFlows,
    MarketEventFlows,
    TellingFlows,
    PersonFlows,
    QualityFlows,
    ReplayFlows,
    RunsFlows,
    ScreenerFlows,
    StorageFlows,
    StrategiesFlows,
    RiskDeskFlows,
    OrderFlows,
    PaperFlows,
    ReconcileFlows,
    DeployedFlows,
    WatchlistFlows,
    DeskFlows,
    WebhookInFlows,
    SessionFlows,
    JobFlows,
    HouseFlows,
    BarFlows,
    BacktestFlows {}
