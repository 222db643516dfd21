import { fileURLToPath } from "node:url";

// Prisma's command line would otherwise download a native engine; this one is WebAssembly from the npm registry.
if (process.platform !== "win32") {
  process.env["PRISMA_SCHEMA_ENGINE_BINARY"] ??= fileURLToPath(new URL("./scripts/schema-engine.mjs", import.meta.url));
}

export default {
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env["DATABASE_URL"] ?? "postgresql://localhost:5432/none" },
};
