# The bot alone: one bundled file on a plain Node image. Infrastructure, tests and the local stack stay outside.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json ./
COPY scripts scripts
COPY src src
RUN npm run build

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/dist/main.js /app/dist/main.js.map ./dist/
COPY LICENSE ./
USER node
# `exec` form: the process is PID 1 and gets SIGTERM itself.
CMD ["node", "--enable-source-maps", "dist/main.js"]
