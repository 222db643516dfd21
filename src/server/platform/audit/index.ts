export { type AuditFilter, appendAudit, listAudit } from "./audit-log";
export { type AuditCheck, startSealer, verifyLog } from "./seal-log";
