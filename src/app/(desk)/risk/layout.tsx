import type { ReactNode } from "react";
import { RiskTabs } from "@/app/_components/risk/risk-tabs";

export default function RiskLayout({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <RiskTabs />
      <div className="flex min-h-0 flex-1 flex-col max-md:flex-none">{children}</div>
    </>
  );
}
