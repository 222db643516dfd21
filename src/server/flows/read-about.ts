import { listAudit } from "../platform/audit";
import { addressesOf } from "../platform/identity";
import { readSetting } from "../platform/settings";
import type { AuditView, Flows } from "./contract";
import type { FlowDeps } from "./deps";

/** What this installation is, and what was done in it. */
export function makeAboutFlows({
  sql,
  prisma,
  build,
}: Pick<FlowDeps, "sql" | "prisma" | "build">): Pick<Flows, "installation" | "listAudit"> {
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
      const page = await listAudit(sql, query);
      return { ...page, rows: await withAddresses(page.rows) };
    },
  };
}
