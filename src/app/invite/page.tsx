import type { Metadata } from "next";
import { AcceptInvitation } from "@/app/_components/entry/accept-invitation";
import { EntryFrame } from "@/app/_components/entry/entry-frame";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.invite.title };

export default function InvitePage() {
  return (
    <EntryFrame>
      <AcceptInvitation />
    </EntryFrame>
  );
}
