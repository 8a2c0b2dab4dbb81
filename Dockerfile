# The bot alone: bundled files on a plain Node image, and what draws charts, a native library and two fonts.
# Infrastructure, tests and the local stack stay outside.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json LICENSE ./
COPY scripts scripts
COPY src src
# The same lock and sources make the same files, times included (seconds since 1970).
ARG SOURCE_DATE_EPOCH=0
RUN npm run build \
  && node scripts/third-party-licenses.mjs \
  && mkdir -p image/dist \
  && cp LICENSE dist/THIRD-PARTY-LICENSES.txt image/ \
  && cp dist/main.js dist/main.js.map dist/render-chart.js dist/render-chart.js.map dist/health-check.js image/dist/ \
  && cp -r --parents node_modules/@resvg image/ \
  && cp --parents node_modules/@expo-google-fonts/inter/package.json \
    node_modules/@expo-google-fonts/inter/400Regular/*.ttf \
    node_modules/@expo-google-fonts/inter/600SemiBold/*.ttf image/ \
  && find image -exec touch --no-dereference --date "@${SOURCE_DATE_EPOCH}" {} +

FROM node:24-bookworm-slim
ENV NODE_ENV=production MLPIPELINE_HEALTH_PORT=8080
WORKDIR /app
# Owned by root and only read: the bot keeps nothing on its disk, which may be mounted read-only.
COPY --from=build /app/image ./
USER node
# ECS does not look at this line, and has the same command in its task definition.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["node", "dist/health-check.js"]
# `exec` form: the process is PID 1 and gets SIGTERM itself.
CMD ["node", "--enable-source-maps", "dist/main.js"]
