export { appendAudit, listAudit } from "./audit-log";
