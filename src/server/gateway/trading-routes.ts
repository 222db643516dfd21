import { exact, parseExact, toDecimalText } from "@/modules/_kernel";
import type { Page } from "../flows/contract";
import type { OrderRequest, OrderView } from "../flows/contract/trading";
import { badRequest, granted, notFound, unprocessable } from "./answer";
import { assetOf, findAsset, listAssets } from "./assets";
import { amountOf, countOf, fractionOf, momentOf, objectOf, oneOf, textOf } from "./fields";
import { dressOrders } from "./orders";
import { type GatewayContext, type GatewayRequest, type GatewayRoute, gatewayRoute } from "./route";

const ORDER_TYPES = {
  market: "market",
  limit: "limit",
  stop: "stop",
  stop_limit: "stop_limit",
  trailing_stop: "trailing_stop",
} as const;
const TIMES = { day: "day", gtc: "gtc", ioc: "ioc", fok: "fok", opg: "at_the_open", cls: "at_the_close" } as const;
const CLASSES = { simple: "simple", bracket: "bracket", oto: "oto" } as const;
const SIDES = { buy: "buy", sell: "sell" } as const;
const STATES = { open: "open", closed: "closed", all: "all" } as const;

const ORDERS_MAX = 500;
/** Pages of ours that one answer of theirs is made of: a question that fits nothing ends. */
const PAGES_MAX = 20;
const KEY = /^[A-Za-z0-9._-]{1,64}$/;

const ok = (body: unknown) => ({ status: 200, body });

async function listOrders(context: GatewayContext, { query }: GatewayRequest) {
  const { flows, actor, accountId } = context;
  const state = oneOf(query.get("status") ?? "open", STATES, "status");
  const limit = countOf(query, "limit", 50, ORDERS_MAX);
  const [after, until] = [momentOf(query, "after"), momentOf(query, "until")];
  const symbols = query.get("symbols")?.split(",").filter(Boolean) ?? null;
  const side = query.get("side");
  const isAscending = query.get("direction") === "asc";
  const wanted = (order: OrderView) =>
    (after === null || order.createdAt > after) &&
    (until === null || order.createdAt < until) &&
    (symbols === null || symbols.some((each) => isSymbol(order.symbol, each))) &&
    (side === null || side === order.side);
  const found: OrderView[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer: Page<OrderView> = granted(
      await flows.listOrders(actor, { accountId, symbol: null, state, cursor, limit: ORDERS_MAX }),
    );
    found.push(...answer.rows.filter(wanted));
    cursor = answer.cursor;
    const isPast = after !== null && (answer.rows.at(-1)?.createdAt ?? after) <= after;
    if (cursor === null || isPast || (!isAscending && found.length >= limit)) break;
  }
  const rows = isAscending ? found.toReversed().slice(0, limit) : found.slice(0, limit);
  const isNested = query.get("nested") === "true";
  const legsOf = (order: OrderView) => (isNested ? rows.filter(({ parentId }) => parentId === order.orderId) : []);
  const tops = isNested ? rows.filter(({ parentId }) => !rows.some(({ orderId }) => orderId === parentId)) : rows;
  return ok(await dressOrders(context, tops, legsOf));
}

/** Whether they mean the same: symbols of crypto come with and without their slash. */
const isSymbol = (symbol: string, given: string) => symbol === given || symbol.replace("/", "") === given;

async function submit(context: GatewayContext, { body }: GatewayRequest) {
  const { flows, actor } = context;
  const request = await requestOf(context, body);
  const clientOrderId = textOf(body, "client_order_id") ?? context.newId();
  if (!KEY.test(clientOrderId)) throw unprocessable("client_order_id must be 1 to 64 of A-Z a-z 0-9 . _ -");
  const made = granted(await flows.submitOrder(actor, { idempotencyKey: clientOrderId, request }));
  if (made.repeated) throw unprocessable("client_order_id must be unique");
  const [dressed] = await dressOrders(context, [made.order], () => made.children);
  return ok(dressed);
}

