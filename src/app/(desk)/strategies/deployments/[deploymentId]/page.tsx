import type { Metadata } from "next";
import { DeploymentPage } from "@/app/_components/deployments/page/deployment-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.deployments.one };

export default async function Page({ params }: { readonly params: Promise<{ readonly deploymentId: string }> }) {
  const { deploymentId } = await params;
  return <DeploymentPage deploymentId={deploymentId} />;
}
