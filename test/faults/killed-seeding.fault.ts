import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StackProcess } from '../support/stack-process';

jest.setTimeout(180_000);

it('goes on where a start that was killed had left off', async () => {
  const cutOff = mkdtempSync(join(tmpdir(), 'seed-'));
  const first = await StackProcess.start(['--port', '0', '--state', cutOff]);
  const said = await first.says(/^Releasing [0-9a-f]{7}/);
  await first.end('SIGKILL');

  const second = await StackProcess.start(['--port', '0', '--state', cutOff]);
  const released = said.slice('Releasing '.length).slice(0, 7);
  await second.says(new RegExp(`^Releasing (?!${released})`));
  await second.end('SIGTERM');
  rmSync(cutOff, { recursive: true });
});
