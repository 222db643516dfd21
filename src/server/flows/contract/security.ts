import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/server";
import type { EpochMs, UserId } from "@/modules/_kernel";
import type { Actor, Answer, Role } from "./shared";

/** A passkey, without its key. */
export interface PasskeyView {
  readonly passkeyId: string;
  readonly name: string;
  /** Whether its maker keeps copies on the person's other devices. */
  readonly synced: boolean;
  readonly createdAt: EpochMs;
  readonly lastUsedAt: EpochMs | null;
}

/** How the person proves who they are. */
export interface SecurityView {
  /** Null: no authenticator app. */
  readonly authenticatorSince: EpochMs | null;
  readonly passkeys: readonly PasskeyView[];
  /** Codes not used yet; 0 where there is no factor to recover from. */
  readonly recoveryCodesLeft: number;
  /** Whether the person's role needs a second factor. */
  readonly required: boolean;
  /** The one address where passkeys of this installation work; browsers want TLS, or the name localhost. */
  readonly passkeyOrigin: string;
}

/** Fresh recovery codes, seen this once; null: the ones the person has stay as they are. */
export interface NewCodes {
  readonly recoveryCodes: readonly string[] | null;
}

/** Something the person knows or has, given again in a session. */
export type Proof =
  | { readonly kind: "password"; readonly password: string }
  | { readonly kind: "code"; readonly code: string }
  | { readonly kind: "passkey"; readonly response: AuthenticationResponseJSON };

/**
 * Second factors of the person who asks. A factor is an authenticator app or a passkey: with one of them the password
 * alone opens no session. The first one brings recovery codes.
 */
export interface SecurityFlows {
  readSecurity(actor: Actor): Answer<SecurityView>;
  /** Offers a secret for an app, in place of another that waits. It counts from its first right code on. */
  beginAuthenticator(actor: Actor): Answer<{ readonly secret: string; readonly address: string; readonly qr: string }>;
  confirmAuthenticator(actor: Actor, code: string): Answer<NewCodes>;
  removeAuthenticator(actor: Actor): Answer<null>;
  /** The codes before stop working. */
  renewRecoveryCodes(actor: Actor): Answer<{ readonly recoveryCodes: readonly string[] }>;
  beginPasskey(actor: Actor): Answer<PublicKeyCredentialCreationOptionsJSON>;
  addPasskey(
    actor: Actor,
    input: { readonly name: string; readonly response: RegistrationResponseJSON },
  ): Answer<NewCodes & { readonly passkey: PasskeyView }>;
  renamePasskey(actor: Actor, input: { readonly passkeyId: string; readonly name: string }): Answer<null>;
  removePasskey(actor: Actor, passkeyId: string): Answer<null>;

  /** What a device is asked to sign where nobody is known yet. */
  beginPasskeySignIn(): Promise<PublicKeyCredentialRequestOptionsJSON>;
  beginPasskeyProof(actor: Actor): Answer<PublicKeyCredentialRequestOptionsJSON>;
  /** Notes in the session that its person is there. Ten wrong proofs in an hour and it waits. */
  prove(actor: Actor, proof: Proof): Answer<null>;

  /** For administrators: takes every factor of somebody away and ends their sessions; they are told. */
  resetFactor(actor: Actor, userId: UserId): Answer<null>;
  /** Roles whose people need a factor before anything else is open to them. */
  readFactorRoles(): Promise<readonly Role[]>;
  setFactorRoles(actor: Actor, roles: readonly Role[]): Answer<readonly Role[]>;
}
