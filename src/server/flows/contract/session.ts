import type { EpochMs, JobId, SessionId, UserId } from "@/modules/_kernel";
import type { Actor, Answer, Role } from "./shared";

export interface Preferences {
  readonly theme: "system" | "dark" | "light";
  readonly pnlColors: "safe" | "redgreen";
  readonly density: "compact" | "normal";
  /** `auto`: what the browser asks for. */
  readonly language: "auto" | "en" | "de";
  /** `new`: the tour is offered. It was taken or declined otherwise, and waits in the menu. */
  readonly tour: "new" | "seen";
}

export interface UserView {
  readonly userId: UserId;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly timeZone: string;
  readonly preferences: Preferences;
}

export interface SessionView {
  readonly sessionId: SessionId;
  readonly createdAt: EpochMs;
  readonly lastSeenAt: EpochMs;
  readonly expiresAt: EpochMs;
  readonly ip: string;
  readonly userAgent: string;
  readonly current: boolean;
}

export interface SetUpInput {
  readonly token: string;
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly baseCurrency: string;
  readonly timeZone: string;
  readonly sampleData: boolean;
}

export interface Installation {
  readonly baseCurrency: string;
  readonly timeZone: string;
  readonly version: string;
  readonly commit: string;
}

/** Setting up, people and their sessions. */
export interface SessionFlows {
  setUpState(): Promise<{ readonly needed: boolean }>;
  /** Whether the one-time token is right; compared in constant time. */
  checkSetUpToken(token: string): Promise<boolean>;
  setUp(input: SetUpInput, actor: Actor): Answer<{ readonly userId: UserId; readonly sampleJobId: JobId | null }>;
  createUser(
    input: { readonly email: string; readonly name: string; readonly role: Role; readonly password: string },
    actor: Actor,
  ): Answer<UserView>;
  updatePreferences(actor: Actor, change: Partial<Preferences> & { readonly timeZone?: string }): Answer<UserView>;
  changePassword(actor: Actor, current: string, next: string): Answer<null>;
  listSessions(userId: UserId, current: SessionId): Promise<readonly SessionView[]>;
  revokeSession(actor: Actor, sessionId: SessionId): Answer<null>;
  installation(): Promise<Installation>;
}
