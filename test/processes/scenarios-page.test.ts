import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCENARIOS } from './scenarios';

const PAGE = join(__dirname, '../../docs/faults.md');

/** The scenarios as the page lists them. */
const table = (): string =>
  [
    '| family | somebody | although | bots |',
    '|---|---|---|---|',
    ...SCENARIOS.map(({ family, story, fault, bots = 1 }) => `| ${family} | ${VERBS[story]} | ${fault} | ${bots} |`),
  ].join('\n');

const VERBS: Record<(typeof SCENARIOS)[number]['story'], string> = {
  approve: 'approves',
  'approve by two': 'and somebody else approve',
  deploy: 'deploys',
  'deploy twice': 'deploys twice',
  rollback: 'rolls back',
  lock: 'locks',
  build: 'builds',
  stop: 'stops',
};

describe('the scenarios of processes', () => {
  it('are all on the page of faults, as it tells them', () => {
    expect(readFileSync(PAGE, 'utf8')).toContain(table());
  });

  it('have names of their own, so that each runs alone', () => {
    const names = SCENARIOS.map(({ story, fault, bots }) => `${story} ${fault} ${bots}`);

    expect(new Set(names).size).toBe(names.length);
  });
});
