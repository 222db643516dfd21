import type { ReactNode } from "react";
import { AdminTabs } from "@/app/_components/admin/admin-tabs";

export default function AdminLayout({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <AdminTabs />
      <div className="flex min-h-0 flex-1 flex-col max-md:flex-none">{children}</div>
    </>
  );
}
