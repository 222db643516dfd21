/** Texts of accounts and their ledger: what they are refused for, in words. */

export const enAccountErrors = {
  account: {
    not_found: "There is no such account that you may see.",
    not_yours: "“{name}” is somebody else's: its owner and administrators book and trade in it.",
    needs_owner: "An account belongs to a person. Sign in to open one.",
    name_malformed: "Give it a name of 1 to {max} characters.",
    name_taken: "There is an account called “{name}” in this portfolio already.",
    settle_days: "Cash settles after 0 to {max} sessions.",
    too_many: "You have {max} accounts. Archive one first.",
    archived: "“{name}” is archived: nothing is booked in it any more.",
    holds:
      "“{name}” holds {positions, plural, one {a position} other {# positions}}. Close what it holds, then archive it.",
  },
  ledger: {
    not_found: "There is no such entry that you may see.",
    amount_malformed: "“{value}” is no amount. Write a number like 1250.50.",
    amount_not_positive: "Write an amount above 0.",
    amount_zero: "Write an amount other than 0.",
    ratio_malformed: "Write how many new units come for how many old ones, such as 3:2, or 4.",
    moment_malformed: "Write a date such as 2026-03-02, or a moment such as 2026-03-02T15:30Z.",
    moment_future: "This lies in the future. Book what has happened.",
    note_too_long: "A note has at most {max} characters.",
    one_currency: "Both sides are in {currency}. Choose two currencies.",
    paper_trades: "“{name}” is a paper account: its trades come from its orders.",
    not_held: "The account holds no {symbol}.",
    cash_short: "There are {settled} {currency} of settled cash. Withdraw at most that.",
    key_reused: "Something else was booked under this key, as entry {batchId}. Take a new key.",
    reason_missing: "Say why, in 1 to {max} characters.",
    not_reversible: "A {kind} is made of other entries. Reverse those.",
    reversed_already: "It was reversed already, by entry {by}.",
  },
};
