/** Texts of people, their keys, and what is refused about them. */

const enKeys = {
  label: "API keys",
  lead: "With a key a program acts for you: by the REST API, or as a client of Alpaca.",
  create: "New key",
  name: "Name",
  nameHint: "What uses it, such as “notebook” or “signal bot”.",
  scope: "May",
  scopes: { read: "look", trade: "look and trade", admin: "all that you may" },
  scopesHint: {
    read: "Prices, your accounts, orders and results. Changes nothing.",
    trade: "The same, and orders, cancels and backtests on your own accounts.",
    admin: "What your role may: every account, and the halt of the whole house.",
  },
  accounts: "Accounts",
  everyAccount: "every account",
  accountCount: "{count, plural, one {1 account} other {# accounts}}",
  bind: "Only for these accounts",
  bindHint: "A client of Alpaca needs a key bound to one account.",
  lifetime: "Valid for",
  lifetimes: { "30": "30 days", "90": "90 days", "365": "a year", never: "until it is revoked" },
  owner: "Owner",
  created: "Made",
  used: "Last used",
  never: "never",
  expires: "Runs out",
  state: "State",
  states: { active: "works", expired: "ran out", revoked: "revoked", owner_disabled: "owner is disabled" },
  action: "Action",
  rotate: "New secret",
  revoke: "Revoke",
  revokeTitle: "Revoke “{name}”?",
  revokeText: "Programs that use it are refused from now on. Orders they sent stay as they are.",
  rotateTitle: "A new secret for “{name}”?",
  rotateText: "The old secret is refused at once. You see the new one a single time.",
  revoked: "The key is revoked",
  shownTitle: "Your key",
  shownText: "This is the only time the secret is shown. Keep it where you keep passwords.",
  keyId: "Key id",
  secret: "Secret",
  token: "Both, as the REST API takes them",
  copy: "Copy",
  copied: "Copied",
  notCopied: "Your browser did not let it be copied: select it and copy it by hand.",
  done: "I have kept it",
  everybody: "Of everybody",
  failed: "Keys could not be read.",
  emptyTitle: "No keys",
  empty: "Make one for each program, so that each can be stopped by itself.",
};

const enApiReference = {
  title: "API",
  lead: "for programs",
  document: "OpenAPI 3.1",
  how: "Send a key as “Authorization: Bearer <key id>.<secret>”. Bodies and answers are JSON; amounts are decimal text, times ISO 8601 in UTC. Lists have a cursor: give it back to read on.",
  errors:
    "What is refused comes as problem+json with a stable kind and each field at fault. Orders take a header Idempotency-Key: the same key never sends twice. A key may ask 600 times a minute; RateLimit headers say what is left.",
  stream:
    "GET /api/v1/events is a stream of server-sent events: order, fill, account, trading-state, alert, and quote of the symbols in “symbols”. It resumes by Last-Event-ID.",
  alpaca: "Clients of Alpaca work as well, at an address of their own: see the guide docs/guides/api.md.",
  field: "Field",
  place: "In",
  type: "Type",
  required: "required",
  answer: "Answer",
};

export const enPeople = { keysPage: enKeys, apiReference: enApiReference };

export const enPeopleErrors = {
  api_key: {
    not_found: "There is no such key of yours.",
    needs_owner: "A key acts for a person: say for whom.",
    name_malformed: "Give it a name of 1 to {max, number} characters.",
    lifetime_malformed: "Write 1 to {max, number} days, or let it not run out.",
    scope_above_role: "As {role} you cannot give a key the scope “{scope}”: choose a smaller one.",
    account_unknown: "Name accounts of your own, at least one.",
    too_many: "You have {max, number} keys that work. Revoke one first.",
    ended: "“{name}” does not work any more. Make a new key.",
  },
};
