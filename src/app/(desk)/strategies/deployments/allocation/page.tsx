import type { Metadata } from "next";
import { AllocationPage } from "@/app/_components/deployments/allocation/allocation-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.deploymentAllocation.title };

export default function Page() {
  return <AllocationPage />;
}
