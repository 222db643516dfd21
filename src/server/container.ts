import type { EpochMs } from "@/modules/_kernel";
import { makeSeriesStates } from "@/modules/data/server";
import { type AskAhead, makeAskAhead } from "./api/ask-ahead";
import { makeReadSessionId, type ReadSessionId } from "./api/auth";
import { type AnswerHook, makeAnswerHook } from "./api/hook-request";
import { makeRestService, type RestService } from "./api/rest/service";
import { makeAccountFlows } from "./flows/accounts/account-flows";
import { makeAlertFlows } from "./flows/alerts/manage-alerts";
import { makeBackfillFlows } from "./flows/backfill/backfill-flows";
import { makeBacktestFlows } from "./flows/backtest-flows";
import type { Flows } from "./flows/contract";
import type { FeatureFlows } from "./flows/contract/features";
import type { FeedFlows } from "./flows/contract/feeds";
import { makeCorporateActionFlows } from "./flows/corporate-actions/corporate-action-flows";
import { makeCreateUser } from "./flows/create-user";
import { makeDataFlows } from "./flows/data-flows";
import { makeDeploymentFlows } from "./flows/deployments/deployment-flows";
import { makeStartDemo } from "./flows/deployments/start-demo";
import type { FlowDeps } from "./flows/deps";
import { makeDeskFlows } from "./flows/desk/desk-layouts";
import { makeExportFlows } from "./flows/export/export-bars";
import { type InstallationFacts, installationOf } from "./flows/features/judge-features";
import { makeFeatureFlows } from "./flows/features/list-features";
import { makeFeedFlows } from "./flows/feeds/feed-flows";
import { makeHealthFlows } from "./flows/health-history";
import { makeReadIncident } from "./flows/incident/read-incident";
import { makeInstrumentFlows } from "./flows/instruments/instrument-flows";
import { makeReadKnownBarPage } from "./flows/known-series";
import { makeReadQuoteLines } from "./flows/live/read-quotes";
import { makeLiveFlows } from "./flows/live/record-instrument";
import { makeChangePassword, makeListSessions, makeRevokeSession, makeUpdatePreferences } from "./flows/manage-account";
import { makeMarketEventFlows } from "./flows/market-events/market-event-flows";
import { makeNotificationFlows } from "./flows/notifications/notification-flows";
import { type AuthenticateKey, makeAuthenticateKey } from "./flows/people/authenticate-key";
import { passkeyPlaceOf } from "./flows/people/check-passkey";
import { makeInvitationFlows } from "./flows/people/invite-people";
import { makeApiKeyFlows } from "./flows/people/manage-keys";
import { makePeopleFlows } from "./flows/people/manage-people";
import { makeScopeFlows } from "./flows/people/scope-people";
import { makeSecurityFlows } from "./flows/people/security-flows";
import { makeQualityFlows } from "./flows/quality/quality-flows";
import { makeAboutFlows } from "./flows/read-about";
import { makeReadCachedBarPage, type ReadBarPage } from "./flows/read-bar-page";
import { makeReplayFlows } from "./flows/replay/replay-flows";
import { makeRiskDeskFlows } from "./flows/risk/risk-desk";
import { warmPasts } from "./flows/risk/warm-pasts";
import { makeRunsFlows } from "./flows/runs/runs-flows";
import { makeScreenerFlows } from "./flows/screener/screener-flows";
import { makeSearchFlows } from "./flows/search/search-flows";
import { makeCheckSetUpToken, makeSetUp, makeSetUpState } from "./flows/set-up";
import { makeSignIn, type SignIn } from "./flows/sign-in";
import { makeStorageFlows } from "./flows/storage/storage-flows";
import { STRATEGY_KINDS } from "./flows/strategies/kinds";
import { makeStrategiesFlows } from "./flows/strategies/strategies-flows";
import { makeAlgoFlows } from "./flows/trading/algo/algo-flows";
import { makePaperFlows } from "./flows/trading/paper-flows";
import { makeReconcileFlows } from "./flows/trading/reconcile/reconcile-flows";
import { makeTradingFlows } from "./flows/trading/trading-flows";
import { makeWatchWorkFlows } from "./flows/watch-work";
import { makeWatchlistFlows } from "./flows/watchlists/watchlists";
import { makeWebhookInFlows } from "./flows/webhooks-in/manage-webhooks";
import { makeWebhookOutFlows } from "./flows/webhooks-out/manage-webhooks";
import { type House, openHouse } from "./house";
import { WEB_STATEMENT_TIMEOUT_MS } from "./infra/db";
import type { WebEnv } from "./infra/env";
import type { Logger } from "./infra/logger";
import {
  type GuessThrottle,
  isKeyLive,
  isSessionLive,
  makeApiThrottle,
  makeGuessThrottle,
  makeKnownDevices,
  makePasskeyChallenges,
  makeSetUpToken,
  makeSignInThrottle,
} from "./platform/identity";
import { type LiveHub, makeLiveHub } from "./platform/live";
import { listPresence, makeNewsHub, type NewsHub, readOutboxLag, readQueueLag, type Signals } from "./platform/work";
import { makeUploads, type Uploads } from "./uploads";
import type { WebServices } from "./web/services";