async function requestOf({ flows, accountId }: GatewayContext, body: GatewayRequest["body"]): Promise<OrderRequest> {
  const given = textOf(body, "symbol");
  if (given === null) throw unprocessable("symbol is required");
  const asset = await findAsset(flows, given);
  if (asset === null) throw unprocessable(`asset "${given.slice(0, 40)}" not found`);
  if (amountOf(body, "notional") !== null) throw unprocessable("notional is not taken: give qty");
  const qty = amountOf(body, "qty");
  if (qty === null) throw unprocessable("qty is required");
  if (body["extended_hours"] === true) throw unprocessable("extended_hours is not taken");
  const orderClass = oneOf(textOf(body, "order_class") ?? "simple", CLASSES, "order_class");
  const [profit, loss] = [objectOf(body, "take_profit"), objectOf(body, "stop_loss")];
  if (orderClass === "bracket" && (profit === null || loss === null))
    throw unprocessable("bracket orders require take_profit and stop_loss");
  if (orderClass === "oto" && (profit === null) === (loss === null))
    throw unprocessable("oto orders require either take_profit or stop_loss");
  const takeProfit =
    orderClass === "simple" || profit === null ? null : { limitPrice: required(profit, "limit_price") };
  const stopLoss =
    orderClass === "simple" || loss === null
      ? null
      : { stopPrice: required(loss, "stop_price"), limitPrice: amountOf(loss, "limit_price") };
  return {
    accountId,
    symbol: asset.symbol,
    side: oneOf(textOf(body, "side"), SIDES, "side"),
    qty,
    ordType: oneOf(textOf(body, "type") ?? textOf(body, "order_type"), ORDER_TYPES, "type"),
    limitPrice: amountOf(body, "limit_price"),
    stopPrice: amountOf(body, "stop_price"),
    trailAmount: amountOf(body, "trail_price"),
    trailPercent: fractionOf(amountOf(body, "trail_percent")),
    timeInForce: oneOf(textOf(body, "time_in_force") ?? "day", TIMES, "time_in_force"),
    expireAt: null,
    reduceOnly: false,
    postOnly: false,
    takeProfit,
    stopLoss,
  };
}

function required(body: Readonly<Record<string, unknown>>, name: string): string {
  const value = amountOf(body, name);
  if (value === null) throw unprocessable(`${name} is required`);
  return value;
}

async function replace(context: GatewayContext, { params, body }: GatewayRequest) {
  const { flows, actor } = context;
  const { order } = await ownOrder(context, params["orderId"] ?? "");
  const changed = await flows.modifyOrder(actor, {
    orderId: order.orderId,
    idempotencyKey: context.newId(),
    qty: amountOf(body, "qty") ?? order.qty,
    limitPrice: amountOf(body, "limit_price") ?? order.limitPrice,
    stopPrice: amountOf(body, "stop_price") ?? order.stopPrice,
  });
  const [dressed] = await dressOrders(context, [granted(changed)]);
  return ok(dressed);
}

/** An order of the key's own account; of another one it is not there. */
async function ownOrder({ flows, actor, accountId }: GatewayContext, orderId: string) {
  const detail = granted(await flows.readOrder(actor, orderId));
  if (detail.order.accountId !== accountId) throw notFound("order");
  return detail;
}

async function cancelAll(context: GatewayContext) {
  const { flows, actor, accountId } = context;
  const query = { accountId, symbol: null, state: "open", cursor: null, limit: ORDERS_MAX } as const;
  const open = granted(await flows.listOrders(actor, query));
  granted(await flows.cancelOrders(actor, { accountId, symbol: null }));
  const dressed = await dressOrders(context, open.rows);
  return { status: 207, body: dressed.map((body) => ({ id: body["id"], status: 200, body })) };
}

