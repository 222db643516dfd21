import { z } from "zod";
import { type SqlPort, UserId } from "@/modules/_kernel";

/** More people than one installation is made for. */
const DECIDERS_MAX = 1_000;
const rows = z.array(z.object({ id: z.custom<UserId>(UserId.is, "a user id") }));

/** Who may let in what somebody else asked for: risk and administrators who are active, but for the one who asks. */
export async function otherDeciders(sql: SqlPort, asking: string | null): Promise<readonly UserId[]> {
  const found = await sql.$queryRaw`
    SELECT id FROM user_account
    WHERE role IN ('risk', 'admin') AND disabled_at IS NULL AND id IS DISTINCT FROM ${asking}
    ORDER BY id LIMIT ${DECIDERS_MAX}`;
  return rows.parse(found).map(({ id }) => id);
}
