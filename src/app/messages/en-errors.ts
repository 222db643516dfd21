import { enBackfillErrors } from "./en-backfill";
import { enPublicationErrors } from "./en-publications";
import { enPresetErrors, enStrategyErrors } from "./en-strategies";

/**
 * What every refusal and fault says, by its kind: `errors.<kind>`. One sentence, what happened and what would pass.
 * A text names a fact in braces only when its kind always carries it.
 */
export const enErrors = {
  setup: {
    token_invalid: "This set-up address is not valid. Use the one that the server printed when it started.",
    completed: "This installation has been set up already. Sign in instead.",
  },
  view: {
    refused: "Live prices are shown in too many browsers of this sign-in already. Close one of them.",
  },
  user: {
    email_taken: "Somebody already uses this e-mail address.",
    email_malformed: "Write an e-mail address like name@example.com.",
    password_weak:
      "{reason, select, too_short {Use at least {minimum} characters.} too_long {Use at most {maximum} characters.} too_few_different {Use at least 4 different characters.} contains_email {Leave out the name of your e-mail address.} contains_name {Leave out your name.} contains_product {Leave out the name of this product.} common {Attackers try this one early: it is on the list of passwords that breaches made known, or close to one. Choose another; a few words that do not belong together are good.} other {Choose another password.}}",
    password_wrong: "This is not your current password.",
    not_found: "There is no such person.",
  },
  text: {
    invisible:
      "This holds a character that nobody sees ({character}), which can make a text read as another. Type it anew, or paste it as plain text.",
  },
  session: {
    not_found: "This session has ended already.",
    required: "You are signed out. Sign in to go on.",
  },
  time_zone: { unknown: "Choose a time zone from the list, such as Europe/Zurich." },
  currency: { unknown: "Choose a currency from the list, such as USD." },
  job: {
    not_found: "There is no such job any more.",
    finished: "This job has ended already; there is nothing left to cancel.",
    not_yours: "Whoever started a job cancels it, or risk and administrators do.",
    fault: "The job broke. What it had not finished was not kept.",
  },
  instrument: {
    not_found: "No instrument has this symbol. Find it at feeds, or import bars for it first.",
    symbol_malformed: "A symbol is 1 to 32 of A-Z, 0-9 and ^ . _ = / : -, and begins with a letter, a digit or ^.",
    symbol_taken: "{symbol} is an instrument already. Open it to change it.",
    facts_invalid: "Some facts are not accepted.",
    in_use: "{symbol} is in use and stays. Set its status to delisted instead, or remove what uses it first:",
    alias_taken: "{source} uses {alias} for {symbol} already. Unlink it there first.",
    alias_not_found: "{source} has no name {alias} for this instrument.",
  },
  backfill: enBackfillErrors,
  desk: {
    layout_name: "A layout has a name of 1 to {max, number} characters.",
    too_many_layouts: "There are {max, number} saved layouts already: delete one first, or save under its name.",
    layout_not_found: "There is no such layout of yours.",
  },
  watchlist: {
    not_found: "There is no such watchlist any more.",
    not_yours: "“{name}” is shared by somebody else: its owner and administrators change it.",
    needs_owner: "A watchlist belongs to a person. Sign in to make one.",
    name_malformed: "A name is one line of 1 to 60 characters.",
    name_taken: "You have a list “{name}” already.",
    too_many: "{max, number} lists are the most. Delete one first.",
    full: "“{name}” would have more than {max, number} symbols. Take some out, or make another list.",
    item_gone: "{symbol} is not in the list any more. Somebody took it out.",
  },
  upload: {
    not_found: "The uploaded file is gone. Choose it again.",
    too_large: "The file is larger than this server takes.",
    empty: "The file is empty. Choose one with a line for each bar.",
    disk_full: "The server's disk is full. Free some space and try again; nothing was imported.",
  },
  import: {
    not_text: "This is {looksLike}. Export it as CSV, in UTF-8.",
    unreadable: "This file cannot be read: {reason}.",
    empty: "There is no row of data in this file.",
    mapping_incomplete: "Some columns are not assigned yet.",
    rows_invalid: "Some rows cannot be imported. Correct them, or leave them out.",
    symbol_column_missing: "No column of this file is a symbol. Name one of them symbol; the file has {header}.",
    symbols_invalid:
      "Nothing was imported: {count, plural, one {# problem} other {# problems}} in {rows, plural, one {# line} other {# lines}}. Correct them and choose the file again.",
    too_many_rows: "The file has more rows than one import takes. Split it.",
    not_found: "There is no such import.",
    undone_already: "This import has been undone already.",
    overlaid: "A later import has the same bars. Undo that one first.",
    canceled: "The import was canceled. Nothing of it was kept.",
  },
  screen: {
    not_found: "There is no such screen, or it is somebody's own.",
    run_not_found: "This run of the screen is gone.",
    not_yours: "Only the owner of “{name}” and administrators change it. Save a copy of your own instead.",
    changed: "Somebody changed this screen meanwhile. Load it again, then make your change.",
    malformed: "Some parts of this screen are not accepted.",
    needs_owner: "A screen belongs to a person. Sign in to make one.",
    calendar_unknown: "There is no calendar {calendar}.",
    universe_gone: "The watchlist that “{name}” asks is gone. Choose other instruments.",
    canceled: "The run was canceled.",
  },
  ...enPresetErrors,
  ...enPublicationErrors,
  strategy: {
    not_found: "There is no such strategy.",
    params_invalid: "Some parameters are not accepted.",
    ...enStrategyErrors,
  },
  backtest: {
    not_found: "There is no such run.",
    spec_invalid: "Some settings of this run are not accepted.",
    window_empty: "There is no bar between these dates. Choose dates that the data covers.",
    window_short:
      "There are {bars, number} bars between these dates; this strategy with these parameters needs {needed, number}. Choose a longer window.",
    unsupported: "This is not supported yet.",
    not_finished: "The run has not finished yet.",
    canceled: "The run was canceled.",
  },
  connection: { lost: "The server does not answer." },
  role: { required: "Your role does not allow this. Ask an administrator." },
  input: { invalid: "The server did not accept what was sent." },
  request: { throttled: "Too many requests in a short time. Wait a moment." },
  server: { fault: "The server could not finish this." },
  page: { fault: "This page broke." },
};
