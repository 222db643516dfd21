import type { Metadata } from "next";
import { DeliveryLog } from "@/app/_components/admin/notify/delivery-log";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.admin.tabs.deliveries };

export default function DeliveriesPage() {
  return <DeliveryLog />;
}
