import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSeedHistory } from '../../../infra/local/seed-history';

const temporary = mkdtempSync(join(tmpdir(), 'seed-history-'));
afterAll(() => rmSync(temporary, { recursive: true }));

const written = () => writeSeedHistory(mkdtempSync(join(temporary, 'history-')));

it('gives every commit the same id wherever it is written', async () => {
  const [once, again] = [await written(), await written()];

  expect(new Set([...once.main, ...once.branches.map(({ commitId }) => commitId)]).size).toBe(5);
  expect(again.main).toEqual(once.main);
  expect(again.branches).toEqual(once.branches);
});
