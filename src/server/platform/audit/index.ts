export { type AuditEntry, appendAudit, listAudit } from "./audit-log";
