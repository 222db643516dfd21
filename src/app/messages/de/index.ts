import { account } from "./account";
import { actions } from "./actions";
import { admin } from "./admin";
import { alertsPage } from "./alerts-page";
import { algos } from "./algos";
import { apiReference } from "./api-reference";
import { app } from "./app";
import { approvals } from "./approvals";
import { backtest } from "./backtest";
import { blotter } from "./blotter";
import { calendar } from "./calendar";
import { chart } from "./chart";
import { coverage } from "./coverage";
import { deliveriesPage } from "./deliveries-page";
import { deploymentAllocation } from "./deployment-allocation";
import { deploymentTrials } from "./deployment-trials";
import { deployments } from "./deployments";
import { desk } from "./desk";
import { drills } from "./drills";
import { errors } from "./errors";
import { examination } from "./examination";
import { exporting } from "./exporting";
import { features } from "./features";
import { feeds } from "./feeds";
import { fetching } from "./fetching";
import { finding } from "./finding";
import { form } from "./form";
import { halt } from "./halt";
import { health } from "./health";
import { home } from "./home";
import { importing } from "./importing";
import { instruments } from "./instruments";
import { invite } from "./invite";
import { jobs } from "./jobs";
import { keys } from "./keys";
import { keysPage } from "./keys-page";
import { lineProblems } from "./line-problems";
import { lists } from "./lists";
import { live } from "./live";
import { market } from "./market";
import { markets } from "./markets";
import { modify } from "./modify";
import { noBars } from "./no-bars";
import { notifications } from "./notifications";
import { notifyPage } from "./notify-page";
import { palette } from "./palette";
import { people } from "./people";
import { phone } from "./phone";
import { portfolio } from "./portfolio";
import { portfolioRisk } from "./portfolio-risk";
import { preferences } from "./preferences";
import { presets } from "./presets";
import { prices } from "./prices";
import { problem } from "./problem";
import { proof } from "./proof";
import { publications } from "./publications";
import { reconcile } from "./reconcile";
import { replay } from "./replay";
import { risk } from "./risk";
import { rules } from "./rules";
import { runs } from "./runs";
import { screenRuns } from "./screen-runs";
import { screenSetup } from "./screen-setup";
import { screener } from "./screener";
import { search } from "./search";
import { security } from "./security";
import { setup } from "./setup";
import { shell } from "./shell";
import { signIn } from "./sign-in";
import { storage } from "./storage";
import { strategies } from "./strategies";
import { strategyEditor } from "./strategy-editor";
import { symbols } from "./symbols";
import { table } from "./table";
import { team } from "./team";
import { ticket } from "./ticket";
import { timeline } from "./timeline";
import { tour } from "./tour";
import { ui } from "./ui";
import { venues } from "./venues";
import { watchPanel } from "./watch-panel";
import { watchlists } from "./watchlists";
import { webhooksIn } from "./webhooks-in";
import { webhooksOutPage } from "./webhooks-out-page";
import { whatIf } from "./what-if";
import { work } from "./work";

/** German texts, a file for each namespace of the catalog. */
export const de = {
  app,
  tour,
  ui,
  table,
  form,
  prices,
  lists,
  actions,
  calendar,
  errors,
  shell,
  preferences,
  palette,
  keys,
  jobs,
  notifications,
  health,
  setup,
  signIn,
  problem,
  admin,
  fetching,
  deployments,
  deploymentAllocation,
  deploymentTrials,
  account,
  halt,
  desk,
  ticket,
  whatIf,
  blotter,
  modify,
  timeline,
  algos,
  examination,
  exporting,
  features,
  feeds,
  home,
  lineProblems,
  importing,
  instruments,
  symbols,
  venues,
  live,
  chart,
  work,
  market,
  backtest,
  markets,
  noBars,
  webhooksOutPage,
  alertsPage,
  notifyPage,
  deliveriesPage,
  invite,
  people,
  keysPage,
  apiReference,
  phone,
  coverage,
  finding,
  reconcile,
  replay,
  portfolioRisk,
  risk,
  approvals,
  team,
  drills,
  rules,
  watchPanel,
  runs,
  screener,
  screenSetup,
  screenRuns,
  search,
  proof,
  security,
  storage,
  strategies,
  strategyEditor,
  presets,
  publications,
  watchlists,
  portfolio,
  webhooksIn,
};
