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
  readonly scope: PersonScope;
}

/** What somebody is narrowed to beyond their role. Null: not narrowed. Risk and administrators never are. */
export interface PersonScope {
  /** The only accounts that are there for them, of those they own or are a member of. */
  readonly accountIds: readonly string[] | null;
  /** The only strategies they may deploy, by name or slug. */
  readonly strategies: readonly string[] | null;
}

/** Everything that narrows a person, and what there is to choose from. Amounts are decimal text in the account's currency. */
export interface ScopeView extends PersonScope {
  readonly person: PersonView;
  /** Worth of their largest order; null: no limit of their own. */
  readonly orderValueMax: string | null;
  /** Worth above which an order of theirs waits for a second person. */
  readonly approvalAbove: string | null;
  /** Changes of these two limits that wait for a second person. */
  readonly waiting: number;
  /** Accounts that they own or are a member of. */
  readonly accounts: readonly { readonly accountId: string; readonly name: string; readonly owned: boolean }[];
  readonly knownStrategies: readonly { readonly name: string; readonly title: string }[];
}

export interface ScopeInput extends PersonScope {
  readonly userId: UserId;
  readonly orderValueMax: string | null;
  readonly approvalAbove: string | null;
}

/** What somebody leaves behind who is deactivated. */
export interface LeavingView {
  readonly person: PersonView;
  readonly orders: readonly OrderView[];
  readonly keys: readonly ApiKeyView[];
  /** Deployments of theirs that are not stopped. */
  readonly deployments: readonly { readonly deploymentId: string; readonly name: string; readonly status: string }[];
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
   * named are revoked for good, the others work again should the person come back; deployments that are named are stopped, the others
   * go on trading.
   */
  deactivatePerson(
    actor: Actor,
    input: {
      readonly userId: UserId;
      readonly cancelOrders: readonly string[];
      readonly revokeKeys: readonly string[];
      readonly stopDeployments: readonly string[];
    },
  ): Answer<{
    readonly person: PersonView;
    readonly canceled: number;
    readonly notCanceled: readonly string[];
    readonly notStopped: readonly string[];
  }>;
  reactivatePerson(actor: Actor, userId: UserId): Answer<PersonView>;
  /** Signs somebody out everywhere. */
  endSessionsOf(actor: Actor, userId: UserId): Answer<{ readonly ended: number }>;
  /** Ends every session of the asking person but the one that asks. */
  endOtherSessions(actor: Actor): Answer<{ readonly ended: number }>;
  readScope(actor: Actor, userId: UserId): Answer<ScopeView>;
  /**
   * Narrows somebody, from their next request on. What works or runs already stays; a deployed strategy that is not theirs any more has
   * every further order refused. The two amounts become limits of that person: a looser one waits for a second person like any other.
   */
  setScope(actor: Actor, input: ScopeInput): Answer<ScopeView>;
}
