/** Why a feed did not give what it was asked for, by kind. */
const FEED_REASON =
  "{reason, select, symbol_unknown {it knows no such symbol} unsupported {it does not have that} unauthorized {it needs a key, or does not take the one it has} rate_limited {it was asked too often; try again later} unavailable {it is down or refuses the connection} circuit_open {it failed so often that it is left alone for a while} timeout {it did not answer in time} malformed {its answer made no sense} disabled {it is switched off} unknown {there is no such feed here} stuck {it gave the same page again and again} other {{reason}}}";

/** Texts of fetching history: refusals by kind, and the page of fetches. */
export const enBackfillErrors = {
  not_found: "There is no such fetch.",
  feed_unknown: "There is no feed {feed} here. Choose one from the list of feeds.",
  resolution_unsupported: "{feed} has no history of {resolution} bars. It has: {expected}.",
  range_empty: "The first date is after the last, or in the future. Choose an earlier first date.",
  alias_taken: "{feed} uses the name {alias} for another instrument. Give its name for this one.",
  at_work: "This is being fetched already, or has been.",
  refused: `{feed} did not give it: ${FEED_REASON}. What came before is kept; resume to go on from there.`,
  canceled: "The fetch was canceled. What it had brought is kept; resume to go on from there.",
};
