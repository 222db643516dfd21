import type { Command } from "commander";
import { MEMBER_ROLES } from "@/modules/portfolio";
import type { MemberView } from "@/server/flows/contract/accounts";
import type { Answer } from "@/server/flows/contract/shared";
import { fail, print, refuse } from "../refusal";
import { ACCOUNT_SENTENCES, type AccountsHere, type Options, withAccount, withAccounts } from "./account-here";

/** `bifrost account members`: who beside its owner looks at an account or trades in it. */
export function registerMembers(account: Command): void {
  const members = account
    .command("members")
    .description("people beside its owner who look at an account, or trade in it");
  const named = (name: string, description: string) =>
    members
      .command(name)
      .description(description)
      .argument("<account>", "its name or id")
      .option("--as <email>", "for this person; without it, as an administrator of this machine")
      .option("--json", "as JSON on standard output");

  named("list", "who they are").action((name: string, options: Options) =>
    withAccounts(options, (at) =>
      withAccount(at, name, async (here, { accountId }) =>
        say(here, await here.flows.listMembers(here.actor, accountId)),
      ),
    ),
  );
  const set = named("set", "make somebody a member, or change what they are").argument("<email>");
  set
    .addArgument(set.createArgument("<role>", "viewer looks, trader trades as well").choices([...MEMBER_ROLES]))
    .action((name: string, email: string, asked: string, options: Options) =>
      withAccounts(options, (at) =>
        withAccount(at, name, async (here, { accountId }) => {
          const role = MEMBER_ROLES.find((each) => each === asked);
          if (role !== undefined) say(here, await here.flows.setMember(here.actor, { accountId, email, role }));
        }),
      ),
    );
  named("remove", "take somebody out")
    .argument("<email>")
    .action((name: string, email: string, options: Options) =>
      withAccounts(options, (at) => withAccount(at, name, (here, { accountId }) => remove(here, accountId, email))),
    );
}

async function remove(here: AccountsHere, accountId: string, email: string): Promise<void> {
  const found = await here.flows.listMembers(here.actor, accountId);
  if (!found.ok) return refuse(found.error, ACCOUNT_SENTENCES, here.options);
  const member = found.value.find((each) => each.email === email.trim().toLowerCase());
  if (member === undefined) return fail(`${email} is no member of it: bifrost account members list shows them.`);
  return say(here, await here.flows.removeMember(here.actor, { accountId, userId: member.userId }));
}

function say({ options }: AccountsHere, answer: Awaited<Answer<readonly MemberView[]>>): void {
  if (!answer.ok) refuse(answer.error, ACCOUNT_SENTENCES, options);
  else if (options.json === true) print(JSON.stringify(answer.value));
  else if (answer.value.length === 0) print("Nobody but its owner.");
  else for (const { email, name, role } of answer.value) print(`${email}\t${name}\t${role}`);
}
