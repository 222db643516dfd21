/** Builders and honest fakes for tests of whatever takes orders. */
export * from "./orders";
