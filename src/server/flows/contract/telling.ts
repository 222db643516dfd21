import type { AlertFlows } from "./alerts";
import type { NotificationFlows } from "./notifications";
import type { WebhookOutFlows } from "./webhooks-out";

/** Everything by which people and programs outside are told what happens. */
export type TellingFlows = NotificationFlows & AlertFlows & WebhookOutFlows;