/** Connections of one web process; a page needs a few for milliseconds. */
const WEB_POOL_SIZE = 15;
/** Calls of one hook, and wrong secrets from one address, in a minute. */
const HOOK_LIMITS = { requests: 60, wrongKeys: 30 };

export interface FlowSettings {
  readonly setupTokenFile: string;
  /** Where browsers find us: passkeys belong to that address. */
  readonly publicUrl: string;
  readonly proofs: GuessThrottle;
  /** How the processes were started. */
  readonly installation: Omit<InstallationFacts, "publicUrl">;
}

/** What people arrange for themselves. */
const makeOwnViews = (deps: FlowDeps) => ({ ...makeWatchlistFlows(deps), ...makeDeskFlows(deps) });

/** Joins every flow. Who calls them (web, workers, command line) is not known here. */
export function makeFlows(deps: FlowDeps, { setupTokenFile, publicUrl, proofs, installation }: FlowSettings): Flows {
  const token = makeSetUpToken(setupTokenFile);
  const data = makeDataFlows(deps);
  const accounts = makeAccountFlows(deps);
  const backfill = makeBackfillFlows(deps);
  const deployments = makeDeploymentFlows(deps);
  const trading = makeTradingFlows(deps);
  const risk = makeRiskDeskFlows(deps, { ...accounts, ...trading });
  const strategies = makeStrategiesFlows(deps, STRATEGY_KINDS);
  return {
    ...makeWatchWorkFlows(deps),
    ...makeHealthFlows(deps),
    ...makeAboutFlows(deps),
    ...makeInstrumentFlows(deps),
    ...makeOwnViews(deps),
    ...makeLiveFlows(deps),
    ...makeStorageFlows(deps),
    ...data,
    ...accounts,
    ...backfill,
    ...makeFeedAndFeatureFlows(deps, { ...installation, publicUrl }),
    ...makeBacktestFlows(deps),
    ...makeRunsFlows(deps),
    ...makeQualityFlows(deps),
    ...makeCorporateActionFlows(deps),
    ...makeMarketEventFlows(deps),
    ...makeScreenerFlows(deps),
    ...makeSearchFlows(deps),
    ...strategies,
    ...makeReplayFlows(deps),
    ...makeExportFlows(deps),
    ...trading,
    ...makeAlgoFlows(deps),
    ...makePeopleFlows(deps, { ...trading, ...deployments }),
    ...makeScopeFlows(deps, { ...risk, ...strategies }),
    ...makeInvitationFlows(deps),
    ...makeSecurityFlows({
      ...deps,
      place: passkeyPlaceOf(publicUrl),
      challenges: makePasskeyChallenges(deps.keyRing),
      proofs,
    }),
    ...makePaperFlows(deps),
    ...makeReconcileFlows(deps),
    readIncident: makeReadIncident(deps),
    ...risk,
    ...deployments,
    ...makeApiKeyFlows(deps),
    ...makeNotificationFlows(deps),
    ...makeAlertFlows(deps),
    ...makeWebhookInFlows({ ...deps, trading }),
    ...makeWebhookOutFlows(deps),
    setUpState: makeSetUpState(deps),
    checkSetUpToken: makeCheckSetUpToken({ ...deps, token }),
    setUp: makeSetUp({
      ...deps,
      token,
      loadSampleData: data.loadSampleData,
      createAccount: (actor, input) => accounts.createAccount(actor, input),
      startDemo: makeStartDemo({ ...accounts, ...backfill, ...deployments }, deps.clock),
    }),
    createUser: makeCreateUser(deps),
    updatePreferences: makeUpdatePreferences(deps),
    listSessions: makeListSessions(deps),
    ...announcingEnds(deps.signals, {
      changePassword: makeChangePassword(deps),
      revokeSession: makeRevokeSession(deps),
    }),
  };
}

