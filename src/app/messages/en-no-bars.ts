/** Texts of a chart without bars. */
export const enNoBars = {
  noBars: {
    fetching: "Fetching {symbol} {resolution} from {feed}",
    hadNone: "{feed} had no bars of this resolution in the span that was asked for.",
    allDoubted:
      "{feed} answered, but {quarantined, plural, one {its bar was} other {its # bars were}} not believed: see Feeds, Quarantine.",
    canceled: "The fetch from {feed} was canceled before a bar came.",
    unknownTitle: "Nothing here is called {symbol}",
    unknownText: "A feed or an exchange may have it: they are asked, and you choose where its prices come from.",
    unknownViewer: "Nobody has brought it in yet. Your role may look, not fetch.",
    findAt: "Find {symbol} at feeds",
    emptyTitle: "No {resolution} bars of {symbol}",
    emptyOther: "There are bars of another resolution.",
    emptyNone: "Fetch them from a feed, or import a file; they appear here.",
    showResolution: "Show {resolution}",
    fetchBars: "Fetch bars",
    importBars: "Import bars",
  },
};
