export {
  CHANNELS_MAX,
  type ChannelRow,
  countChannels,
  deleteChannel,
  findChannel,
  insertChannel,
  listChannels,
  listHeartbeats,
  markGone,
  RULES_MAX,
  readHabit,
  readPing,
  readRules,
  takeHeartbeat,
  writeHabit,
  writePing,
  writeRules,
} from "./channel-store";
export { makeEmailChannel } from "./channels/email";
export { guardedRequest, isPrivateAddress } from "./channels/guarded-request";
export { type Channel, type Message, SEND_TIMEOUT_MS, type SendAnswer } from "./channels/port";
export { makePushChannel, newVapidKeys, type VapidKeys } from "./channels/push";
export { newWebhookSecret } from "./channels/signature";
export { makeTelegramChannel } from "./channels/telegram";
export { makeWebhookChannel, postWebhook } from "./channels/webhook";
export {
  acknowledge,
  acknowledgeRead,
  claimDue,
  claimOne,
  confirmDelivered,
  type DeliveryRow,
  type DueDelivery,
  hurryOthers,
  insertDelivery,
  isNotificationOf,
  listDeliveries,
  listUnplanned,
  markPlanned,
  nextDueMs,
  oldestDelivery,
  pruneDeliveries,
  requeueDelivery,
  settleDelivery,
  type Unplanned,
} from "./delivery-store";
export { makeNotifyEnd } from "./job-end";
export {
  addNotification,
  listNotifications,
  markRead,
  oldestNotification,
  pruneNotifications,
} from "./notifications";
export { dayOf, minuteOfDay, nextTryMs, planWays } from "./plan";
