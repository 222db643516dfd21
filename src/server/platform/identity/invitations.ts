import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import { EpochMs, type SqlPort, type UserId } from "@/modules/_kernel";
import type { Role } from "../../flows/contract";
import type { InvitationView, InvitedAccount } from "../../flows/contract/invitations";

/** Invitations in rows; of a link its hash alone. */

/** Over a weekend, and no longer: a link lies in a mailbox. */
export const INVITATION_AGE_MAX_MS = 3 * 86_400_000;
const INVITATIONS_LISTED_MAX = 500;
const TOKEN_BYTES = 32;

const moment = z.date().transform((date) => EpochMs.of(date.getTime()));
const accounts = z.array(z.object({ accountId: z.string(), role: z.enum(["viewer", "trader"]) }));
const Rows = z.array(
  z.object({
    invitation_id: z.string(),
    email: z.string(),
    role: z.enum(["viewer", "trader", "risk", "admin"]),
    invited_by: z.string().nullable(),
    created_at: moment,
    expires_at: moment,
    accounts,
  }),
);

export function newInvitationToken(): string {
  return randomBytes(TOKEN_BYTES).toString("base64url");
}

const hashOf = (token: string) => createHash("sha256").update(token).digest();

/** Open invitations, or the one of that id; the newest first. */
export async function listInvitations(
  sql: SqlPort,
  nowMs: EpochMs,
  invitationId: string | null = null,
): Promise<readonly InvitationView[]> {
  const rows = Rows.parse(
    await sql.$queryRaw`
      SELECT i.invitation_id, i.email, i.role, u.email AS invited_by, i.created_at, i.expires_at, i.accounts
      FROM invitation AS i LEFT JOIN user_account AS u ON u.id = i.invited_by
      WHERE i.accepted_at IS NULL AND i.revoked_at IS NULL
        AND (${invitationId}::text IS NULL OR i.invitation_id = ${invitationId})
      ORDER BY i.created_at DESC, i.invitation_id LIMIT ${INVITATIONS_LISTED_MAX}`,
  );
  return rows.map((row) => ({
    invitationId: row.invitation_id,
    email: row.email,
    role: row.role,
    invitedBy: row.invited_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    expired: row.expires_at <= nowMs,
    accounts: row.accounts,
  }));
}

export interface InvitationRow {
  readonly invitationId: string;
  readonly token: string;
  readonly email: string;
  readonly role: Role;
  readonly accounts: readonly InvitedAccount[];
  readonly by: UserId | null;
  readonly nowMs: EpochMs;
}

/** False: the address has an open invitation. */
export async function insertInvitation(tx: SqlPort, one: InvitationRow): Promise<boolean> {
  const { invitationId, token, email, role, by, nowMs } = one;
  const invitedTo = JSON.stringify(one.accounts);
  return (
    (await tx.$executeRaw`
      INSERT INTO invitation (invitation_id, token_hash, email, role, invited_by, created_at, expires_at, accounts)
      VALUES (${invitationId}, ${hashOf(token)}, ${email.toLowerCase()}, ${role}, ${by}, ${new Date(nowMs)},
              ${new Date(nowMs + INVITATION_AGE_MAX_MS)}, ${invitedTo}::jsonb)
      ON CONFLICT DO NOTHING`) > 0
  );
}

export async function replaceInvitationToken(
  tx: SqlPort,
  { invitationId, token, nowMs }: Pick<InvitationRow, "invitationId" | "token" | "nowMs">,
): Promise<boolean> {
  return (
    (await tx.$executeRaw`
      UPDATE invitation SET token_hash = ${hashOf(token)}, expires_at = ${new Date(nowMs + INVITATION_AGE_MAX_MS)}
      WHERE invitation_id = ${invitationId} AND accepted_at IS NULL AND revoked_at IS NULL`) > 0
  );
}

export async function revokeInvitation(tx: SqlPort, invitationId: string, nowMs: EpochMs): Promise<boolean> {
  return (
    (await tx.$executeRaw`
      UPDATE invitation SET revoked_at = ${new Date(nowMs)}
      WHERE invitation_id = ${invitationId} AND accepted_at IS NULL AND revoked_at IS NULL`) > 0
  );
}

const Offered = z.array(
  z.object({
    invitation_id: z.string(),
    email: z.string(),
    role: z.enum(["viewer", "trader", "risk", "admin"]),
    accounts,
  }),
);

/** What a link offers now; null: it is wrong, used, revoked or over. */
export async function findInvitation(sql: SqlPort, token: string, nowMs: EpochMs) {
  const [row] = Offered.parse(
    await sql.$queryRaw`
      SELECT invitation_id, email, role, accounts FROM invitation
      WHERE token_hash = ${hashOf(token)} AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > ${new Date(nowMs)}
      LIMIT 1`,
  );
  if (row === undefined) return null;
  const { invitation_id: invitationId, ...offered } = row;
  return { invitationId, ...offered };
}

/** Uses a link up. False: somebody did meanwhile, or it is over. */
export async function takeInvitation(tx: SqlPort, invitationId: string, nowMs: EpochMs): Promise<boolean> {
  return (
    (await tx.$executeRaw`
      UPDATE invitation SET accepted_at = ${new Date(nowMs)}
      WHERE invitation_id = ${invitationId} AND accepted_at IS NULL AND revoked_at IS NULL
        AND expires_at > ${new Date(nowMs)}`) > 0
  );
}
