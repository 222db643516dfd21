import { assertNever } from "@/modules/_kernel";
import type { AccountKind } from "@/modules/portfolio";
import type { Entry } from "./types";

/** Kinds of entry that a person writes, in the order of a list. A paper account's trades come from its orders. */
export const ENTRY_KINDS = [
  "deposit",
  "withdrawal",
  "adoption",
  "dividend",
  "interest",
  "fee",
  "funding",
  "exchange",
  "split",
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

export function entryKindsOf(account: AccountKind): readonly EntryKind[] {
  return ENTRY_KINDS.filter((kind) => kind !== "adoption" || account === "external");
}

/** What is typed, all as text: what it must be is said by the server, at the box. */
export interface EntryDraft {
  readonly kind: EntryKind;
  readonly currency: string;
  readonly amount: string;
  readonly symbol: string;
  readonly ratio: string;
  readonly side: "buy" | "sell";
  readonly qty: string;
  readonly price: string;
  readonly fee: string;
  readonly receivedCurrency: string;
  readonly receivedAmount: string;
  readonly at: string;
  readonly note: string;
}

export type DraftField = Exclude<keyof EntryDraft, "kind">;

export function emptyDraft(currency: string): EntryDraft {
  return {
    kind: "deposit",
    currency,
    amount: "",
    symbol: "",
    ratio: "",
    side: "buy",
    qty: "",
    price: "",
    fee: "",
    receivedCurrency: "",
    receivedAmount: "",
    at: "",
    note: "",
  };
}

const MONEY: readonly DraftField[] = ["amount", "currency"];
const FIELDS: Readonly<Record<EntryKind, readonly DraftField[]>> = {
  deposit: MONEY,
  withdrawal: MONEY,
  interest: MONEY,
  fee: MONEY,
  funding: MONEY,
  dividend: ["symbol", ...MONEY],
  exchange: [...MONEY, "receivedAmount", "receivedCurrency"],
  split: ["symbol", "ratio"],
  adoption: ["symbol", "side", "qty", "price", "fee"],
};

/** Boxes that a kind shows, besides day and note, which all have. */
export const fieldsOf = (kind: EntryKind): readonly DraftField[] => FIELDS[kind];

/** Where the server's name of a field is shown. Null: nowhere, so it is told below. */
export function fieldOfPath(kind: EntryKind, path: string | null): DraftField | null {
  const renamed: Readonly<Record<string, DraftField>> = {
    "paid.amount": "amount",
    "paid.currency": "currency",
    "received.amount": "receivedAmount",
    "received.currency": "receivedCurrency",
  };
  const name = path === null ? null : (renamed[path] ?? path);
  return [...fieldsOf(kind), "at" as const, "note" as const].find((field) => field === name) ?? null;
}

const code = (text: string) => text.trim().toUpperCase();
const orNull = (text: string) => (text.trim() === "" ? null : text.trim());

/** What is sent. */
export function entryOfDraft(draft: EntryDraft): Entry {
  const { kind } = draft;
  const told = { at: orNull(draft.at), note: orNull(draft.note) };
  const money = { currency: code(draft.currency), amount: draft.amount.trim() };
  switch (kind) {
    case "dividend":
      return { kind, symbol: code(draft.symbol), ...money, ...told };
    case "split":
      return { kind, symbol: code(draft.symbol), ratio: draft.ratio.trim(), ...told };
    case "exchange":
      return {
        kind,
        paid: money,
        received: { currency: code(draft.receivedCurrency), amount: draft.receivedAmount.trim() },
        ...told,
      };
    case "adoption":
      return {
        kind,
        symbol: code(draft.symbol),
        side: draft.side,
        qty: draft.qty.trim(),
        price: draft.price.trim(),
        fee: orNull(draft.fee),
        ...told,
      };
    case "deposit":
    case "withdrawal":
    case "interest":
    case "fee":
    case "funding":
      return { kind, ...money, ...told };
    default:
      return assertNever(kind, "entryOfDraft");
  }
}
