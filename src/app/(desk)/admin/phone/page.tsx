import type { Metadata } from "next";
import { PhonePage } from "@/app/_components/admin/phone/phone-page";
import { messages } from "@/app/messages/catalog";
import { readPhoneAddress } from "@/server/api/rsc";

export const metadata: Metadata = { title: messages.phone.title };

export default async function Page() {
  return <PhonePage address={await readPhoneAddress()} />;
}
