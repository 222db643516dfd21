import { assertNever, EpochMs, err, exact, ok, parseExact, quotient, type Result } from "@/modules/_kernel";
import { type Instrument, isCurrency } from "@/modules/data";
import { baseAssetOf, type LedgerEntry } from "@/modules/portfolio";
import type { ManualEntry } from "../contract/accounts";
import type { AppError } from "../errors";

/** Digits of an amount on each side of the point: more than any money there is, and its smallest part. */
const AMOUNT_PATTERN = /^[+-]?\d{1,18}(\.\d{1,18})?$/;
/** Clocks of people are a little off. */
const FUTURE_MAX_MS = 5 * 60_000;
const NOTE_LENGTH_MAX = 500;
/** Nobody kept accounts here before. */
const EARLIEST_MS = Date.UTC(1970, 0, 1);

/** Characters that are no text: a line feed, a NUL that no database keeps. */
export const hasControls = (text: string) => /\p{Cc}/u.test(text);

type Sign = "positive" | "any" | "not_zero";

/** Decimal text as it is kept: without a plus sign and zeros that say nothing. */
export function amountOf(text: string, path: string, sign: Sign): Result<string, AppError> {
  const value = AMOUNT_PATTERN.test(text.trim()) ? parseExact(text.trim()) : null;
  const facts = { value: text.slice(0, 60) };
  if (value === null) return err({ kind: "ledger.amount_malformed", path, facts });
  if (sign === "positive" && !value.isPositive()) return err({ kind: "ledger.amount_not_positive", path, facts });
  if (sign === "not_zero" && value.isZero()) return err({ kind: "ledger.amount_zero", path, facts });
  return ok(value.toFixed());
}

/** When it happened: now where nobody said, never in the future. */
export function momentOf(text: string | null, nowMs: EpochMs): Result<EpochMs, AppError> {
  if (text === null) return ok(nowMs);
  const at = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  const facts = { value: text.slice(0, 60) };
  if (!EpochMs.is(at) || at < EARLIEST_MS) return err({ kind: "ledger.moment_malformed", path: "at", facts });
  if (at > nowMs + FUTURE_MAX_MS) return err({ kind: "ledger.moment_future", path: "at", facts });
  return ok(at);
}

/** What the instrument of an entry must be known for. */
export type KnownInstrument = Pick<Instrument, "symbol" | "kind" | "currency" | "multiplier" | "calendar">;

/**
 * An entry of a person as the ledger takes it. Refuses what is malformed, naming the field.
 *
 * @param instrument - That of the entry's symbol, where it has one.
 */
export function entryOf(manual: ManualEntry, instrument: KnownInstrument | null): Result<LedgerEntry, AppError> {
  if (manual.note !== null && (manual.note.length > NOTE_LENGTH_MAX || hasControls(manual.note)))
    return err({ kind: "ledger.note_too_long", path: "note", facts: { max: NOTE_LENGTH_MAX } });
  switch (manual.kind) {
    case "deposit":
    case "withdrawal":
      return withMoney(manual, "positive", ({ currency, amount }) => ({ kind: manual.kind, currency, amount }));
    case "interest":
    case "funding":
    case "fee":
      return withMoney(manual, "not_zero", ({ currency, amount }) => ({ kind: manual.kind, currency, amount }));
    case "exchange":
      return exchangeOf(manual);
    case "dividend":
      return withMoney(manual, "not_zero", (money) => ({
        kind: "dividend",
        symbol: known(instrument).symbol,
        ...money,
      }));
    case "split": {
      const { symbol, currency } = known(instrument);
      const ratio = ratioOf(manual.ratio);
      return ratio.ok ? ok({ kind: "split", symbol, currency, ratio: ratio.value }) : ratio;
    }
    case "adoption":
      return adoptionOf(manual, known(instrument));
    default:
      return assertNever(manual, "entryOf");
  }
}

function known(instrument: KnownInstrument | null): KnownInstrument {
  if (instrument === null) throw new Error("an entry with a symbol comes with its instrument");
  return instrument;
}

function withMoney(
  { currency, amount }: { readonly currency: string; readonly amount: string },
  sign: Sign,
  make: (money: { readonly currency: string; readonly amount: string }) => LedgerEntry,
): Result<LedgerEntry, AppError> {
  const checked = moneyOf({ currency, amount }, "", sign);
  return checked.ok ? ok(make(checked.value)) : checked;
}

function moneyOf(
  { currency, amount }: { readonly currency: string; readonly amount: string },
  path: string,
  sign: Sign,
): Result<{ readonly currency: string; readonly amount: string }, AppError> {
  if (!isCurrency(currency))
    return err({ kind: "currency.unknown", path: `${path}currency`, facts: { currency: currency.slice(0, 20) } });
  const checked = amountOf(amount, `${path}amount`, sign);
  return checked.ok ? ok({ currency, amount: checked.value }) : checked;
}

function exchangeOf(manual: Extract<ManualEntry, { kind: "exchange" }>): Result<LedgerEntry, AppError> {
  const paid = moneyOf(manual.paid, "paid.", "positive");
  if (!paid.ok) return paid;
  const received = moneyOf(manual.received, "received.", "positive");
  if (!received.ok) return received;
  if (paid.value.currency === received.value.currency)
    return err({ kind: "ledger.one_currency", path: "received.currency", facts: { currency: paid.value.currency } });
  return ok({ kind: "exchange", paid: paid.value, received: received.value });
}

/** New units for each old one: a number, or two with a colon as they are announced ("3:2"). */
function ratioOf(text: string): Result<string, AppError> {
  const [over = "", under = "1", ...rest] = text.split(":");
  const [top, bottom] = [amountOf(over, "ratio", "positive"), amountOf(under, "ratio", "positive")];
  if (rest.length > 0 || !top.ok || !bottom.ok)
    return err({ kind: "ledger.ratio_malformed", path: "ratio", facts: { value: text.slice(0, 60) } });
  // A ratio that does not end (1:3) is exact to sixty digits.
  return ok(quotient(exact(top.value), exact(bottom.value)).toFixed());
}

function adoptionOf(
  manual: Extract<ManualEntry, { kind: "adoption" }>,
  instrument: KnownInstrument,
): Result<LedgerEntry, AppError> {
  const qty = amountOf(manual.qty, "qty", "positive");
  if (!qty.ok) return qty;
  const price = amountOf(manual.price, "price", "any");
  if (!price.ok) return price;
  const fee = manual.fee === null ? ok("0") : amountOf(manual.fee, "fee", "any");
  if (!fee.ok) return fee;
  const { symbol, currency, multiplier } = instrument;
  return ok({
    kind: "adoption",
    symbol,
    side: manual.side,
    qty: qty.value,
    price: price.value,
    multiplier,
    currency,
    baseAsset: baseAssetOf(instrument),
    fees: fee.value === "0" ? [] : [{ amount: fee.value, currency }],
    lots: [],
  });
}
