import type { FlowDeps } from "../../deps";

/** What publishing is made from. */
export type PublicationDeps = Pick<
  FlowDeps,
  "sql" | "prisma" | "records" | "transactions" | "clock" | "work" | "newId"
>;
