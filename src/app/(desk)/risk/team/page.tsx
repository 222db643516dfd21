import type { Metadata } from "next";
import { TeamPage } from "@/app/_components/risk/team/team-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.team.title };

export default function RiskTeamPage() {
  return <TeamPage />;
}
