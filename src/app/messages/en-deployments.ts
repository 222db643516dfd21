/** Texts of deployments: what they are refused for, in words. */

export const enDeploymentErrors = {
  deployment: {
    not_found: "There is no deployment {deploymentId} that you may see.",
    not_yours: "“{name}” is somebody else's: its owner and administrators run it.",
    name_malformed: "A name has 1 to {limit, number} characters.",
    name_taken: "You have a deployment of the name “{name}” already. Choose another one.",
    capital: "Capital is a plain number above 0, like 10000.",
    instruments: "Name 1 to {max, number} instruments, each once.",
    currency: "{symbol} is in {currency}, and the account in {account}. Choose instruments in the account's currency.",
    twice:
      "“{other}” runs this strategy on {symbol} of this account already. Stop it first, or choose another account.",
    instrument_held:
      "It holds {qty} {symbol} and has {orders, plural, one {1 order} other {# orders}} in it. Close that first, or let the change wind it down.",
    not_now: "“{name}” is {from}: it cannot be asked to {event} now.",
    gates_open: "“{name}” does not reach the stage {stage} yet: {gate} is {actual}, and {required} is asked for.",
    no_live_venue:
      "“{name}” has come as far as paper and shadow go: the next stage needs a broker account, and there is none here.",
    terms_not_yours: "What strategies are asked for is the administrators' to set.",
    retention_not_yours: "How long decisions are kept is the administrators' to set.",
    retention_days: "Decisions are kept for {least, number} to {most, number} days, or for ever.",
    terms_invalid:
      "{term} is {whole, select, yes {a whole number} other {a number}} from {least, number} to {most, number}.",
    not_approver: "Administrators and risk approve that “{name}” goes on.",
    strategy_not_yours: "You may not deploy “{strategy}”: an administrator has set your strategies.",
    own_approval: "“{name}” is yours: somebody else who may approve has to.",
    capital_allocated: "The account of “{name}” is handed out by weights: change its allocation.",
    change_waits: "A change of “{name}” waits for a second person already: have it decided on, or take it back.",
    change_not_found: "There is no change {changeId} that you may see.",
    change_own: "You asked for this change of “{name}”: somebody else has to let it in.",
    change_over: "This change of “{name}” does not wait any more.",
    change_stale: "“{name}” runs as something else by now: take the change back and ask again.",
    no_version: "“{name}” has run as nothing else before.",
    other_strategy: "“{name}” can change to another version of its strategy, not to another strategy: deploy that.",
    from: "A change takes effect now or within {days, number} days.",
    allocation: "It takes {least} to {most, number}; weights are fractions that come to 1 at most.",
    shadow_flat: "“{name}” is a shadow: it holds nothing that could be closed.",
    shadow_of_shadow: "“{name}” is a shadow itself: run one beside the deployment that trades.",
    no_decisions: "“{name}” has decided on no bar of that session: there is nothing to compare.",
  },
};
