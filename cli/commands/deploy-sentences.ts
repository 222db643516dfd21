import type { Sentences } from "../refusal";
import { ORDER_SENTENCES } from "./order-sentences";
import { PUBLICATION_SENTENCES } from "./strategy-publish";

/** What `bifrost deploy` is refused for, and what would pass. */
export const DEPLOYMENT_SENTENCES: Sentences = {
  ...ORDER_SENTENCES,
  ...PUBLICATION_SENTENCES,
  "strategy.unknown": ({ slug }) => `There is no strategy ${slug} that they may run.`,
  "deployment.not_found": () => "There is no such deployment that you may see.",
  "deployment.not_yours": ({ name }) => `${name} is somebody else's: its owner and administrators run it.`,
  "deployment.name_malformed": ({ limit }) => `A name has 1 to ${limit} characters.`,
  "deployment.name_taken": ({ name }) => `There is a deployment of the name ${name} already.`,
  "deployment.capital": () => "Capital is a plain number above 0, like 10000.",
  "deployment.instruments": ({ max }) => `Name 1 to ${max} instruments, each once.`,
  "deployment.currency": ({ symbol, currency, account }) =>
    `${symbol} is in ${currency}, and the account in ${account}: choose instruments in the account's currency.`,
  "deployment.twice": ({ other, symbol }) =>
    `${other} runs this strategy on ${symbol} of this account already: stop it first.`,
  "deployment.not_now": ({ name, from, event }) => `${name} is ${from}: it cannot be asked to ${event} now.`,
  "deployment.gates_open": ({ name, stage, gate, actual, required }) =>
    `${name} does not reach ${stage}: ${gate} is ${actual}, and ${required} is asked for.`,
  "deployment.no_live_venue": ({ name }) =>
    `${name} has come as far as paper and shadow go: the next stage needs a broker account, and there is none here.`,
  "deployment.not_approver": ({ name }) => `Administrators and risk approve that ${name} goes on: use --as.`,
  "deployment.own_approval": ({ name }) => `${name} is theirs: somebody else who may approve has to.`,
  "deployment.capital_allocated": ({ name }) => `The account of ${name} is handed out by weights.`,
  "deployment.change_waits": ({ name }) =>
    `A change of ${name} waits already: have it decided on, or take it back by bifrost deploy withdraw-change.`,
  "deployment.change_own": ({ name }) => `They asked for this change of ${name}: somebody else has to let it in.`,
  "deployment.change_over": ({ name }) => `This change of ${name} does not wait any more.`,
  "deployment.change_stale": ({ name }) => `${name} runs as something else by now: take it back and ask again.`,
  "deployment.no_version": ({ name }) => `${name} has run as nothing else before.`,
  "deployment.other_strategy": ({ name }) => `${name} changes to another version of its strategy only.`,
  "deployment.retention_days": ({ least, most }) => `Decisions are kept for ${least} to ${most} days, or for ever.`,
  "deployment.from": ({ days }) => `A change takes effect now or within ${days} days.`,
  "deployment.shadow_flat": ({ name }) => `${name} is a shadow: it holds nothing that could be closed.`,
  "deployment.shadow_of_shadow": ({ name }) => `${name} is a shadow itself: run one beside the deployment that trades.`,
  "deployment.no_decisions": ({ name }) => `${name} has decided on no bar of that session.`,
  "instrument.not_found": ({ symbol }) =>
    `There is no instrument ${symbol}: bifrost instrument search shows which there are.`,
  "strategy.not_found": ({ name, known }) => `There is no strategy ${name}: there are ${known}.`,
  "strategy.archived": ({ slug }) => `${slug} is archived: bring it back first.`,
  "strategy.params_invalid": ({ name }) => `${name} does not take these parameters:`,
  "backtest.spec_invalid": ({ expected }) => `It takes ${expected}.`,
};
