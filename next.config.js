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
  // Writing it takes a quarter of the first build's time, and a build follows only an upgrade.
  experimental: { turbopackFileSystemCacheForBuild: false, turbopackSourceMaps: false, serverMinification: false },
};
