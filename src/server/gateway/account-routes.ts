import { exact, quotient, toDecimalText } from "@/modules/_kernel";
import type { Page } from "../flows/contract";
import type { BatchView, PositionView } from "../flows/contract/accounts";
import type { FillView } from "../flows/contract/trading";
import { granted, notFound, unprocessable } from "./answer";
import { assetIdOf, classOf, findAsset } from "./assets";
import { countOf, iso, momentOf } from "./fields";
import { type GatewayContext, type GatewayRequest, type GatewayRoute, gatewayRoute } from "./route";

const ok = (body: unknown) => ({ status: 200, body });

async function account({ flows, actor, accountId }: GatewayContext) {
  const { account: facts, ...sums } = granted(await flows.readAccount(actor, accountId));
  const [positions, state] = [
    granted(await flows.listPositions(actor, accountId)),
    granted(await flows.readTradingState(actor, accountId)),
  ];
  const base = sums.cash.find(({ currency }) => currency === facts.baseCurrency);
  const cash = base === undefined ? "0" : toDecimalText(exact(base.settled).plus(exact(base.unsettled)));
  const valued = (sign: "long" | "short") =>
    sumOf(positions.filter(({ qty }) => qty.startsWith("-") === (sign === "short")));
  return ok({
    id: facts.accountId,
    account_number: facts.accountId,
    status: facts.archivedAt === null ? "ACTIVE" : "ACCOUNT_CLOSED",
    crypto_status: "ACTIVE",
    currency: facts.baseCurrency,
    cash,
    buying_power: sums.buyingPower,
    regt_buying_power: sums.buyingPower,
    non_marginable_buying_power: sums.buyingPower,
    daytrading_buying_power: "0",
    portfolio_value: sums.equity,
    equity: sums.equity,
    last_equity:
      sums.equity === null || sums.dayPnl === null ? null : toDecimalText(exact(sums.equity).minus(exact(sums.dayPnl))),
    long_market_value: valued("long"),
    short_market_value: valued("short"),
    position_market_value: sums.positionsValue,
    initial_margin: "0",
    maintenance_margin: "0",
    accrued_fees: "0",
    multiplier: "1",
    sma: "0",
    daytrade_count: 0,
    pattern_day_trader: false,
    trading_blocked: state.effective === "halted",
    trade_suspended_by_user: state.account !== "active",
    transfers_blocked: false,
    account_blocked: facts.archivedAt !== null,
    shorting_enabled: true,
    created_at: iso(facts.createdAt),
  });
}

/** Null where one of them has no price. */
function sumOf(positions: readonly PositionView[]): string | null {
  let sum = exact(0);
  for (const { value } of positions) {
    if (value === null) return null;
    sum = sum.plus(exact(value));
  }
  return toDecimalText(sum);
}

async function positionsOf({ flows, actor, accountId }: GatewayContext) {
  const positions = granted(await flows.listPositions(actor, accountId));
  return Promise.all(
    positions.map(async (position) => {
      const asset = await findAsset(flows, position.symbol);
      const cost = exact(position.cost);
      const { openPnl } = position;
      return {
        asset_id: asset === null ? null : assetIdOf(asset.instrumentId),
        symbol: position.symbol,
        exchange: asset?.kind === "crypto" ? "CRYPTO" : (asset?.calendar ?? ""),
        asset_class: asset === null ? null : classOf(asset.kind),
        asset_marginable: false,
        qty: position.qty,
        qty_available: position.qty,
        avg_entry_price: position.averageCost,
        side: position.qty.startsWith("-") ? "short" : "long",
        market_value: position.value,
        cost_basis: position.cost,
        unrealized_pl: openPnl,
        unrealized_plpc:
          openPnl === null || cost.isZero() ? null : String(Number(openPnl) / Math.abs(Number(position.cost))),
        unrealized_intraday_pl: null,
        unrealized_intraday_plpc: null,
        current_price: position.price,
        lastday_price: null,
        change_today: null,
      };
    }),
  );
}

// ---- activities ---------------------------------------------------------------------------------------------------

/** Kinds of our books under the names of Alpaca's activities; settlements and reversals have none. */
const ACTIVITY_OF: Readonly<Partial<Record<BatchView["kind"], string>>> = {
  deposit: "CSD",
  withdrawal: "CSW",
  dividend: "DIV",
  interest: "INT",
  fee: "FEE",
  split: "SPLIT",
};

