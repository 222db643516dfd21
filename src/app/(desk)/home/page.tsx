import type { Metadata } from "next";
import { Dashboard } from "@/app/_components/home/dashboard";
import { homeAhead } from "@/app/_components/home/home-ahead";
import { ReadAhead } from "@/app/_lib/read-ahead";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.home.title };

export default function Page() {
  return (
    <ReadAhead begins={homeAhead}>
      <Dashboard />
    </ReadAhead>
  );
}
