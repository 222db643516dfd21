/** Webhooks in: hooks, their secrets' hashes and their calls. See README.md. */
export {
  type CallPlace,
  insertCall,
  listCalls,
  oldestCall,
  pruneCalls,
  type StoredCall,
  settleCall,
} from "./call-store";
export {
  findHook,
  type HookChange,
  insertHook,
  isSecretOf,
  listHooks,
  markTried,
  removeHook,
  type StoredHook,
  updateHook,
} from "./hook-store";
