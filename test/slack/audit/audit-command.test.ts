import type { AuditEntry } from '../../../src/domain/audit/audit-chain';
import type { Role } from '../../../src/domain/policies/policy';
import type { AuditQuery } from '../../../src/domain/ports/audit-log';
import { type AuditParts, auditCommand } from '../../../src/slack/audit/audit-command';
import { readArguments, splitCommand } from '../../../src/slack/command-arguments';
import { anEntry } from '../../support/builders/facts';
import { aPolicy } from '../../support/builders/policies';
import { ada, bea, type UseCaseBench, useCaseBench } from '../../support/use-case-bench';

const BEA = { id: 'U0BEA', name: 'Bea', team: 'T0LOCAL' };
/** In words, of the bench's clock: 2 March 2026, nine o'clock in UTC. */
const hoursAgo = (hours: number): Date => new Date(Date.UTC(2026, 2, 2, 9 - hours));

interface Answer {
  text: string;
  blocks: { type: string; elements?: { text: { text: string }; value: string }[] }[];
}

describe('the audit command', () => {
  let bench: UseCaseBench;
  const roles = (viewer: 'everyone' | string[]): Record<Role, 'everyone' | string[]> => ({
    ...{ viewer, operator: [], approver: [], admin: [] },
  });
  beforeEach(() => {
    bench = useCaseBench(aPolicy({ roles: roles('everyone') }));
  });

  const wrote = async (...entries: Partial<AuditEntry>[]) => {
    for (const entry of entries) await bench.audit.append(anEntry({ phase: 'done', at: hoursAgo(1), ...entry }));
  };

  async function typed(text: string, { caller = ada, parts = {} as AuditParts } = {}) {
    const verb = auditCommand({ ...bench, ...bench.useCases, now: bench.clock.now }, parts);
    const answers: Answer[] = [];
    const sent: { posts: unknown[]; files: Record<string, string>[] } = { posts: [], files: [] };
    const client = {
      chat: { postMessage: async (post: unknown) => ({ channel: 'D1', posted: sent.posts.push(post) }) },
      filesUploadV2: async (file: Record<string, string>) => void sent.files.push(file),
    };
    const respond = async (answer: Answer) => void answers.push(answer);
    const [, ...words] = splitCommand(text);
    await verb.run({ respond, caller, client, args: readArguments(words, verb) } as never);
    const [answer] = answers;
    return { ...sent, answer, said: JSON.stringify(answer?.blocks ?? answer) };
  }

  const buttonsOf = (answer: Answer | undefined) =>
    (answer?.blocks ?? []).filter(({ type }) => type === 'actions').flatMap(({ elements = [] }) => elements);

  it('shows one line per request, newest first, over pages that end', async () => {
    await wrote(...Array.from({ length: 26 }, (_, index) => ({ request: { reason: `reason ${index}.` } })));
    const shown: string[] = [];

    for (let text: string | undefined = 'audit penguins'; text; ) {
      const { answer, said } = await typed(text);
      shown.push(...(said.match(/reason \d+\./g) ?? []));
      text = buttonsOf(answer).find((button) => button.text.text === 'Older')?.value;
    }

    expect(shown).toEqual(Array.from({ length: 26 }, (_, index) => `reason ${25 - index}.`));
  });

  it('shows the rest, in Slack and in the file, where a record cannot be read, and says which', async () => {
    await wrote({ request: { reason: 'readable' } });
    const { list } = bench.audit;
    const unreadable = ['000000000005', '000000000007', '\u0001'].map((place) => ({
      chain: 'pipeline:penguins',
      place,
    }));
    Object.assign(bench.audit, {
      list: async (query: AuditQuery) => ({ ...(await list(query)), unreadable }),
    });
    const line =
      'Record 5 of pipeline:penguins, record 7 of pipeline:penguins and something beside the records of pipeline:penguins cannot be read; ask “audit verify”.';

    const [shown, filed] = [await typed('audit penguins'), await typed('audit penguins --csv')];

    expect(shown.said).toContain('readable');
    expect(shown.said).toContain(line);
    expect(filed.files).toHaveLength(1);
    expect(JSON.stringify([filed.posts, filed.files])).toContain(line);
  });

  it('leads back to the newest', async () => {
    await wrote({ request: { reason: 'the newest' } });

    const { answer } = await typed('audit penguins --by <@U0ADA|ada> --before 2026-01-05');

    expect(buttonsOf(answer).map(({ text, value }) => [text.text, value])).toEqual([
      ['Newest', 'audit penguins --by <@U0ADA>'],
    ]);
    expect(JSON.stringify(answer)).toContain('Nothing older is on record.');
  });

  it.each([
    ['by a person', '--by <@U0BEA|bea>', ['rollback']],
    ['by an action', '--action pipeline.deploy', ['deploy']],
    ['since then', '--since 90m', ['deploy']],
    ['today, where they live', '--day today', ['deploy', 'rollback']],
    ['yesterday', '--day yesterday', ['yesterday']],
    ['of a day', '--day 2026-03-01', ['yesterday']],
    ['of somebody’s day', '--day today --by <@U0BEA>', ['rollback']],
  ])('finds what was done %s', async (_what, options, reasons) => {
    await wrote(
      { at: hoursAgo(30), request: { reason: 'yesterday' } },
      { at: hoursAgo(3), actor: BEA, action: 'pipeline.rollback', request: { reason: 'rollback' } },
      { at: hoursAgo(1), action: 'pipeline.deploy', request: { reason: 'deploy' } },
    );

    const { said } = await typed(`audit penguins ${options}`);

    expect(said.match(/(?<=>)(yesterday|rollback|deploy)\b/g)).toEqual(reasons);
  });

  it('keeps the day of a page, whatever day it is when its button is pressed', async () => {
    await wrote(...Array.from({ length: 14 }, () => ({ at: hoursAgo(24) })));

    const { answer } = await typed('audit --day yesterday');

    expect(buttonsOf(answer).map(({ value }) => value)).toEqual([
      expect.stringMatching(
        /^audit --day 2026-03-01 --before 2026-03-01T09:00:00\.000Z#pipeline:penguins#000000000003$/,
      ),
    ]);
  });

  it('shows nobody what stands in a chain that they may not see', async () => {
    bench = useCaseBench(aPolicy({ roles: roles([ada.slackId]) }));
    await wrote(
      { request: { reason: 'of penguins' } },
      { chain: 'workspace', action: 'refused.help', phase: 'refused', request: { reason: 'of the workspace' } },
      { chain: 'pipeline:secret', request: { reason: 'of another' } },
    );

    expect((await typed('audit')).said).toMatch(/of the workspace.*of penguins/);
    expect((await typed('audit')).said).not.toContain('of another');
    expect((await typed('audit', { caller: bea })).said).not.toContain('of penguins');
    expect((await typed('audit --by <@U0ADA>', { caller: bea })).said).not.toContain('of penguins');
    await expect(typed('audit penguins', { caller: bea })).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(typed('audit penguins --csv', { caller: bea })).rejects.toMatchObject({ code: 'not_allowed' });
  });

  it.each([
    ['audit --action approval.aproved', /no action on record\. Did you mean approval\.approved/],
    ['audit --action xyz', /There are approval\.approved, /],
    ['audit --by somebody', /type @ and choose the person/],
    ['audit --day tomorrow', /“tomorrow” is no day/],
    ['audit --day 2026-02-30', /“2026-02-30” is no day/],
    ['audit --day today --since 7d', /either --since or --day/],
    ['audit --before then', /no place in the record/],
    ['audit --anchor x', /belongs to `audit verify`/],
    ['audit penguins --csv --day 2026-01-01', /there is no file/],
  ])('answers %s with one sentence', async (text, sentence) => {
    await wrote({});

    await expect(typed(text)).rejects.toMatchObject({
      code: 'bad_request',
      userMessage: expect.stringMatching(sentence),
    });
  });

  it('sends every record that fits as a file that only this person reads', async () => {
    await wrote(
      { request: { reason: '=1+1' } },
      { actor: BEA },
      { action: 'pipeline.deploy', target: '=HYPERLINK("x")' },
    );

    const { files, posts, answer } = await typed('audit penguins --by <@U0ADA|ada> --csv');

    expect(files).toMatchObject([{ channel_id: 'D1', filename: 'audit-penguins-2026-03-02.csv' }]);
    expect(files[0]?.content).toContain(`"'=HYPERLINK(""x"")"`);
    expect(posts).toMatchObject([{ channel: ada.slackId }]);
    expect(JSON.stringify(posts)).toContain('by <@U0ADA>: 2 records, newest first.');
    expect(answer?.text).toBe('The audit record, 2 records, is in your messages with this app.');
  });

  it('leaves verify and report to those who know how', async () => {
    const told: string[] = [];
    const parts: AuditParts = {
      verify: async ({ args }) => void told.push(`verify ${args.list('anchor').join(' ')}`),
      report: async ({ args }) => void told.push(`report ${args.words({ required: ['report', 'release'] }).release}`),
    };

    await typed('audit verify penguins --anchor a@1:x --anchor b@2:y', { parts });
    await typed('audit report 1.4.0', { parts });

    expect(told).toEqual(['verify a@1:x b@2:y', 'report 1.4.0']);
  });
});
