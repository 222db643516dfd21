import { appendAudit, listAudit, verifyLog } from "../platform/audit";
import { addressesOf, findUserByEmail } from "../platform/identity";
import { readSetting } from "../platform/settings";
import type { AuditView, Flows } from "./contract";
import type { FlowDeps } from "./deps";

/** What this installation is, and what was done in it. */
export function makeAboutFlows({
  sql,
  prisma,
  transactions,
  build,
}: Pick<FlowDeps, "sql" | "prisma" | "transactions" | "build">): Pick<
  Flows,
  "installation" | "listAudit" | "verifyAudit"
> {
  /** The log keeps ids, which never change; people read addresses. */
  const withAddresses = async (rows: readonly AuditView[]): Promise<readonly AuditView[]> => {
    const ids = [...new Set(rows.map(({ actor }) => actor))];
    const addresses = await addressesOf(prisma, ids);
    return rows.map((row) => ({ ...row, actor: addresses.get(row.actor) ?? row.actor }));
  };
  return {
    async installation() {
      const [baseCurrency, timeZone] = await Promise.all([
        readSetting(prisma, "base-currency", "USD"),
        readSetting(prisma, "time-zone", "UTC"),
      ]);
      return { baseCurrency, timeZone, ...build };
    },
    async listAudit(query) {
      const found = query.actor?.includes("@") === true ? await findUserByEmail(prisma, query.actor) : null;
      const page = await listAudit(sql, { ...query, actor: found?.view.userId ?? query.actor });
      return { ...page, rows: await withAddresses(page.rows) };
    },
    async verifyAudit(actor, knownHead) {
      const { unsealed, ...check } = await verifyLog(sql, knownHead);
      const details = { ...check, unsealed: unsealed?.rows ?? 0 };
      await transactions.run((tx) =>
        appendAudit(tx, { actor, action: "audit.verify", subjectType: "audit", subjectId: "log", details }),
      );
      return { ...check, unsealed };
    },
  };
}
