/** Texts of orders that wait for a second person. */

export const enApprovals = {
  approvals: {
    title: "Approvals",
    tab: "Approvals",
    on: "Orders above a limit of yours wait here until somebody else lets them in.",
    noSecond:
      "Your own orders wait for nobody: nobody else could let one in. Make a second person of risk or an administrator under Admin.",
    noLimit: "Off: no limit asks for a second person. Add the limit “Needs a second person above” under Limits.",
    orders: "Orders",
    none: "No order waits or waited",
    failed: "What waits could not be read.",
    waiting: "{count, plural, one {One order waits} other {# orders wait}} for somebody",
    order: "{side, select, buy {Buy} other {Sell}} {qty} {symbol}",
    limit: "at {price} or better",
    worth: "{value} {currency}, over {allowed}",
    by: "{person}, {account}",
    until: "until {when}",
    approve: "Let it in",
    reject: "Refuse",
    withdraw: "Withdraw",
    decided: "by {person}",
    price: "{before}, may move {percent}",
    priceThen: "{before}, then {now}",
    states: {
      waiting: "waits",
      approved: "sent",
      rejected: "refused",
      withdrawn: "withdrawn",
      price_moved: "price moved",
      expired: "expired",
    },
    columns: { order: "Order", worth: "Worth", who: "Who", when: "Asked", price: "Price", state: "State" },
    changes: "Changes of limits",
    sent: "The order was sent.",
    refused: "The order was refused.",
    ticket: "Above {limit} it waits for a second person: it is sent once somebody lets it in.",
  },
} as const;

export const enApprovalErrors = {
  approval: {
    not_found: "There is no such order that you may see.",
    not_yours: "Risk and administrators let an order in; whoever asked for it withdraws it.",
    second_person: "An order this large is let in by somebody else than who asked for it.",
    decided_already: "Somebody decided about it already.",
    expired: "Nobody let it in in time. Ask for it again.",
    no_price: "There is no price of {symbol} now to look at it again. It waits on.",
    price_moved:
      "The price went from {before} to {now}, more than {percent} %: it is over. Whoever wants it still asks for it again.",
  },
};
