import { err, exact, ok, type Result, type SqlPort } from "@/modules/_kernel";
import { makeInstrumentStore } from "@/modules/data/server";
import { checkAmount, type RequestProblem, type SideFill } from "@/modules/execution";
import {
  askAmendment,
  askReconcile,
  findAmendment,
  listAmendments,
  makePaperVenueStore,
  type PaperAmendment,
} from "@/modules/execution/server";
import { appendAudit } from "../../platform/audit";
import type { AmendedFillView, AmendPaperFill, PaperFillView, PaperFlows } from "../contract/paper";
import type { AppError } from "../errors";
import { audienceOf } from "./access";
import { allowedAccount } from "./change-order";
import { refuseProblems } from "./refusals";
import { keyReused, type SubmitDeps } from "./submit-order";

/** The newest fills of a venue that are offered. */
const FILLS_MAX = 100;
/** Above every account's fills that stand: of older ones none is taken back to practice. */
const LOOKED_AT_MAX = 1_000;
const KEY_PATTERN = /^[A-Za-z0-9._:-]{1,80}$/;

type Busts = Pick<PaperFlows, "listPaperFills" | "amendPaperFill">;

/** Lets the venue of a paper account take back or correct one of its fills, so that the books and the inbox can be seen doing it. */
export function makeBustFlows(deps: SubmitDeps): Busts {
  const { sql, transactions, clock, signals, work } = deps;
  return {
    async listPaperFills(actor, accountId) {
      const account = await allowedAccount(deps, actor, { accountId, purpose: "see" });
      if (!account.ok) return account;
      const waiting = new Map(
        (await listAmendments(sql, account.value.accountId)).map((each) => [each.execId, each] as const),
      );
      const fills = await fillsOf(deps, account.value.accountId);
      return ok(
        fills
          .toReversed()
          .slice(0, FILLS_MAX)
          .map((fill) => fillView(fill, waiting.get(fill.execId) ?? null)),
      );
    },

    async amendPaperFill(actor, input) {
      const allowed = await allowedAccount(deps, actor, { accountId: input.accountId, purpose: "trade" });
      if (!allowed.ok) return allowed;
      const account = allowed.value;
      const { accountId } = account;
      if (!KEY_PATTERN.test(input.idempotencyKey))
        return err({ kind: "ledger.key_malformed", path: "idempotencyKey", facts: {} });
      const before = await findAmendment(sql, accountId, input.idempotencyKey);
      if (before !== null) return isSameWish(before, input) ? ok(amendedView(before)) : err(keyReused(before.key));
      const checked = await checkAmendment(deps, accountId, input);
      if (!checked.ok) return checked;
      const askedAt = clock.nowMs();
      const asked: PaperAmendment = {
        accountId,
        key: input.idempotencyKey,
        execId: input.execId,
        now: checked.value,
        untold: input.untold,
        askedBy: actor.userId,
        askedAt,
        doneAt: null,
        changed: null,
      };
      const written = await transactions.run(async (tx) => {
        if (!(await askAmendment(tx, asked))) return false;
        // An account at rest is taken up for this, and compared as soon as it is done.
        await askReconcile(tx, accountId, askedAt);
        await appendAudit(tx, {
          actor,
          action: input.now === null ? "paper.bust_fill" : "paper.correct_fill",
          subjectType: "account",
          subjectId: accountId,
          details: { execId: input.execId, now: checked.value, untold: input.untold },
        });
        await work.publish(tx, { topic: "reconcile.changed", audience: audienceOf(account), payload: { accountId } });
        return true;
      });
      if (!written) return err({ kind: "paper.amend_waits", path: "execId", facts: { execId: input.execId } });
      signals.send("trading", accountId);
      return ok(amendedView(asked));
    },
  };
}

/** Fills of a venue as they stand there, oldest first. */
async function fillsOf(
  { sql, transactions }: Pick<SubmitDeps, "sql" | "transactions">,
  accountId: PaperAmendment["accountId"],
): Promise<readonly SideFill[]> {
  return (await makePaperVenueStore({ sql, transactions }).snapshot(accountId, LOOKED_AT_MAX)).fills.toSorted(
    (a, b) => a.at - b.at,
  );
}

/** What the fill is to be, exact, or what is wrong with that. */
async function checkAmendment(
  deps: Pick<SubmitDeps, "sql" | "transactions">,
  accountId: PaperAmendment["accountId"],
  { execId, now }: AmendPaperFill,
): Promise<Result<PaperAmendment["now"], AppError>> {
  const fills = await fillsOf(deps, accountId);
  const fill = fills.find((each) => each.execId === execId);
  if (fill === undefined)
    return err({ kind: "paper.fill_unknown", path: "execId", facts: { execId: execId.slice(0, 80) } });
  if (now === null) return ok(null);
  const amounts = await checkAmounts(deps.sql, fill, now);
  if (!amounts.ok) return amounts;
  const { qty, price } = amounts.value;
  if (exact(qty).eq(exact(fill.qty)) && exact(price).eq(exact(fill.price)))
    return err({ kind: "paper.amend_same", path: "price", facts: { qty: fill.qty, price: fill.price } });
  // It is never more than was filled: the rest of its order may be working, or over.
  if (exact(qty).gt(exact(fill.qty))) return err({ kind: "paper.amend_more", path: "qty", facts: { qty: fill.qty } });
  return ok({ qty, price });
}

async function checkAmounts(
  sql: SqlPort,
  { symbol }: SideFill,
  now: NonNullable<AmendPaperFill["now"]>,
): Promise<Result<NonNullable<PaperAmendment["now"]>, AppError>> {
  const instrument = await makeInstrumentStore(sql).find(symbol);
  if (instrument === null) return err({ kind: "instrument.not_found", path: "symbol", facts: { symbol } });
  const qty = checkAmount("qty", now.qty, { kind: "order.lot_off", of: instrument.lot });
  const price = checkAmount("limitPrice", now.price, { kind: "order.tick_off", of: instrument.tick });
  const problems: RequestProblem[] = [qty, price].flatMap((each) => (each.ok ? [] : [each.error]));
  if (!qty.ok || !price.ok) {
    const refused = refuseProblems(problems);
    // A fill has one price, and its field is called that.
    return err(refused.path === "limitPrice" ? { ...refused, path: "price" } : refused);
  }
  return ok({ qty: qty.value, price: price.value });
}

function isSameWish(before: PaperAmendment, { execId, now, untold }: AmendPaperFill): boolean {
  const same = (a: string, b: string) => a === b.trim() || Number(a) === Number(b);
  const isAlike =
    before.now === null || now === null
      ? before.now === now
      : same(before.now.qty, now.qty) && same(before.now.price, now.price);
  return isAlike && before.execId === execId && before.untold === untold;
}

const amendedView = ({ execId, now, untold, askedAt, doneAt, changed }: PaperAmendment): AmendedFillView => ({
  execId,
  now,
  untold,
  askedAt,
  doneAt,
  changed,
});

const fillView = (
  { execId, orderId, symbol, side, qty, price, currency, at }: SideFill,
  waiting: PaperAmendment | null,
): PaperFillView => ({
  execId,
  orderId,
  symbol,
  side,
  qty,
  price,
  currency,
  at,
  waiting: waiting === null ? null : amendedView(waiting),
});
