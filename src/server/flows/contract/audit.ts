import type { EpochMs } from "@/modules/_kernel";

/** Which rows; what is not given is any. */
export interface AuditFilter {
  /** Id of the person, or `cli`, `system`, `setup` for what no person did. */
  readonly actor?: string | undefined;
  /** What it begins with: `limit.` is everything about limits. */
  readonly action?: string | undefined;
  /** Part of what it was done to. */
  readonly subject?: string | undefined;
  readonly fromMs?: number | undefined;
  /** Not inside. */
  readonly toMs?: number | undefined;
}

/** The first place where the chain does not hold. */
export interface AuditFault {
  /** `changed`: the row, or its seal, is not what was sealed. `deleted`: its row is gone. `seal_gone`: a seal is. */
  readonly kind: "changed" | "deleted" | "seal_gone";
  readonly sealNo: string;
  /** Of the row; null where its seal is gone. */
  readonly logId: string | null;
  readonly sealedAt: EpochMs | null;
}

export interface AuditCheck {
  /** Rows whose seals hold, up to the fault. */
  readonly sealed: number;
  /** The seal of the last of them: whoever keeps it elsewhere can later prove that the log goes back to it. Null: nothing is sealed. */
  readonly head: string | null;
  readonly fault: AuditFault | null;
  /** Rows that no seal covers yet: the tail, a second old. */
  readonly unsealed: { readonly rows: number; readonly firstId: string; readonly since: EpochMs } | null;
  /** Whether a seal that was kept elsewhere is in the chain; null: none was named. */
  readonly knowsHead: boolean | null;
}
