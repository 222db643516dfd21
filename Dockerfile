# Bifrost Trader in one image: the command decides whether it is a web server, workers, or the one that prepares the
# database. See docker-compose.yml.
FROM node:20.20-bookworm-slim AS base
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1 CHECKPOINT_DISABLE=1

# Everything, to build with.
FROM base AS build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY . .
# Run cards and health name the commit; the image has no .git to read it from.
ARG BIFROST_COMMIT=unknown
ENV BIFROST_COMMIT=$BIFROST_COMMIT
RUN node scripts/build.mjs

# Only what runs.
FROM base AS packages
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM base AS runtime
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 BIFROST_DATA_DIR=/data
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build --chown=node:node /app/.next ./.next
COPY package.json package-lock.json next.config.js bifrost ./
COPY public ./public
COPY prisma ./prisma
COPY scripts ./scripts
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["node", "scripts/healthcheck.mjs", "web"]
CMD ["node", "--enable-source-maps", "dist/web.mjs"]
