/** Builders and honest fakes for tests of whatever takes orders. */

export * from "./memory-orders";
export * from "./orders";
