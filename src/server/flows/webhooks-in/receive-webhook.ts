import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { type EpochMs, err, exact, ok, type Result } from "@/modules/_kernel";
import {
  findHook,
  insertCall,
  isSecretOf,
  markTried,
  type StoredCall,
  type StoredHook,
  settleCall,
} from "../../platform/hooks";
import { findUser } from "../../platform/identity";
import { addNotification } from "../../platform/notify";
import type { Actor, Answer } from "../contract";
import type { TradingFlows } from "../contract/trading";
import type {
  HookAnswer,
  HookLimits,
  HookRefusal,
  HookTemplate,
  HookWish,
  IncomingCall,
  Received,
} from "../contract/webhooks-in";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { malformedBody, momentOf, parseBody, readField, readMoment, readWish } from "./read-wish";
import { secretName } from "./secret-name";
import { storedLimits, storedTemplate } from "./terms";

/** A call that began this long ago and never ended is begun again: what it sends has a key of its own, so twice is once. */
const WORKING_MAX_MS = 30_000;
const NOTHING: HookAnswer = { orderIds: [], canceled: 0, preview: null, refusal: null };

export type ReceiveDeps = Pick<FlowDeps, "sql" | "prisma" | "transactions" | "clock" | "newId" | "work" | "secrets"> & {
  readonly trading: Pick<TradingFlows, "previewOrder" | "submitOrder" | "closePosition" | "cancelOrders">;
};

/** A hook with its terms read. */
export interface Hook {
  readonly stored: StoredHook;
  readonly template: HookTemplate;
  readonly limits: HookLimits;
}

export const hookOf = (stored: StoredHook): Hook => ({
  stored,
  template: storedTemplate(stored.template),
  limits: storedLimits(stored.limits),
});

/**
 * Who a call acts for: the hook's owner, narrowed to one account as by a key that may trade. What the owner may not do, the hook
 * may not.
 */
export function actorOfHook({ hookId, ownerId, accountId }: StoredHook, requestId: string): Actor {
  return { kind: "user", userId: ownerId, key: { keyId: hookId, scope: "trade", accountIds: [accountId] }, requestId };
}

/** Takes a call: proves its secret, keeps it once, and does what it asks for by the very flows of the ticket. */
export function makeReceiveWebhook(deps: ReceiveDeps) {
  return async (call: IncomingCall): Answer<Received> => {
    const hook = await openHook(deps, call);
    if (hook === null) return err(notThere());
    const nowMs = deps.clock.nowMs();
    const read = readCall(hook, call, nowMs);
    const kept = await keepCall(deps, { hook, call, read, nowMs });
    if (kept.repeats !== null) return err({ kind: "webhook.repeated", facts: { callId: kept.repeats } });
    if (!read.ok) return err(read.error);
    const { callId } = kept;
    const { wish, callKey } = read.value;
    const done = await perform(deps, { hook, wish, callKey, actor: actorOfHook(hook.stored, call.requestId) });
    await settleCall(deps.sql, callId, done);
    const { refusal } = done.answer;
    if (refusal !== null) {
      const { kind, path, facts } = refusal;
      return err({ kind, facts, ...(path === null ? {} : { path }) });
    }
    return ok({ callId, outcome: done.outcome, wish, answer: done.answer });
  };
}

const notThere = (): AppError => ({ kind: "webhook.not_found" });

// ---- who calls ----------------------------------------------------------------------------------------------------

/** The hook, for whoever proves to know its secret; null for everybody else, whatever is wrong. */
async function openHook({ sql, prisma, secrets, clock }: ReceiveDeps, call: IncomingCall): Promise<Hook | null> {
  const stored = await findHook(sql, call.hookId);
  const isProven =
    stored?.source === "generic"
      ? await isSigned({ secrets }, stored, call, clock.nowMs())
      : isSecretOf(stored, call.pathSecret ?? secretIn(call.body) ?? "");
  if (stored === null || !isProven || stored.mode === "off") return null;
  // Whoever may not sign in any more has nothing done for them either.
  const owner = await findUser(prisma, stored.ownerId);
  return owner === null || owner.disabled ? null : hookOf(stored);
}

/** What TradingView says in the message itself. */
function secretIn(body: string): string | null {
  const parsed = parseBody(body);
  const secret = parsed.ok ? Object.getOwnPropertyDescriptor(parsed.value, "secret")?.value : null;
  return typeof secret === "string" ? secret : null;
}

/** `sha256=<hex>` over `<timestamp>.<body>`, within the window of the hook: an old one proves nothing. */
async function isSigned(
  { secrets }: Pick<ReceiveDeps, "secrets">,
  stored: StoredHook,
  { timestamp, signature, body }: IncomingCall,
  nowMs: EpochMs,
): Promise<boolean> {
  const found = await secrets.read(secretName(stored.hookId));
  const secret = found.state === "open" ? (found.value["secret"] ?? "") : "";
  const made = createHmac("sha256", secret)
    .update(`${timestamp ?? ""}.${body}`)
    .digest();
  const given = Buffer.from(/^sha256=([0-9a-f]{64})$/.exec(signature ?? "")?.[1] ?? "", "hex");
  if (secret === "" || given.length !== made.length || !timingSafeEqual(given, made)) return false;
  const sentMs = momentOf(timestamp ?? "");
  return sentMs !== null && isFresh(sentMs, storedLimits(stored.limits), nowMs);
}

