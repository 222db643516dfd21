export { appendAudit, findAudit, listAudit } from "./audit-log";
export { startSealer, verifyLog } from "./seal-log";
