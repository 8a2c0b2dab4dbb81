import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { build } from 'esbuild';
import { send } from './http';

const SOURCES = join(__dirname, 'ui');

/** Nothing but this server's own script and style runs or loads; images of messages may come from anywhere. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' https: http: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Local ML workspace</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/ui/main.css">
</head>
<body><div id="app"></div><script type="module" src="/ui/main.js"></script></body>
</html>
`;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

let bundle: Promise<Map<string, Uint8Array>> | undefined;

/** Serves the workspace page. Its script is bundled in memory, anew for every opening: a reload shows what was edited. */
export async function servePage(request: IncomingMessage, response: ServerResponse, path: string): Promise<boolean> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  if (path === '/' || path.startsWith('/archives/')) {
    bundle = undefined;
    response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY);
    send(response, 200, 'text/html; charset=utf-8', HTML);
    return true;
  }
  if (!path.startsWith('/ui/')) return false;
  bundle ??= bundlePage();
  const file = (await bundle).get(path);
  if (!file) return false;
  send(response, 200, CONTENT_TYPES[path.slice(path.lastIndexOf('.'))] ?? 'application/octet-stream', file);
  return true;
}

async function bundlePage(): Promise<Map<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: [join(SOURCES, 'main.tsx'), join(SOURCES, 'main.css')],
    bundle: true,
    write: false,
    outdir: '/ui',
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    sourcemap: 'inline',
  });
  return new Map(outputFiles.map((file) => [`/ui/${file.path.slice(file.path.lastIndexOf('/') + 1)}`, file.contents]));
}
