import type { Metadata } from "next";
import { CalendarPage } from "@/app/_components/market/calendar/calendar-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.calendar.title };

export default function Page() {
  return <CalendarPage />;
}