interface Activity {
  readonly id: string;
  readonly atMs: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Pages of ours that one answer of theirs is made of. */
const PAGES_MAX = 20;

async function activities(context: GatewayContext, { params, query }: GatewayRequest) {
  const named = params["type"] ?? query.get("activity_types") ?? query.get("activity_type");
  const types = named?.split(",") ?? null;
  const size = countOf(query, "page_size", 100, 100);
  const isAscending = query.get("direction") === "asc";
  const [after, until] = [momentOf(query, "after"), momentOf(query, "until")];
  const wants = (type: string) => types === null || types.includes(type);
  const all = [
    ...(wants("FILL") ? await fillActivities(context, after) : []),
    ...(Object.values(ACTIVITY_OF).some(wants) ? await bookActivities(context, after) : []),
  ]
    .filter(
      ({ atMs, body }) =>
        wants(String(body["activity_type"])) && (after === null || atMs > after) && (until === null || atMs < until),
    )
    .toSorted((a, b) => (a.id < b.id ? 1 : -1));
  const ordered = isAscending ? all.toReversed() : all;
  const token = query.get("page_token");
  const from = token === null ? 0 : ordered.findIndex(({ id }) => id === token) + 1;
  const page = ordered.slice(from, from + size);
  return ok(await withOrders(context, page));
}

/** Sorts by time: that is how Alpaca's look. */
const activityId = (atMs: number, id: string) => `${new Date(atMs).toISOString().replaceAll(/[-:.TZ]/g, "")}::${id}`;

async function fillActivities({ flows, actor, accountId }: GatewayContext, after: number | null): Promise<Activity[]> {
  const found: FillView[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer: Page<FillView> = granted(
      await flows.listFills(actor, { accountId, symbol: null, cursor, limit: 500 }),
    );
    found.push(...answer.rows);
    cursor = answer.cursor;
    if (cursor === null || (after !== null && (answer.rows.at(-1)?.at ?? 0) <= after)) break;
  }
  return found.map(({ execId, orderId, at, price, qty, side, symbol }) => ({
    id: activityId(at, execId),
    atMs: at,
    body: { activity_type: "FILL", transaction_time: iso(at), price, qty, side, symbol, order_id: orderId },
  }));
}

async function bookActivities({ flows, actor, accountId }: GatewayContext, after: number | null): Promise<Activity[]> {
  const found: BatchView[] = [];
  const filter = { accountId, chart: null, symbol: null, currency: null, orderId: null, kind: null, limit: 200 };
  let cursor: string | null = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer: Page<BatchView> = granted(await flows.listBatches(actor, { ...filter, cursor }));
    found.push(...answer.rows);
    cursor = answer.cursor;
    if (cursor === null || (after !== null && (answer.rows.at(-1)?.effectiveAt ?? 0) <= after)) break;
  }
  return found.flatMap((batch) => {
    const type = ACTIVITY_OF[batch.kind];
    if (type === undefined) return [];
    const { effectiveAt, batchId, note, postings } = batch;
    const cash = postings.filter(({ chart }) => chart === "cash" || chart === "cash_unsettled");
    const net = cash.reduce((sum, { amount }) => sum.plus(exact(amount)), exact(0));
    const body = {
      activity_type: type,
      date: iso(effectiveAt)?.slice(0, 10),
      net_amount: toDecimalText(net),
      description: note ?? "",
      status: "executed",
      symbol: postings.find(({ symbol }) => symbol !== null)?.symbol ?? null,
    };
    return [{ id: activityId(effectiveAt, batchId), atMs: effectiveAt, body }];
  });
}

/** Fills with what of their order was filled by then. */
async function withOrders({ flows, actor }: GatewayContext, page: readonly Activity[]) {
  const ids = [
    ...new Set(page.flatMap(({ body }) => (typeof body["order_id"] === "string" ? [body["order_id"]] : []))),
  ];
  const details = new Map(await Promise.all(ids.map(async (id) => [id, await flows.readOrder(actor, id)] as const)));
  return page.map(({ id, atMs, body }) => {
    const detail = details.get(String(body["order_id"]));
    if (detail === undefined || !detail.ok) return { id, ...body };
    const { order, fills } = detail.value;
    const filled = fills.filter(({ at }) => at <= atMs).reduce((sum, { qty }) => sum.plus(exact(qty)), exact(0));
    const leaves = exact(order.qty).minus(filled);
    return {
      id,
      ...body,
      type: leaves.isZero() ? "fill" : "partial_fill",
      cum_qty: toDecimalText(filled),
      leaves_qty: toDecimalText(leaves),
      order_status: leaves.isZero() ? "filled" : "partially_filled",
    };
  });
}

// ---- history ------------------------------------------------------------------------------------------------------

async function history({ flows, actor, accountId }: GatewayContext, { query }: GatewayRequest) {
  if ((query.get("timeframe") ?? "1D") !== "1D") throw unprocessable("timeframe is 1D: values are kept by the day");
  const [from, to] = [momentOf(query, "date_start"), momentOf(query, "date_end")];
  const days = granted(await flows.listDailyValues(actor, accountId)).filter(({ day }) => {
    const ms = Date.parse(day);
    return (from === null || ms >= from) && (to === null || ms <= to);
  });
  const known = days.filter(({ equity }) => equity !== null);
  const base = known[0]?.equity ?? null;
  // Money that came in or went out is no profit.
  let moved = exact(0);
  const rows = known.map(({ day, equity, flow }, at) => {
    if (at > 0) moved = moved.plus(exact(flow ?? "0"));
    const profit = exact(equity ?? "0")
      .minus(exact(base ?? "0"))
      .minus(moved);
    const part = base === null || exact(base).isZero() ? null : Number(toDecimalText(quotient(profit, exact(base))));
    return { at: Date.parse(day) / 1000, equity: Number(equity), profit: Number(toDecimalText(profit)), part };
  });
  return ok({
    timestamp: rows.map(({ at }) => at),
    equity: rows.map(({ equity }) => equity),
    profit_loss: rows.map(({ profit }) => profit),
    profit_loss_pct: rows.map(({ part }) => part),
    base_value: base === null ? null : Number(base),
    timeframe: "1D",
  });
}

export const ACCOUNT_ROUTES: readonly GatewayRoute[] = [
  gatewayRoute("GET", "/v2/account", account),
  gatewayRoute("GET", "/v2/account/activities", activities),
  gatewayRoute("GET", "/v2/account/activities/:type", activities),
  gatewayRoute("GET", "/v2/account/portfolio/history", history),
  gatewayRoute("GET", "/v2/positions", async (context) => ok(await positionsOf(context))),
  gatewayRoute("GET", "/v2/positions/:symbol", async (context, { params }) => {
    const asset = await findAsset(context.flows, params["symbol"] ?? "");
    const found = (await positionsOf(context)).find(({ symbol }) => symbol === asset?.symbol);
    if (found === undefined) throw notFound("position");
    return ok(found);
  }),
];
