import { enAccountErrors } from "./en-accounts";
import { enAlgoErrors } from "./en-algos";
import { enApprovalErrors } from "./en-approvals";
import { enCalendar, enCalendarErrors } from "./en-calendar";
import { enDeploymentErrors } from "./en-deployments";
import { enDrillErrors } from "./en-drills";
import { enErrors } from "./en-errors";
import { enFeedErrors } from "./en-feeds";
import { enNotificationErrors } from "./en-notifications";
import { enPeopleErrors } from "./en-people";
import { enQualityErrors } from "./en-quality";
import { enReplayErrors } from "./en-replay";
import { enRiskErrors } from "./en-risk";
import { enSearchErrors } from "./en-search";
import { enStorageErrors } from "./en-storage";
import { enTeamErrors } from "./en-team";
import { enTradingErrors } from "./en-trading";
import { enWebhookErrors } from "./en-webhooks";

/** English texts of the shell, the kit and the shell's pages. Sentence case; a namespace for each part. */
export const en = {
  app: {
    name: "Bifrost Trader",
    description: "A self-hosted trading platform",
    skip: "Skip to the content",
  },
  ui: {
    close: "Close",
    cancel: "Cancel",
    dismiss: "Dismiss",
    undo: "Undo",
    tryAgain: "Try again",
    nothingFound: "Nothing found",
    notLoaded: "That could not be loaded. Nothing was done: try again once the line is back.",
    outdated: "A part of this page could not be loaded. Where the line is fine, the page is from before an update.",
    reload: "Load it anew",
    incident: "Stop trading without script",
    typeToConfirm: "Type {word} to confirm",
    requestId: "Request {id}",
    request: "Request",
    safe: "Safe:",
    todo: "To do:",
    todoRetry: "try again in a moment.",
    todoChange: "trying again will not help; change what was asked for.",
    messages: "Messages",
  },
  table: {
    count: "{count, number}",
    total: "Total",
    filter: "Filter",
    clearFilter: "Clear the filter",
    noMatch: "No row matches “{filter}”",
    columns: "Columns",
    columnsHint: "Shown columns, in this order",
    moveUp: "Move {column} up",
    moveDown: "Move {column} down",
    reset: "As it was",
    more: "Copy and export",
    sort: "Sort by",
    copy: "Copy all rows",
    copied: "{count, plural, one {Copied 1 row} other {Copied # rows}}",
    export: "Export as CSV",
    showMore: "Show {count, number} more of {hidden, number}",
    loadMore: "Load more",
    loadingMore: "Loading more rows",
    loading: "Loading rows",
    failed: "The rows could not be read.",
  },
  form: {
    needsNumber: "Write a number.",
    needsValue: "Fill this in.",
    needsAddress: "Must be an e-mail address like name@example.com.",
    needsChoice: "Choose one of the list.",
    needsCharacters: "At least {count} characters.",
    atLeast: "At least {bound}.",
    atMost: "At most {bound}.",
    above: "Above {bound}.",
    below: "Below {bound}.",
    must: "Must be {what}.",
    rangeBetween: "{minimum} to {maximum}",
    rangeAtLeast: "{minimum} or more",
    rangeAtMost: "at most {maximum}",
    wholeNumber: "Write a whole number, {range}; {usual} is usual.",
    number: "Write a number, {range}; {usual} is usual.",
    wholeNumberAny: "Write a whole number; {usual} is usual.",
    numberAny: "Write a number; {usual} is usual.",
    choice: "Choose one of {choices}.",
    toCorrect: "{count} to correct",
  },
  ...enCalendar,
  errors: {
    ...enErrors,
    ...enCalendarErrors,
    ...enQualityErrors,
    ...enFeedErrors,
    ...enReplayErrors,
    ...enSearchErrors,
    ...enStorageErrors,
    ...enTradingErrors,
    ...enAlgoErrors,
    ...enDeploymentErrors,
    ...enNotificationErrors,
    ...enPeopleErrors,
    ...enRiskErrors,
    ...enApprovalErrors,
    team: enTeamErrors,
    ...enDrillErrors,
    ...enAccountErrors,
    ...enWebhookErrors,
  },
};
