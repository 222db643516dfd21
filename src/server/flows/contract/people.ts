import type { EpochMs, UserId } from "@/modules/_kernel";
import type { ApiKeyView } from "./api-keys";
import type { InvitationFlows } from "./invitations";
import type { SecurityFlows } from "./security";
import type { Actor, Answer, Role } from "./shared";
import type { OrderView } from "./trading";

/** A person as administrators see them. */
export interface PersonView {
  readonly userId: UserId;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly createdAt: EpochMs;
  /** Null: may sign in. */
  readonly disabledAt: EpochMs | null;
  /** When an administrator said that their strategies need no sandbox; null: they do. */
  readonly trustedAt: EpochMs | null;
  readonly lastSeenAt: EpochMs | null;
  /** Browsers that are signed in now. */
  readonly sessions: number;
  /** Keys that work, or would if the person were not disabled. */
  readonly keys: number;
  /** What the person gives beside the password. */
  readonly factor: "none" | "app" | "passkey" | "both";
}

/** What somebody leaves behind who is deactivated. */
export interface LeavingView {
  readonly person: PersonView;
  readonly orders: readonly OrderView[];
  readonly keys: readonly ApiKeyView[];
}

/** Everything about people: what administrators do, and how each proves who they are. */
export interface PersonFlows extends PeopleFlows, InvitationFlows, SecurityFlows {}

export interface TrustFlows {
  /** Says whether strategies that this person writes may run outside of the sandbox, from the next run on. */
  setAuthorTrust(actor: Actor, input: { readonly userId: UserId; readonly isTrusted: boolean }): Answer<PersonView>;
}

/** For administrators. Who may call them is decided in the procedures; the last administrator is protected here. */
export interface PeopleFlows extends TrustFlows {
  listPeople(): Promise<readonly PersonView[]>;
  readLeaving(actor: Actor, userId: UserId): Answer<LeavingView>;
  changeRole(actor: Actor, input: { readonly userId: UserId; readonly role: Role }): Answer<PersonView>;
  /**
   * Ends every session at once; no key of theirs opens any more. Orders that are named are canceled, the others work on; keys that are
   * named are revoked for good, the others work again should the person come back.
   */
  deactivatePerson(
    actor: Actor,
    input: {
      readonly userId: UserId;
      readonly cancelOrders: readonly string[];
      readonly revokeKeys: readonly string[];
    },
  ): Answer<{ readonly person: PersonView; readonly canceled: number; readonly notCanceled: readonly string[] }>;
  reactivatePerson(actor: Actor, userId: UserId): Answer<PersonView>;
  /** Signs somebody out everywhere. */
  endSessionsOf(actor: Actor, userId: UserId): Answer<{ readonly ended: number }>;
}
