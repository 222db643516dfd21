/** English texts of corporate actions, market events and the trading calendar. Joined in `./en`. */

export const enCalendarErrors = {
  adjust: {
    dividend_too_large:
      "The dividend of {amount} on {exDateMs, date, ::yyyyMMdd} is not below the close before it ({closeBefore}), so one of the two is wrong. Correct the corporate action or the bars, or show split-adjusted prices.",
    days_needed:
      "Stored {resolution} bars mix prices of before and after a corporate action. Import daily bars, or show prices as traded.",
  },
  actions: {
    rows_invalid: "Some rows are no corporate action. Correct them, or leave them out.",
    not_found: "There is no such corporate action now.",
  },
  events: {
    rows_invalid: "Some rows are no event. Correct them, or leave them out.",
    source_unknown: "There is no event of this source.",
  },
  list: { source_malformed: "Say where the list is from, in 1 to 128 characters." },
};

export const enCalendar = {
  prices: {
    label: "Prices",
    raw: "Raw",
    split: "Split-adjusted",
    total_return: "Total return",
    rawHint: "As traded",
    splitHint: "Free of splits, on the footing of the newest bar",
    totalReturnHint: "Free of splits and dividends: what holding returned",
    note: "{kind}, {count, plural, =0 {no action known} one {1 action} other {# actions}}",
  },
};
