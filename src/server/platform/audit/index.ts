export { appendAudit, listAudit } from "./audit-log";
export { startSealer, verifyLog } from "./seal-log";
