import type { RouterOutputs } from "@/server/api/root";

export type Webhook = RouterOutputs["webhookIn"]["list"][number];
export type NewWebhook = RouterOutputs["webhookIn"]["create"];
export type WebhookCall = RouterOutputs["webhookIn"]["calls"]["rows"][number];
export type Wish = NonNullable<WebhookCall["wish"]>;
export type CallAnswer = NonNullable<WebhookCall["answer"]>;
