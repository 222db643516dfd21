/** Texts about what is stored, what it takes on the disk, and how long it is kept. */

export const enStorageErrors = {
  retention: {
    resolution_unlimited: "Bars of {resolution} are kept for ever. A time can be set for {expected}.",
    days_out_of_range: "Keep them {least, number} to {most, number} days, or for ever.",
  },
};

export const enStorage = {
  storage: {
    title: "Storage",
    failed: "What is stored could not be read.",
    resolutions: "By resolution",
    tables: "By table",
    instruments: "By instrument",
    resolution: "Bars of",
    bars: "Bars",
    series: "Series",
    first: "First bar",
    bytes: "On disk",
    bytesHint: "With indexes; the share of its bars in what all bars take",
    keep: "Kept",
    forEver: "for ever",
    days: "{days, number} days",
    change: "Change",
    changeOf: "Change how long bars of {resolution} are kept",
    table: "Table",
    symbol: "Symbol",
    name: "Name",
    database: "The database takes {bytes} on the disk.",
    dialogTitle: "How long are bars of {resolution} kept?",
    dialogText:
      "Before older ones go, the longer bars of them are stored. What goes cannot be brought back but from its source.",
    daysLabel: "Days",
    daysHint: "{least, number} to {most, number}; empty keeps them for ever",
    preview: "Show what would go",
    previewed:
      "{bars, plural, =0 {No bar is that old.} one {1 bar of {series, plural, one {1 series} other {# series}} from before {date} would go, about {bytes}.} other {# bars of {series, plural, one {1 series} other {# series}} from before {date} would go, about {bytes}.}}",
    longer: "Stored before: {longer}. Backtests on what goes cannot be run again.",
    save: "Keep them {days, number} days",
    saveForEver: "Keep them for ever",
    saved: "Kept for {days, number} days. Older bars go piece by piece, within hours.",
    savedForEver: "Kept for ever.",
    adminOnly: "Only an admin changes how long bars are kept.",
    emptyTitle: "Nothing is stored yet",
    empty: "Import bars, or fetch some from a feed.",
  },
};
