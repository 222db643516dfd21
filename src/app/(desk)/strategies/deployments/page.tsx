import type { Metadata } from "next";
import { DeploymentBoard } from "@/app/_components/deployments/board-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.deployments.title };

export default function Page() {
  return <DeploymentBoard />;
}
