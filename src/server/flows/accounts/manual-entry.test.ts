import { describe, expect, it } from "vitest";
import { EpochMs } from "@/modules/_kernel";
import type { ManualEntry } from "../contract/accounts";
import { amountOf, entryOf, type KnownInstrument, momentOf } from "./manual-entry";

const told = { at: null, note: null };
const spy: KnownInstrument = { symbol: "SPY", kind: "etf", currency: "USD", multiplier: "1", calendar: "XNYS" };
const adoption = { kind: "adoption", symbol: "SPY", side: "buy", qty: "1", price: "2", fee: null, ...told } as const;
const refusal = (entry: ManualEntry) => {
  const made = entryOf(entry, spy);
  return made.ok ? null : `${made.error.kind} ${made.error.path}`;
};

describe("what a person writes", () => {
  it("is taken without zeros that say nothing", () => {
    expect(amountOf(" +1250.50 ", "amount", "positive")).toEqual({ ok: true, value: "1250.5" });
  });

  it.each([
    ["", "any", "ledger.amount_malformed"],
    ["1,5", "any", "ledger.amount_malformed"],
    ["1e5", "any", "ledger.amount_malformed"],
    ["NaN", "any", "ledger.amount_malformed"],
    ["Infinity", "any", "ledger.amount_malformed"],
    ["9".repeat(19), "any", "ledger.amount_malformed"],
    [`0.${"1".repeat(19)}`, "any", "ledger.amount_malformed"],
    ["0", "positive", "ledger.amount_not_positive"],
    ["-1", "positive", "ledger.amount_not_positive"],
    ["0.00", "not_zero", "ledger.amount_zero"],
  ] as const)("refuses the amount %j as %s", (text, sign, kind) => {
    expect(amountOf(text, "amount", sign)).toMatchObject({ ok: false, error: { kind, path: "amount" } });
  });

  it("may be a past day or moment, not a future one", () => {
    const now = EpochMs.of(Date.UTC(2026, 2, 2, 12));
    expect(momentOf(null, now)).toEqual({ ok: true, value: now });
    expect(momentOf("2026-03-01", now)).toEqual({ ok: true, value: Date.UTC(2026, 2, 1) });
    expect(momentOf("2026-03-02T12:30+01:00", now)).toEqual({ ok: true, value: Date.UTC(2026, 2, 2, 11, 30) });
    expect(momentOf("2026-03-03", now)).toMatchObject({ error: { kind: "ledger.moment_future", path: "at" } });
    for (const text of ["yesterday", "2026-02-30T00:00", "2026-13-01", "0001-01-01", ""])
      expect(momentOf(text, now)).toMatchObject({ error: { kind: "ledger.moment_malformed", path: "at" } });
  });

  it.each<readonly [ManualEntry, string]>([
    [{ kind: "deposit", currency: "usd", amount: "1", ...told }, "currency.unknown currency"],
    [{ kind: "deposit", currency: "USD", amount: "-1", ...told }, "ledger.amount_not_positive amount"],
    [{ kind: "fee", currency: "USD", amount: "0", ...told }, "ledger.amount_zero amount"],
    [{ kind: "deposit", currency: "USD", amount: "1", at: null, note: "n".repeat(501) }, "ledger.note_too_long note"],
    [{ kind: "split", symbol: "SPY", ratio: "0", ...told }, "ledger.ratio_malformed ratio"],
    [{ kind: "split", symbol: "SPY", ratio: "3:0", ...told }, "ledger.ratio_malformed ratio"],
    [{ kind: "split", symbol: "SPY", ratio: "3:2:1", ...told }, "ledger.ratio_malformed ratio"],
    [
      { kind: "exchange", paid: { currency: "USD", amount: "1" }, received: { currency: "USD", amount: "1" }, ...told },
      "ledger.one_currency received.currency",
    ],
    [
      { kind: "exchange", paid: { currency: "USD", amount: "x" }, received: { currency: "EUR", amount: "1" }, ...told },
      "ledger.amount_malformed paid.amount",
    ],
    [{ ...adoption, qty: "0" }, "ledger.amount_not_positive qty"],
    [{ ...adoption, price: "" }, "ledger.amount_malformed price"],
    [{ ...adoption, fee: "free" }, "ledger.amount_malformed fee"],
  ])("is refused by the field that is wrong: %j", (entry, refused) => {
    expect(refusal(entry)).toBe(refused);
  });

  it("becomes an entry with what is known of the instrument", () => {
    expect(entryOf({ ...adoption, fee: "0.5" }, { ...spy, multiplier: "50" })).toMatchObject({
      value: { kind: "adoption", multiplier: "50", currency: "USD", fees: [{ amount: "0.5", currency: "USD" }] },
    });
    expect(entryOf({ kind: "split", symbol: "SPY", ratio: "3:2", ...told }, spy)).toMatchObject({
      value: { ratio: "1.5" },
    });
    expect(entryOf({ kind: "dividend", symbol: "spy", currency: "USD", amount: "-2", ...told }, spy)).toEqual({
      ok: true,
      value: { kind: "dividend", symbol: "SPY", currency: "USD", amount: "-2" },
    });
  });
});
