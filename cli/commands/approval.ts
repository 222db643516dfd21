import type { Command } from "commander";
import type { ApprovalFlows, ApprovalView } from "@/server/flows/contract/approvals";
import { actorFor, withHouse } from "../house";
import { fail, print, refuse, type Sentences } from "../refusal";
import { ORDER_SENTENCES } from "./order-sentences";

/** `bifrost approval`: orders that wait for a second person. */

interface Options {
  readonly json?: boolean;
  readonly as?: string;
  readonly note?: string;
}

export function register(program: Command): void {
  const command = program.command("approval").description("orders that wait for a second person");
  const named = (name: string, description: string) =>
    command
      .command(name)
      .description(description)
      .option("--as <email>", "for this person; without it, as an administrator of this machine")
      .option("--json", "as JSON on standard output");

  named("list", "orders that wait, then those that did").action((options: Options) =>
    withApprovals(options, async (flows, actor) => {
      const { approvals, isOn, hasSecond } = await flows.listApprovals(actor);
      if (options.json === true) return print(JSON.stringify({ approvals, isOn, hasSecond }));
      if (!isOn)
        print(
          hasSecond
            ? "Off: no limit approval_value is set."
            : "Orders of this person wait for nobody: nobody else could let one in.",
        );
      for (const each of approvals) print(lineOf(each));
      return undefined;
    }),
  );
  for (const decision of ["approve", "reject", "withdraw"] as const)
    named(decision, `${decision} an order that waits`)
      .argument("<approval>", "its id")
      .option("--note <text>", "for whoever asked")
      .action((approvalId: string, options: Options) =>
        withApprovals(options, async (flows, actor) => {
          const done = await flows.decideApproval(actor, { approvalId, decision, note: options.note ?? null });
          if (!done.ok) return refuse(done.error, SENTENCES, options);
          return options.json === true ? print(JSON.stringify(done.value)) : print(lineOf(done.value));
        }),
      );
}

async function withApprovals(
  options: Options,
  work: (flows: ApprovalFlows, actor: Parameters<ApprovalFlows["listApprovals"]>[0]) => Promise<void>,
): Promise<void> {
  await withHouse(async (house) => {
    const actor = await actorFor(house, options.as);
    if (actor === null) return fail(`Nobody has the address ${options.as}: bifrost user list shows who there is.`);
    const { makeApprovalFlows } = await import("@/server/flows/risk/approvals/approval-flows");
    return work(makeApprovalFlows(house.deps), actor);
  });
}

const lineOf = ({ approvalId, state, account, side, qty, symbol, value, currency, askedBy, expiresAt }: ApprovalView) =>
  [approvalId, state, account, `${side} ${qty} ${symbol}`, `${value} ${currency}`, askedBy]
    .concat(state === "waiting" ? `until ${new Date(expiresAt).toISOString()}` : "")
    .join("\t");

const SENTENCES: Sentences = {
  ...ORDER_SENTENCES,
  "approval.not_found": ({ approvalId }) =>
    `There is no order ${approvalId} that waits: bifrost approval list shows them.`,
  "approval.not_yours": () => "Risk and administrators let an order in; whoever asked for it withdraws it.",
  "approval.second_person": () => "It is let in by somebody else than who asked for it.",
  "approval.decided_already": () => "Somebody decided about it already.",
  "approval.expired": () => "Nobody let it in in time.",
  "approval.no_price": ({ symbol }) => `There is no price of ${symbol} now: it waits on.`,
  "approval.price_moved": ({ before, now, percent }) =>
    `The price went from ${before} to ${now}, more than ${percent} %: it is over.`,
};
