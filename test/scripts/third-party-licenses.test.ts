import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

describe('the licences beside the bundle', () => {
  it('are those of every package in it, with their texts', async () => {
    await run(process.execPath, ['scripts/build.mjs', '--if-changed']);
    await run(process.execPath, ['scripts/third-party-licenses.mjs']);

    const text = await readFile('dist/THIRD-PARTY-LICENSES.txt', 'utf8');

    const named = [...text.matchAll(/^(\S+) \d+\.\d+\.\d+\S* \(.+\)$/gm)].map(([, name]) => name);
    const bundled: string[] = JSON.parse(await readFile('dist/main.packages.json', 'utf8'));
    expect(named).toEqual(expect.arrayContaining(['@slack/bolt', 'zod', 'echarts', '@resvg/resvg-js', 'undici']));
    expect(named.length).toBeGreaterThanOrEqual(new Set(bundled).size);
    expect(text).toContain('Copyright (c) 2014- Slack Technologies');
  });
});
