/** @type {import('next').NextConfig} */
export default {
  serverExternalPackages: [
    "bullmq",
    "pg",
    "pg-copy-streams",
    "ioredis",
    "@node-rs/argon2",
    "pino",
    "prom-client",
    "@prisma/adapter-pg",
    "esbuild",
    "typescript",
    "quickjs-emscripten-core",
    "@jitl/quickjs-wasmfile-release-sync",
  ],
  poweredByHeader: false,
  reactStrictMode: true,
  // Types are checked by `npm run check`; checking them again here would only slow the first start down.
  typescript: { ignoreBuildErrors: true },
  devIndicators: false,
  turbopack: {
    resolveAlias: {
      // Texts come to browsers as `web/browser-texts.ts` read them: what reads ICU stays on the server.
      "use-intl/format-message": { browser: "use-intl/format-message/format-only" },
    },
  },
  experimental: {
    // Writing these takes a third of the first build's time, and a build follows only an upgrade.
    turbopackFileSystemCacheForBuild: false,
    turbopackSourceMaps: false,
    serverMinification: false,
    // Our own server loads the pages, after its first answer.
    preloadEntriesOnStart: false,
    // Their files do nothing but say what they export, which their own package.json does not tell: what nobody uses is left out.
    optimizePackageImports: ["@trpc/client", "@trpc/tanstack-react-query"],
  },
};