const isFresh = (sentMs: EpochMs, { windowSeconds }: HookLimits, nowMs: EpochMs): boolean =>
  Math.abs(nowMs - sentMs) <= windowSeconds * 1_000;

// ---- what it asks for ---------------------------------------------------------------------------------------------

interface ReadCall {
  readonly wish: HookWish;
  /** One call of a kind: it stays the key of what is sent for it. */
  readonly callKey: string;
}

function readCall({ template, limits }: Hook, { body }: IncomingCall, nowMs: EpochMs): Result<ReadCall, AppError> {
  const parsed = parseBody(body);
  if (!parsed.ok) return err(malformedBody());
  const sent = readMoment(template, parsed.value);
  if (!sent.ok) return sent;
  if (sent.value !== null && !isFresh(sent.value, limits, nowMs))
    return err({
      kind: "webhook.stale",
      path: "at",
      facts: { seconds: Math.round((nowMs - sent.value) / 1_000), max: limits.windowSeconds },
    });
  const id = readField(template, "id", parsed.value);
  if (!id.ok) return id;
  const wish = readWish(template, parsed.value);
  if (!wish.ok) return wish;
  const allowed = refuseSymbol(wish.value, limits);
  if (allowed !== null) return err(allowed);
  const one = id.value === null ? `body ${body}` : `id ${id.value}`;
  return ok({ wish: wish.value, callKey: createHash("sha256").update(one).digest("hex").slice(0, 32) });
}

/** An instrument that the hook may not touch. */
export function refuseSymbol({ symbol }: { readonly symbol: string | null }, { symbols }: HookLimits): AppError | null {
  if (symbols === null || (symbol !== null && symbols.includes(symbol))) return null;
  return {
    kind: "webhook.symbol_not_allowed",
    path: "symbol",
    facts: { symbol: symbol ?? "*", allowed: symbols.slice(0, 8).join(", ") },
  };
}

// ---- once ---------------------------------------------------------------------------------------------------------

interface Keeping {
  readonly hook: Hook;
  readonly call: IncomingCall;
  readonly read: Result<ReadCall, AppError>;
  readonly nowMs: EpochMs;
}

/** Keeps the call before anything is done for it. `repeats`: the same one was there, and nothing is done for this. */
async function keepCall(
  { sql, newId }: ReceiveDeps,
  { hook, call, read, nowMs }: Keeping,
): Promise<{ readonly callId: string; readonly repeats: string | null }> {
  const { hookId, mode } = hook.stored;
  const one = {
    callId: newId(),
    hookId,
    receivedAt: nowMs,
    mode,
    ip: call.ip,
    body: withoutSecret(call),
    wish: read.ok ? read.value.wish : null,
  };
  if (!read.ok) {
    const answer = { ...NOTHING, refusal: shortOf(read.error) };
    await insertCall(sql, { ...one, callKey: null, outcome: "refused", answer });
    return { callId: one.callId, repeats: null };
  }
  const before = await insertCall(sql, {
    ...one,
    callKey: keyIn(mode, read.value.callKey),
    outcome: "working",
    answer: null,
  });
  if (before === null) return { callId: one.callId, repeats: null };
  if (isAbandoned(before, nowMs)) return { callId: before.callId, repeats: null };
  await insertCall(sql, { ...one, callKey: null, outcome: "repeated", answer: null });
  return { callId: one.callId, repeats: before.callId };
}

/** A dry run uses nothing up: the same call may be shown first and done later. */
const keyIn = (mode: StoredHook["mode"], callKey: string): string => `${mode === "live" ? "live" : "dry"}-${callKey}`;

const isAbandoned = ({ outcome, receivedAt }: StoredCall, nowMs: EpochMs): boolean =>
  outcome === "working" && nowMs - receivedAt > WORKING_MAX_MS;

function withoutSecret({ body, pathSecret }: IncomingCall): string {
  const secrets = [pathSecret, secretIn(body)].filter((secret) => secret !== null && secret !== "");
  return secrets.reduce<string>((text, secret) => text.replaceAll(secret ?? "", "…"), body).slice(0, 4_000);
}

// ---- doing it -----------------------------------------------------------------------------------------------------

interface Performing {
  readonly hook: Hook;
  readonly wish: HookWish;
  readonly callKey: string;
  readonly actor: Actor;
}

interface Performed {
  readonly outcome: "done" | "would" | "told" | "refused";
  readonly answer: HookAnswer;
}

const refusedWith = (error: AppError): Performed => ({
  outcome: "refused",
  answer: { ...NOTHING, refusal: shortOf(error) },
});
const shortOf = ({ kind, path, facts }: AppError): HookRefusal => ({ kind, path: path ?? null, facts: facts ?? {} });

