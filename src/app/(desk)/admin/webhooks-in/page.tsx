import type { Metadata } from "next";
import { WebhooksPage } from "@/app/_components/admin/webhooks-in/webhooks-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.webhooksIn.title };

export default function Page() {
  return <WebhooksPage />;
}
