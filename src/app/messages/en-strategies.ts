/** English texts of refusals about own strategies and presets. */
export const enStrategyErrors = {
  unknown: "There is no strategy {slug} here that you may see.",
  version_unknown: "{slug} has no version {number}.",
  not_yours: "{slug} is somebody else's. Make a copy of it under a name of your own.",
  archived: "{slug} is archived and starts no new run. Bring it back first.",
  slug_invalid: "“{slug}” cannot be the name: it takes {expected}.",
  slug_taken: "{slug} is taken. Choose another name.",
  changed:
    "{slug} has version {newest} by now, and this was changed from version {from}. Look at both, then save again.",
  note_too_long: "A note has at most {limit} characters.",
  example_unknown: "There is no example {example}. There are {known}.",
  faulted: "The strategy was stopped{line, select, null {} other { at line {line}}}: {message}",
  kind_unsupported: "A strategy of the kind “{kind}” cannot be kept here.",
  source_too_large: "The source has {bytes, number} bytes, and at most {limit, number} are kept.",
  source_invalid: "It cannot be saved: {line, select, 0 {} other {line {line}: }}{message}",
};

export const enPresetErrors = {
  preset: {
    not_found: "There is no such preset of yours.",
    needs_owner: "A preset belongs to a person. Say for whom.",
    name_malformed: "A preset's name has 1 to {limit} characters.",
    name_taken: "You have a preset “{name}” of this strategy already.",
    too_many: "You keep {limit, number} presets already. Delete one first.",
  },
};
