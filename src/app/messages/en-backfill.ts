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

export const enBackfill = {
  fetching: {
    title: "Fetch bars",
    sub: "History from a feed, page by page. What has come is kept, whatever happens to the rest.",
    symbol: "Symbol",
    feed: "Feed",
    resolution: "Bars",
    from: "From",
    fromHint: "As far back as is usual where it is empty.",
    to: "To",
    toHint: "Now where it is empty.",
    follow: "Keep it up to date",
    followHint: "Fetches what is new after each session.",
    start: "Fetch",
    started: "Fetching {symbol} {resolution}.",
    joined: "Somebody fetches this already; it is done once.",
    noFeeds: "No feed is switched on",
    noFeedsText: "Switch one on under Markets, Feeds; or import a file.",
    feedsFailed: "The feeds could not be read",
    history: "Fetches",
    historyFailed: "The fetches could not be read",
    historyEmpty: "Nothing was fetched yet",
    historyEmptyText: "What you fetch above is listed here, with how far it is.",
    series: "Series",
    span: "Span",
    spanText: "{from} to {to}",
    state: "State",
    states: {
      waiting: "Waiting",
      running: "Fetching, {percent} %",
      completed: "Complete",
      failed: "Failed",
      canceled: "Canceled",
    },
    reason: "For",
    reasons: { person: "a person", repair: "a gap", schedule: "each session" },
    inserted: "Added",
    replaced: "Replaced",
    kept: "Differ",
    keptHint: "Bars that differ from those of another source, which stay.",
    quarantined: "Doubted",
    quarantinedHint: "Bars that were not believed and are kept out.",
    when: "Asked",
    resume: "Resume",
    cancel: "Cancel",
    why: `{feed} stopped: ${FEED_REASON}.`,
  },
};
