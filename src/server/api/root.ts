import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import { accountsRouter } from "./routers/accounts";
import { alertRouter } from "./routers/alert";
import { algosRouter } from "./routers/algos";
import { apiKeyRouter } from "./routers/api-key";
import { approvalsRouter } from "./routers/approvals";
import { backfillRouter } from "./routers/backfill";
import { backtestRouter } from "./routers/backtest";
import { corporateActionRouter } from "./routers/corporate-action";
import { deploymentsRouter } from "./routers/deployments";
import { deskRouter } from "./routers/desk";
import { drillsRouter } from "./routers/drills";
import { eventRouter } from "./routers/event";
import { exportRouter } from "./routers/export";
import { feedRouter } from "./routers/feed";
import { importRouter } from "./routers/import";
import { instrumentRouter } from "./routers/instrument";
import { invitationRouter } from "./routers/invitation";
import { jobRouter, notificationRouter } from "./routers/job";
import { marketEventRouter } from "./routers/market-event";
import { notifyRouter } from "./routers/notify";
import { ordersRouter } from "./routers/orders";
import { paperRouter } from "./routers/paper";
import { peopleRouter } from "./routers/people";
import { qualityRouter } from "./routers/quality";
import { reconcileRouter } from "./routers/reconcile";
import { replayRouter } from "./routers/replay";
import { riskRouter } from "./routers/risk";
import { screenRouter } from "./routers/screen";
import { searchRouter } from "./routers/search";
import { securityRouter } from "./routers/security";
import { sessionRouter } from "./routers/session";
import { setupRouter } from "./routers/setup";
import { storageRouter } from "./routers/storage";
import { presetRouter, publicationRouter, strategyRouter } from "./routers/strategy";
import { systemRouter } from "./routers/system";
import { teamRouter } from "./routers/team";
import { watchlistRouter } from "./routers/watchlist";
import { webhookInRouter } from "./routers/webhook-in";
import { webhookOutRouter } from "./routers/webhook-out";
import { createCaller, router } from "./trpc";

export const appRouter = router({
  setup: setupRouter,
  session: sessionRouter,
  security: securityRouter,
  invitation: invitationRouter,
  people: peopleRouter,
  apiKey: apiKeyRouter,
  webhookIn: webhookInRouter,
  job: jobRouter,
  notification: notificationRouter,
  notify: notifyRouter,
  alert: alertRouter,
  webhookOut: webhookOutRouter,
  instrument: instrumentRouter,
  feed: feedRouter,
  watchlist: watchlistRouter,
  desk: deskRouter,
  import: importRouter,
  export: exportRouter,
  quality: qualityRouter,
  storage: storageRouter,
  backfill: backfillRouter,
  corporateAction: corporateActionRouter,
  marketEvent: marketEventRouter,
  replay: replayRouter,
  screen: screenRouter,
  strategy: strategyRouter,
  preset: presetRouter,
  publication: publicationRouter,
  backtest: backtestRouter,
  search: searchRouter,
  accounts: accountsRouter,
  orders: ordersRouter,
  algos: algosRouter,
  deployments: deploymentsRouter,
  paper: paperRouter,
  reconcile: reconcileRouter,
  risk: riskRouter,
  approvals: approvalsRouter,
  team: teamRouter,
  drills: drillsRouter,
  system: systemRouter,
  event: eventRouter,
});

export type AppRouter = typeof appRouter;
export type RouterInputs = inferRouterInputs<AppRouter>;
export type RouterOutputs = inferRouterOutputs<AppRouter>;

/** Calls procedures in-process: server components and tests. */
export const makeCaller = createCaller(appRouter);
