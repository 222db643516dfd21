import type { Brand } from "./brand";
import { invariant } from "./invariant";

const ID_PATTERN = /^[A-Za-z0-9._-]{1,64}$/;

function idType<Name extends string>(name: Name) {
  const is = (value: unknown): value is Brand<string, Name> => typeof value === "string" && ID_PATTERN.test(value);
  return {
    is,
    /** For values we wrote ourselves. Text from outside goes through `is`. */
    of(text: string): Brand<string, Name> {
      invariant(is(text), `${name} is 1 to 64 of A-Z a-z 0-9 . _ -, was "${text}"`);
      return text;
    },
  } as const;
}

export type UserId = Brand<string, "UserId">;
export const UserId = idType("UserId");

export type SessionId = Brand<string, "SessionId">;
export const SessionId = idType("SessionId");

/** A piece of long work that a person can watch and cancel: an import, a backtest. */
export type JobId = Brand<string, "JobId">;
export const JobId = idType("JobId");

export type RunId = Brand<string, "RunId">;
export const RunId = idType("RunId");

/** Chosen by us before anything is sent: the client order id at every venue. */
export type OrderId = Brand<string, "OrderId">;
export const OrderId = idType("OrderId");

/** An account at one venue. */
export type AccountId = Brand<string, "AccountId">;
export const AccountId = idType("AccountId");

export type ImportId = Brand<string, "ImportId">;
export const ImportId = idType("ImportId");

/** Row number of an instrument. Small, because every bar carries it. */
export type InstrumentId = Brand<number, "InstrumentId">;
export const InstrumentId = {
  is: (value: unknown): value is InstrumentId =>
    typeof value === "number" && Number.isInteger(value) && value > 0 && value <= 2_147_483_647,
  of(value: number): InstrumentId {
    invariant(InstrumentId.is(value), `InstrumentId is a positive 32-bit integer, was ${value}`);
    return value;
  },
} as const;
