import { type Command, InvalidArgumentError, Option } from "commander";
import type { Actor, Role } from "@/server/flows/contract";
import type { InvitedAccount, NewInvitation } from "@/server/flows/contract/invitations";
import type { FlowDeps } from "@/server/flows/deps";
import { withHouse } from "../house";
import { print, refuse, type Sentences } from "../refusal";

/** `bifrost user invite`, `invitations`, `revoke-invitation`: people choose their own password. */

const ROLES = ["viewer", "trader", "risk", "admin"] as const;

const SENTENCES: Sentences = {
  "user.email_taken": ({ email }) => `Somebody has the address ${email} already: bifrost user list shows who there is.`,
  "user.email_malformed": ({ email }) => `"${email}" is no e-mail address: write it like name@example.com.`,
  "invitation.open_already": ({ email }) =>
    `${email} is invited already: make a new link with bifrost user renew-invitation, or end it with revoke-invitation.`,
  "invitation.account_unknown": ({ accountId }) =>
    `There is no account "${accountId}" in use: bifrost account list shows those there are.`,
  "invitation.only_looks": ({ account }) => `A viewer can look at "${account}", not trade in it: write :viewer.`,
  "invitation.not_found": () => "There is no such open invitation: bifrost user invitations shows those there are.",
};

export function registerInvitations(user: Command): void {
  user
    .command("invite")
    .description("make a link by which somebody makes their own account; it is printed once")
    .requiredOption("--email <address>", "who may use it")
    .addOption(new Option("--role <role>", "what they will be").choices(ROLES).makeOptionMandatory())
    .option("--account <id:viewer|trader>", "an account they become a member of; may be given again", addAccount, [])
    .action((given: { readonly email: string; readonly role: Role; readonly account: readonly InvitedAccount[] }) =>
      withInvitations(async ({ flows, actor }) => {
        const { email, role, account: accounts } = given;
        const made = await flows.invite(actor, { email, role, accounts });
        if (made.ok) sayLink(made.value);
        else refuse(made.error, SENTENCES, {});
      }),
    );
  user
    .command("invitations")
    .description("links that nobody has used yet")
    .option("--json", "as JSON")
    .action(({ json }: { readonly json?: boolean }) =>
      withInvitations(async ({ flows }) => {
        const invitations = await flows.listInvitations();
        if (json === true) return print(JSON.stringify(invitations));
        for (const { invitationId, email, role, expiresAt, expired } of invitations)
          print(
            `${invitationId}\t${email}\t${role}\t${expired ? "over" : `until ${new Date(expiresAt).toISOString()}`}`,
          );
      }),
    );
  user
    .command("renew-invitation")
    .description("another link for an invitation; the one before is dead")
    .argument("<id>", "as bifrost user invitations shows it")
    .action((id: string) =>
      withInvitations(async ({ flows, actor }) => {
        const made = await flows.renewInvitation(actor, id);
        if (made.ok) sayLink(made.value);
        else refuse(made.error, SENTENCES, {});
      }),
    );
  user
    .command("revoke-invitation")
    .description("take an invitation back")
    .argument("<id>", "as bifrost user invitations shows it")
    .action((id: string) =>
      withInvitations(async ({ flows, actor }) => {
        const done = await flows.revokeInvitation(actor, id);
        if (done.ok) print("The link opens nothing any more.");
        else refuse(done.error, SENTENCES, {});
      }),
    );
}

function addAccount(text: string, before: readonly InvitedAccount[]): readonly InvitedAccount[] {
  const [accountId = "", role = "viewer"] = text.split(":");
  if (role !== "viewer" && role !== "trader")
    throw new InvalidArgumentError(`"${text}" is no membership: write the id of an account, then :viewer or :trader.`);
  return [...before, { accountId, role }];
}

function sayLink({ invitation, token, mail }: NewInvitation): void {
  const at = process.env["BIFROST_PUBLIC_URL"];
  const link =
    at === undefined
      ? `the address of this installation, followed by /invite#${token}`
      : `${at.replace(/\/$/, "")}/invite#${token}`;
  print(
    `${invitation.email} makes an account as ${invitation.role} until ${new Date(invitation.expiresAt).toISOString()}, once, at`,
  );
  print(link);
  if (mail.state === "sent") print(`It was mailed to ${invitation.email}.`);
  if (mail.state === "failed") print(`It could not be mailed: ${mail.answer}`);
}

async function open(deps: FlowDeps, actor: Actor) {
  const { makeInvitationFlows } = await import("@/server/flows/people/invite-people");
  return { flows: makeInvitationFlows(deps), actor };
}

function withInvitations(work: (given: Awaited<ReturnType<typeof open>>) => Promise<void>): Promise<void> {
  return withHouse(async ({ deps, actor }) => work(await open(deps, actor)), "database");
}
