import type { NotificationFlows } from "../contract/notifications";
import type { FlowDeps } from "../deps";
import { makeLogFlows } from "./delivery-log";
import { readNotifyHouse, saveNotifyHouse } from "./house-settings";
import { makeChannelFlows } from "./manage-channels";
import { makeRuleFlows } from "./manage-rules";
import { type ChannelOptions, vapidKeys } from "./open-channel";

/** What people are told outside of the app: their channels and rules, what became of each message, what the house sets. */
export function makeNotificationFlows(deps: FlowDeps, options: ChannelOptions = {}): NotificationFlows {
  return {
    ...makeChannelFlows(deps),
    ...makeRuleFlows(deps),
    ...makeLogFlows(deps, options),
    readPushKey: async () => (await vapidKeys(deps)).publicKey,
    readNotifyHouse: () => readNotifyHouse(deps),
    saveNotifyHouse: (actor, input) => saveNotifyHouse(deps, actor, input),
  };
}
