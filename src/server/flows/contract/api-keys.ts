import type { EpochMs, UserId } from "@/modules/_kernel";
import type { Actor, Answer, KeyScope } from "./shared";

/** How a key stands. `owner_disabled`: the person it acts for may not sign in any more, so it does nothing. */
export type ApiKeyState = "active" | "expired" | "revoked" | "owner_disabled";

export interface ApiKeyView {
  readonly keyId: string;
  readonly ownerId: UserId;
  /** E-mail address of its owner. */
  readonly owner: string;
  readonly name: string;
  readonly scope: KeyScope;
  /** Null: every account that its owner may see. */
  readonly accountIds: readonly string[] | null;
  readonly createdAt: EpochMs;
  /** Null: it does not run out. */
  readonly expiresAt: EpochMs | null;
  readonly rotatedAt: EpochMs | null;
  /** To the minute; null: never. */
  readonly lastUsedAt: EpochMs | null;
  readonly lastUsedIp: string | null;
  readonly revokedAt: EpochMs | null;
  readonly state: ApiKeyState;
}

/** A key with its secret, which nobody can read again. */
export interface NewApiKey {
  readonly key: ApiKeyView;
  readonly secret: string;
}

export interface ApiKeyFlows {
  /** The asking person's own, newest first; of everybody for administrators who ask for it. */
  listApiKeys(actor: Actor, query: { readonly everybody: boolean }): Answer<readonly ApiKeyView[]>;
  createApiKey(
    actor: Actor,
    input: {
      readonly name: string;
      readonly scope: KeyScope;
      /** Null: every account that the owner may see. */
      readonly accountIds: readonly string[] | null;
      /** Null: it does not run out. */
      readonly lifetimeDays: number | null;
    },
  ): Answer<NewApiKey>;
  /** A new secret for the same key; the old one is refused from then on. */
  rotateApiKey(actor: Actor, keyId: string): Answer<NewApiKey>;
  /** Its owner and administrators. May be called twice. */
  revokeApiKey(actor: Actor, keyId: string): Answer<ApiKeyView>;
}
