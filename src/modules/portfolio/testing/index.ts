/** Builders for tests of whatever keeps books. */
export { someAccount, someFill } from "./ledger";
