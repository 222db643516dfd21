import type { Metadata } from "next";
import { WebhooksOutPage } from "@/app/_components/admin/webhooks-out/webhooks-out-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.admin.tabs.webhooksOut };

export default function Page() {
  return <WebhooksOutPage />;
}
