import { enErrors } from "./en-errors";

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
    save: "Save",
    saved: "Saved",
    loading: "Loading",
    tryAgain: "Try again",
    nothingFound: "Nothing found",
    typeToConfirm: "Type {word} to confirm",
    requestId: "Request {id}",
    request: "Request",
    safe: "Safe:",
    todo: "To do:",
    todoRetry: "try again in a moment.",
    todoChange: "trying again will not help; change what was asked for.",
    notAvailable: "n/a",
    more: "More",
    copy: "Copy",
    copied: "Copied",
    on: "On",
    off: "Off",
  },
  errors: enErrors,
};