async function perform(deps: ReceiveDeps, doing: Performing): Promise<Performed> {
  const { hook, wish } = doing;
  if (wish.kind === "signal") return tell(deps, hook, wish);
  if (hook.stored.mode === "live") return act(deps, doing);
  const shown = await showWish(deps, doing);
  if (shown.ok) await markTried(deps.sql, hook.stored.hookId, deps.clock.nowMs());
  return shown.ok ? { outcome: "would", answer: shown.value } : refusedWith(shown.error);
}

/** What it would do now. Nothing is written. */
export async function showWish(
  { trading }: Pick<ReceiveDeps, "trading">,
  { hook, wish, actor }: Pick<Performing, "hook" | "wish" | "actor">,
): Promise<Result<HookAnswer, AppError>> {
  if (wish.kind !== "order") return ok(NOTHING);
  const seen = await trading.previewOrder(actor, requestOf(wish, hook.stored.accountId));
  if (!seen.ok) return seen;
  const { price, currency, notional, positionBefore, positionAfter, breaches, largestQtyThatPasses } = seen.value;
  const over = refuseValue(notional, hook.limits);
  if (over !== null) return err(over);
  const [breach] = breaches;
  if (breach !== undefined)
    return err({
      kind: "order.limits_broken",
      path: "qty",
      facts: { name: breach.name, largestQty: largestQtyThatPasses ?? "0", breaches: breaches.length },
    });
  return ok({ ...NOTHING, preview: { price, currency, notional, positionBefore, positionAfter } });
}

async function act(deps: ReceiveDeps, { hook, wish, callKey, actor }: Performing): Promise<Performed> {
  const { trading } = deps;
  const { accountId, hookId } = hook.stored;
  const idempotencyKey = `hook-${createHash("sha256").update(`${hookId} ${callKey}`).digest("hex").slice(0, 40)}`;
  if (wish.kind === "cancel") {
    const canceled = await trading.cancelOrders(actor, { accountId, symbol: wish.symbol });
    if (!canceled.ok) return refusedWith(canceled.error);
    return { outcome: "done", answer: { ...NOTHING, canceled: canceled.value.asked } };
  }
  if (wish.kind === "close") {
    const closed = await trading.closePosition(actor, { accountId, symbol: wish.symbol, idempotencyKey });
    if (!closed.ok) return refusedWith(closed.error);
    const orderIds = closed.value.order === null ? [] : [closed.value.order.orderId];
    return { outcome: "done", answer: { ...NOTHING, orderIds, canceled: closed.value.canceled } };
  }
  if (wish.kind !== "order")
    return refusedWith({ kind: "webhook.action_unknown", path: "action", facts: { value: wish.kind } });
  // Its own bound is looked at first; limits of risk, cash and everything else once more in the transaction of the order.
  const shown = hook.limits.maxValue === null ? null : await showWish(deps, { hook, wish, actor });
  if (shown !== null && !shown.ok) return refusedWith(shown.error);
  const sent = await trading.submitOrder(actor, { idempotencyKey, request: requestOf(wish, accountId) });
  if (!sent.ok) return refusedWith(sent.error);
  const { order, children } = sent.value;
  return { outcome: "done", answer: { ...NOTHING, orderIds: [order, ...children].map(({ orderId }) => orderId) } };
}

/** More than the hook may order at once; what it is worth must be known. */
function refuseValue(notional: string | null, { maxValue }: HookLimits): AppError | null {
  if (maxValue === null || (notional !== null && exact(notional).abs().lte(exact(maxValue)))) return null;
  return { kind: "webhook.value_over", path: "qty", facts: { value: notional, max: maxValue } };
}

function requestOf(wish: Extract<HookWish, { kind: "order" }>, accountId: string) {
  const { symbol, side, qty, ordType, limitPrice, stopPrice, timeInForce, takeProfit, stopLoss } = wish;
  return {
    accountId,
    symbol,
    side,
    qty,
    ordType,
    limitPrice,
    stopPrice,
    trailAmount: null,
    trailPercent: null,
    timeInForce,
    expireAt: null,
    reduceOnly: false,
    postOnly: false,
    takeProfit: takeProfit === null ? null : { limitPrice: takeProfit },
    stopLoss: stopLoss === null ? null : { stopPrice: stopLoss, limitPrice: null },
  };
}

/** A signal orders nothing: its owner is told. */
async function tell(
  { transactions, newId, work }: ReceiveDeps,
  { stored }: Hook,
  { symbol, text }: Extract<HookWish, { kind: "signal" }>,
): Promise<Performed> {
  await transactions.run(async (tx) => {
    const payload = await addNotification(tx, {
      notificationId: newId(),
      userId: stored.ownerId,
      severity: "info",
      messageKey: "webhook.signal",
      facts: { name: stored.name, symbol: symbol ?? "none", text: text.slice(0, 200) },
      href: "/admin/webhooks-in",
    });
    await work.publish(tx, { topic: "notification.created", audience: stored.ownerId, payload });
  });
  return { outcome: "told", answer: NOTHING };
}