/** Feeds, and what the installation can do, which asks for them. */
function makeFeedAndFeatureFlows(deps: FlowDeps, installation: InstallationFacts): FeedFlows & FeatureFlows {
  const feeds = makeFeedFlows(deps);
  return { ...feeds, ...makeFeatureFlows({ ...deps, installation, listFeeds: () => feeds.listFeeds() }) };
}

/** Event streams of a session that has just ended close at once, in every web process, instead of at their next check. */
function announcingEnds(
  signals: Signals,
  { changePassword, revokeSession }: Pick<Flows, "changePassword" | "revokeSession">,
): Pick<Flows, "changePassword" | "revokeSession"> {
  return {
    async changePassword(actor, current, next) {
      const answer = await changePassword(actor, current, next);
      if (answer.ok) signals.send("session-ended", "");
      return answer;
    },
    async revokeSession(actor, sessionId) {
      const answer = await revokeSession(actor, sessionId);
      if (answer.ok) signals.send("session-ended", "");
      return answer;
    },
  };
}

// ---- the web process ----------------------------------------------------------------------------------------------

export interface WebContainer {
  readonly env: WebEnv;
  readonly flows: Flows;
  readonly signIn: SignIn;
  /** The one address where passkeys of this installation work. */
  readonly passkeyOrigin: string;
  /** Who asks with a key: the way in for programs. */
  readonly authenticateKey: AuthenticateKey;
  /** Calls of webhooks in. */
  readonly answerHook: AnswerHook;
  /** The API for programs. */
  readonly rest: RestService;
  /** The API for pages as they are drawn. */
  readonly askAhead: AskAhead;
  readonly nowMs: () => EpochMs;
  readonly newId: () => string;
  readonly readSessionId: ReadSessionId;
  readonly readBarPage: ReadBarPage;
  readonly news: NewsHub;
  readonly live: LiveHub;
  readonly uploads: Uploads;
  readonly logger: Logger;
  readonly services: WebServices;
}

/** Builds what the web process serves, and shares it with the pages: see `web-container.ts`. */
export function openWebContainer(env: WebEnv): WebContainer {
  globalThis.bifrostContainer ??= buildWebContainer(env);
  return globalThis.bifrostContainer;
}