async function closePosition(context: GatewayContext, { params, query }: GatewayRequest) {
  const { flows, actor, accountId } = context;
  const asset = await findAsset(flows, params["symbol"] ?? "");
  const held = granted(await flows.listPositions(actor, accountId)).find(({ symbol }) => symbol === asset?.symbol);
  if (asset === null || held === undefined) throw notFound("position");
  const [qty, percentage] = [query.get("qty"), query.get("percentage")];
  if (qty === null && percentage === null) {
    const key = { accountId, symbol: asset.symbol, idempotencyKey: context.newId() };
    const { order } = granted(await flows.closePosition(actor, key));
    if (order === null) throw notFound("position");
    const [dressed] = await dressOrders(context, [order]);
    return ok(dressed);
  }
  const request = {
    symbol: asset.symbol,
    side: exact(held.qty).isNegative() ? "buy" : "sell",
    qty: qty ?? shareOf(held.qty, percentage ?? "", asset.lot),
    type: "market",
    time_in_force: "day",
  };
  const part = { ...(await requestOf(context, request)), reduceOnly: true };
  const made = granted(await flows.submitOrder(actor, { idempotencyKey: context.newId(), request: part }));
  const [dressed] = await dressOrders(context, [made.order]);
  return ok(dressed);
}

/** So many percent of what is held, down to whole lots. */
function shareOf(held: string, percentage: string, lot: string): string {
  const percent = parseExact(percentage);
  if (percent === null || percent.isNegative() || percent.isZero()) throw badRequest("percentage must be above 0");
  const lots = Math.floor((Math.abs(Number(held)) * Number(percentage)) / 100 / Number(lot) + 1e-9);
  return toDecimalText(exact(lots).times(exact(lot)));
}

async function closeAll(context: GatewayContext) {
  const { flows, actor, accountId, newId } = context;
  const done = granted(await flows.flattenAccount(actor, { accountId, idempotencyKey: newId() }));
  const dressed = await dressOrders(context, done.orders);
  return {
    status: 207,
    body: [
      ...dressed.map((body) => ({ symbol: body["symbol"], status: 200, body })),
      ...done.refused.map(({ symbol, error }) => ({
        symbol,
        status: 422,
        body: { code: 42_210_000, message: error.kind },
      })),
    ],
  };
}

export const TRADING_ROUTES: readonly GatewayRoute[] = [
  gatewayRoute("GET", "/v2/orders", listOrders),
  gatewayRoute("POST", "/v2/orders", submit),
  gatewayRoute("DELETE", "/v2/orders", cancelAll),
  gatewayRoute("GET", "/v2/orders:by_client_order_id", async (context, { query }) => {
    const { flows, actor, accountId } = context;
    const key = query.get("client_order_id") ?? "";
    const order = granted(await flows.findOrderByKey(actor, { accountId, key }));
    const [dressed] = await dressOrders(context, [order]);
    return ok(dressed);
  }),
  gatewayRoute("GET", "/v2/orders/:orderId", async (context, { params }) => {
    const { order, linked } = await ownOrder(context, params["orderId"] ?? "");
    const children = linked.filter(({ parentId }) => parentId === order.orderId);
    const [dressed] = await dressOrders(context, [order], () => children);
    return ok(dressed);
  }),
  gatewayRoute("PATCH", "/v2/orders/:orderId", replace),
  gatewayRoute("DELETE", "/v2/orders/:orderId", async (context, { params }) => {
    const { flows, actor, newId } = context;
    const { order } = await ownOrder(context, params["orderId"] ?? "");
    granted(await flows.cancelOrder(actor, { orderId: order.orderId, idempotencyKey: newId() }));
    return { status: 204 };
  }),
  gatewayRoute("DELETE", "/v2/positions", closeAll),
  gatewayRoute("DELETE", "/v2/positions/:symbol", closePosition),
  gatewayRoute("GET", "/v2/assets", async ({ flows }, { query }) => {
    const [status, wanted] = [query.get("status"), query.get("asset_class")];
    const assets = (await listAssets(flows)).map(assetOf);
    return ok(
      assets.filter((each) => (status ?? each.status) === each.status && (wanted ?? each.class) === each.class),
    );
  }),
  gatewayRoute("GET", "/v2/assets/:symbol", async ({ flows }, { params }) => {
    const asset = await findAsset(flows, params["symbol"] ?? "");
    if (asset === null) throw notFound(`asset ${params["symbol"]?.slice(0, 40) ?? ""}`);
    return ok(assetOf(asset));
  }),
];
