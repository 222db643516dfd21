import { en } from "./en";
import { enPortfolio } from "./en-accounts";
import { enAlgos } from "./en-algos";
import { enApprovals } from "./en-approvals";
import { enBackfill } from "./en-backfill";
import { enBlotter } from "./en-blotter";
import { enDeploymentAllocation } from "./en-deployment-allocation";
import { enDeployments } from "./en-deployment-pages";
import { enDeploymentTrials } from "./en-deployment-trials";
import { enDesk } from "./en-desk";
import { enDrills } from "./en-drills";
import { enExamination } from "./en-examination";
import { enExport } from "./en-export";
import { enFeatures } from "./en-features";
import { enFeeds } from "./en-feeds";
import { enHome } from "./en-home";
import { enImport } from "./en-import";
import { enInstruments } from "./en-instruments";
import { enLive } from "./en-live";
import { enMarket } from "./en-market";
import { enMarkets } from "./en-markets";
import { enNoBars } from "./en-no-bars";
import { enNotifications } from "./en-notifications";
import { enPages } from "./en-pages";
import { enPeople } from "./en-people";
import { enPhone } from "./en-phone";
import { enPortfolioRisk } from "./en-portfolio-risk";
import { enPublications } from "./en-publications";
import { enQuality } from "./en-quality";
import { enReconcile } from "./en-reconcile";
import { enReplay } from "./en-replay";
import { enRisk } from "./en-risk";
import { enRules } from "./en-rules";
import { enRuns } from "./en-runs";
import { enScreener } from "./en-screener";
import { enSearch } from "./en-search";
import { enSecurity } from "./en-security";
import { enShell } from "./en-shell";
import { enStorage } from "./en-storage";
import { enStrategyPages } from "./en-strategy-pages";
import { enTeam } from "./en-team";
import { enTour } from "./en-tour";
import { enVenues } from "./en-venues";
import { enWatchPanel } from "./en-watch-panel";
import { enWatchlists } from "./en-watchlists";
import { enWebhooks } from "./en-webhooks";

/** The language of this build. Another one is another catalog of the same shape, chosen here. */
export const LOCALE = "en";

/** Every text on a screen. The keys are checked at compile time; see the declaration below. */
export const messages = {
  ...en,
  ...enShell,
  ...enPages,
  ...enBackfill,
  ...enDeployments,
  ...enDeploymentAllocation,
  ...enDeploymentTrials,
  ...enDesk,
  ...enBlotter,
  ...enAlgos,
  ...enExamination,
  ...enExport,
  ...enFeatures,
  ...enFeeds,
  ...enHome,
  ...enImport,
  ...enInstruments,
  ...enTour,
  ...enVenues,
  ...enLive,
  ...enMarket,
  ...enMarkets,
  ...enNoBars,
  ...enNotifications,
  ...enPeople,
  ...enPhone,
  ...enPublications,
  ...enQuality,
  ...enReconcile,
  ...enReplay,
  ...enPortfolioRisk,
  ...enRisk,
  ...enApprovals,
  team: enTeam,
  ...enDrills,
  ...enRules,
  ...enWatchPanel,
  ...enRuns,
  ...enScreener,
  ...enSearch,
  ...enSecurity,
  ...enStorage,
  ...enStrategyPages,
  ...enWatchlists,
  ...enPortfolio,
  ...enWebhooks,
};

declare module "use-intl" {
  interface AppConfig {
    Locale: "en" | "de";
    Messages: typeof messages;
  }
}