function buildWebContainer(env: WebEnv): WebContainer {
  const house = openHouse({
    process: "web",
    databaseUrl: env.DATABASE_URL,
    redisUrl: env.REDIS_URL ?? null,
    dataDir: env.BIFROST_DATA_DIR,
    logLevel: env.LOG_LEVEL,
    logPretty: env.LOG_PRETTY,
    poolSize: WEB_POOL_SIZE,
    statementTimeoutMs: WEB_STATEMENT_TIMEOUT_MS,
  });
  const { deps, metrics } = house;
  const { sql, clock, signals, log } = deps;
  const { pool } = house.database;
  const { setupTokenFile, publicUrl } = env;
  const proofs = makeGuessThrottle(pool, "proof");
  const flows = makeFlows(deps, { setupTokenFile, publicUrl, proofs, installation: installationOf(env) });
  const readLines = makeReadQuoteLines(deps);
  const live = makeLiveHub({ sql, signals, readLines, log, clock });
  const news = makeNewsHub({
    sql,
    signals,
    live,
    isLive: ({ sessionId, keyId }) =>
      keyId === undefined ? isSessionLive(sql, sessionId, clock.nowMs()) : isKeyLive(sql, keyId, clock.nowMs()),
    log,
    metrics,
  });
  const place = passkeyPlaceOf(publicUrl);
  const signIn = makeSignIn({
    ...deps,
    throttle: makeSignInThrottle(pool),
    codes: makeGuessThrottle(pool, "code"),
    devices: makeKnownDevices(deps.keyRing),
    place,
    challenges: makePasskeyChallenges(deps.keyRing),
  });
  const programs = {
    authenticateKey: makeAuthenticateKey({ sql, clock, throttle: makeApiThrottle(pool) }),
    nowMs: () => clock.nowMs(),
    newId: deps.newId,
  };
  const answerHook = makeAnswerHook({
    flows,
    throttle: makeApiThrottle(house.database.pool, HOOK_LIMITS),
    logger: log,
    newId: deps.newId,
  });
  observeHouse(house);
  return {
    env,
    flows,
    passkeyOrigin: place.origin,
    news,
    live,
    rest: makeRestService({ ...programs, flows, live, logger: log }, { version: deps.build.version, publicUrl }),
    askAhead: makeAskAhead({ flows, live, nowMs: programs.nowMs, logger: log }),
    ...programs,
    answerHook,
    readSessionId: makeReadSessionId(env, clock),
    readBarPage: makeReadCachedBarPage({
      states: makeSeriesStates(sql),
      readBarPage: makeReadKnownBarPage(sql),
    }),
    logger: log,
    uploads: makeUploads({ dataDir: deps.dataDir, newId: deps.newId }),
    signIn: watched(signIn, { metrics, signals }),
    services: makeServices(house, flows, { news, live }),
  };
}

/** Counts who came in, and closes the streams of who went out. */
function watched(signIn: SignIn, { metrics, signals }: Pick<House, "metrics"> & { readonly signals: Signals }): SignIn {
  const count = (answer: Awaited<ReturnType<SignIn["signIn"]>>) => {
    metrics.signIns.inc({ outcome: answer.ok ? "signed_in" : answer.error.kind.replace("sign_in.", "") });
    return answer;
  };
  return {
    ...signIn,
    signIn: async (input) => count(await signIn.signIn(input)),
    signInByPasskey: async (response, from) => count(await signIn.signInByPasskey(response, from)),
    async signOut(sessionId, requestId) {
      await signIn.signOut(sessionId, requestId);
      signals.send("session-ended", "");
    },
  };
}

function makeServices(house: House, flows: Flows, { news, live }: Pick<WebContainer, "news" | "live">): WebServices {
  const { deps, metrics } = house;
  // Once there is an admin there always is one: the last cannot be removed.
  let isSetUp = false;
  return {
    logger: deps.log,
    metrics,
    async warm() {
      const pasts = await warmPasts(deps);
      deps.log.info({ pasts }, "Pasts of what is held are read ahead");
    },
    async databaseAnswers() {
      await deps.sql.$queryRaw`SELECT 1`;
      return true;
    },
    async setUpNeeded() {
      if (!isSetUp) isSetUp = !(await flows.setUpState()).needed;
      return !isSetUp;
    },
    async close() {
      await news.close();
      await live.close();
      await house.close();
    },
  };
}

/** Numbers that live in the database, read at each scrape. */
function observeHouse({ deps: { sql }, metrics }: House): void {
  metrics.observe("bifrost_outbox_waiting", "Outbox rows that wait for the relay", async () => {
    return (await readOutboxLag(sql)).waiting;
  });
  metrics.observe("bifrost_outbox_oldest_seconds", "Age of the oldest row that waits for the relay", async () => {
    return (await readOutboxLag(sql)).oldestMs / 1000;
  });
  metrics.observe("bifrost_jobs_queued", "Jobs that nobody has begun", async () => (await readQueueLag(sql)).waiting);
  metrics.observe("bifrost_jobs_oldest_seconds", "How long the oldest queued job has waited", async () => {
    return (await readQueueLag(sql)).oldestMs / 1000;
  });
  metrics.observe("bifrost_worker_silence_seconds", "Time since any worker was heard of", async () => {
    const [newest] = await listPresence(sql, 1);
    return newest === undefined ? Number.NaN : newest.silentMs / 1000;
  });
}
