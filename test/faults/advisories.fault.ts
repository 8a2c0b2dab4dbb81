import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** Of the package that is said to be vulnerable, by the lock file: nothing else depends on it. */
const VERSION: string = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages['node_modules/canonicalize']
  .version;

/** A registry as npm asks it: by name and versions of everything that goes into production. */
describe('npm run advisories', () => {
  let asked: Record<string, string[]>;
  let registry: Server;
  let answer: { status: number; body: unknown };

  beforeAll(async () => {
    registry = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part);
      const sent = Buffer.concat(parts);
      const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
      const isAsking = request.url === '/-/npm/v1/security/advisories/bulk';
      if (isAsking) asked = JSON.parse(String(text));
      // Of what has a vulnerability npm looks at the versions.
      const { status, body } = isAsking
        ? answer
        : {
            status: 200,
            body: { name: 'canonicalize', versions: { [VERSION]: { name: 'canonicalize', version: VERSION } } },
          };
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    }).listen(0, '127.0.0.1');
    await once(registry, 'listening');
  });
  afterAll(() => registry.close());

  function run(): Promise<{ code: number | null; said: string }> {
    const { port } = registry.address() as AddressInfo;
    const env = { ...process.env, npm_config_registry: `http://127.0.0.1:${port}/`, npm_config_fetch_retries: '0' };
    return new Promise((resolve) => {
      const child = execFile(process.execPath, ['scripts/advisories.mjs'], { env }, (_error, stdout, stderr) =>
        resolve({ code: child.exitCode, said: stdout + stderr }),
      );
    });
  }

  it('asks about production alone, and names each vulnerability that is known', async () => {
    const advisory = { id: 1, title: 'Reads what it should not', url: 'https://example.com/1', severity: 'high' };
    answer = {
      status: 200,
      body: { canonicalize: [{ ...advisory, vulnerable_versions: '<99', cwe: [], cvss: { score: 8 } }] },
    };

    const { code, said } = await run();

    expect(code).toBe(1);
    expect(said).toContain('canonicalize * (high): Reads what it should not https://example.com/1');
    expect(Object.keys(asked)).toEqual(expect.arrayContaining(['zod', '@slack/bolt']));
    expect(asked).not.toHaveProperty('jest');
  });

  it('says so, and does not pass, where the registry cannot be asked', async () => {
    answer = { status: 405, body: { error: 'Method Not Allowed' } };

    const { code, said } = await run();

    expect(code).toBe(2);
    expect(said).toMatch(/^Vulnerabilities could NOT be asked for: .*405/);
  });
});
