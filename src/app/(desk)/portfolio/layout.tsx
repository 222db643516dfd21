import type { ReactNode } from "react";
import { PortfolioTabs } from "@/app/_components/portfolio/portfolio-tabs";

export default function PortfolioLayout({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <PortfolioTabs />
      <div className="flex min-h-0 flex-1 flex-col max-md:flex-none">{children}</div>
    </>
  );
}
