import type { EpochMs, UserId } from "@/modules/_kernel";
import type { Actor, Answer, Role } from "./shared";

/** An account that somebody becomes a member of by accepting. */
export interface InvitedAccount {
  readonly accountId: string;
  readonly role: "viewer" | "trader";
}

/** An invitation that nobody has used yet. Its link is not in here: it was shown once. */
export interface InvitationView {
  readonly invitationId: string;
  readonly email: string;
  readonly role: Role;
  /** Address of who invited; null: the command line, or somebody who is gone. */
  readonly invitedBy: string | null;
  readonly createdAt: EpochMs;
  readonly expiresAt: EpochMs;
  readonly expired: boolean;
  readonly accounts: readonly InvitedAccount[];
}

/** The secret of the link, seen this once: the address is `/invite#<token>`. */
export interface NewInvitation {
  readonly invitation: InvitationView;
  readonly token: string;
  /** Whether the link was mailed; `none`: no mail server, or no address of this installation is set. */
  readonly mail: { readonly state: "none" | "sent" | "failed"; readonly answer: string };
}

/** Invitations by link. One that works for each address; good for one time, for three days. */
export interface InvitationFlows {
  /** Open ones, also those that ran out, the newest first. */
  listInvitations(): Promise<readonly InvitationView[]>;
  /** Refuses an address that somebody has, or that is invited already. */
  invite(
    actor: Actor,
    input: { readonly email: string; readonly role: Role; readonly accounts: readonly InvitedAccount[] },
  ): Answer<NewInvitation>;
  /** Another link with fresh time; the one before is dead. */
  renewInvitation(actor: Actor, invitationId: string): Answer<NewInvitation>;
  revokeInvitation(actor: Actor, invitationId: string): Answer<null>;
  /** What a link offers. Says the same of one that is wrong, used, revoked or over. */
  readInvitation(token: string): Answer<{ readonly email: string; readonly role: Role }>;
  /** Makes the account that a link offers, once, and lets its person into the accounts that it names and that are still there. */
  acceptInvitation(
    actor: Actor,
    input: { readonly token: string; readonly name: string; readonly password: string },
  ): Answer<{ readonly userId: UserId; readonly email: string }>;
}
