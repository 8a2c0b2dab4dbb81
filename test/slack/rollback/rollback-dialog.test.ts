import type { ViewOutput } from '@slack/bolt';
import { validateView } from '../../../infra/local/slack/block-kit/validate';
import { BadRequest } from '../../../src/domain/errors';
import type { PipelinePolicy } from '../../../src/domain/policies/policy';
import { rollbackAsked } from '../../../src/domain/releases/asked-rollback';
import type { Release } from '../../../src/domain/releases/release';
import { rollbackDialog } from '../../../src/slack/rollback/rollback-dialog';
import { problemsOf, readRollbackKey, typedInto } from '../../../src/slack/rollback/rollback-form';
import { type RollbackAsked, readRollbackView } from '../../../src/slack/rollback/rollback-view';
import { aPolicy, aPolicyAsking } from '../../support/builders/policies';
import { aMark, anOption, aPlan, NOON, released } from '../../support/builders/rollbacks';

type Plan = ReturnType<typeof aPlan>;

interface Input {
  plan?: Partial<Plan>;
  asked?: Partial<RollbackAsked>;
  policy?: PipelinePolicy;
}

async function dialog({ plan = {}, asked = {}, policy = aPolicy() }: Input = {}) {
  const whole = aPlan(plan);
  const production: Release[] = whole.production ? [whole.production] : [];
  const releases = [...production, ...whole.options.map(({ release }) => release)];
  const read = readRollbackView({
    planRollback: async () => whole,
    listReleases: async () => ({ releases, total: releases.length, restored: new Map() }),
    now: () => NOON,
  });
  const view = rollbackDialog(await read(policy, { requestId: 'request-1', ...asked }));
  expect(validateView(view)).toEqual([]);
  return view;
}
const words = async (input: Input = {}): Promise<string> => JSON.stringify((await dialog(input)).blocks);
const radio = async (input: Input = {}) => {
  const blocks = (await dialog(input)).blocks.map(Object);
  return blocks.find(({ block_id }) => block_id === 'release').element;
};
const chosen = async (input: Input): Promise<string | undefined> => (await radio(input)).initial_option?.value;

const OMAR = { id: 'U0OMAR', name: 'Omar', team: 'T0LOCAL' };
const both = 'It was made to be restored by nobody.';

describe('the rollback dialog', () => {
  it('lists what can be restored, newest first, with age, commit, metrics and the change against production', async () => {
    const { options } = await radio();

    expect(options).toMatchObject([
      {
        text: { text: '1.4.0, released 5 h ago, c0ffee0' },
        description: { text: 'accuracy 0.94 (+0.03 ▲)' },
        value: 'execution-1.4.0',
      },
      { text: { text: '1.3.0, released 2 d 2 h ago, c0ffee0' }, description: { text: 'accuracy 0.93 (+0.02 ▲)' } },
    ]);
  });

  it('says which ones have failed in production, and why once one is chosen', async () => {
    const options = [anOption(released('1.4.0', 5, { mark: aMark() })), anOption(released('1.3.0', 50))];
    const input = { plan: { options, suggestedId: 'execution-1.3.0' } };

    expect((await radio(input)).options[0].description.text).toBe('failed in production · accuracy 0.94 (+0.03 ▲)');
    expect(await words(input)).not.toContain('drift on the southern islands');
    expect(await words({ ...input, asked: { chosenId: 'execution-1.4.0' } })).toContain(
      ':x: Failed in production: drift on the southern islands',
    );
  });

  it.each<[string, Partial<RollbackAsked>, string]>([
    ['the last good one', {}, 'execution-1.4.0'],
    ['the one that the command names', { typed: '1.3.0' }, 'execution-1.3.0'],
    ['the one that a button names', { wantedId: 'execution-1.3.0' }, 'execution-1.3.0'],
    ['what was chosen in it', { wantedId: 'execution-1.4.0', chosenId: 'execution-1.3.0' }, 'execution-1.3.0'],
    ['the last good one where the named one is unknown', { typed: '9.9.9' }, 'execution-1.4.0'],
  ])('has chosen %s', async (_which, asked, id) => {
    expect(await chosen({ asked })).toBe(id);
  });

  it.each<[string, Partial<RollbackAsked>, RegExp]>([
    ['is unknown', { typed: '9.9.9' }, /:warning: [^"]*9\.9\.9/],
    ['is several', { typed: '1.' }, /:warning: [^"]*1\.4\.0[^"]*1\.3\.0/],
    ['is in production', { typed: '1.5.0' }, /1\.5\.0 is what production serves already/],
    ['is among none', { wantedId: 'execution-gone' }, /of execution executio is not among those/],
  ])('says so where the release that was named %s', async (_what, asked, said) => {
    expect(await words({ asked })).toMatch(said);
  });

  it('says that a lock or a freeze holds where somebody may roll back all the same', async () => {
    expect(await words({ asked: { isWhileLocked: true } })).toContain(':lock: A lock or a freeze holds');
    expect(await words()).not.toContain(':lock:');
  });

  it('says that somebody has asked for a rollback already, and that it waits', async () => {
    const asked = { ...rollbackAsked({ request: {} }), release: '1.3.0' };

    expect(await words({ plan: { waiting: { asked, requestedBy: OMAR } } })).toContain(
      'A rollback to *1.3.0* waits for approval already, asked for by <@U0OMAR>',
    );
  });

  it('says of a release that has failed that it stays marked', async () => {
    const options = [anOption(released('1.4.0', 5, { mark: aMark() }))];

    expect(await words({ plan: { options } })).toContain('1.4.0 stays marked as failed in production.');
  });

  it('chooses nothing where every earlier release has failed, and says nothing of what would happen', async () => {
    const input = { plan: { suggestedId: undefined } };

    expect(await chosen(input)).toBeUndefined();
    expect(await words(input)).not.toContain('What will happen');
  });

  it('compares the chosen release with production, and knows which way a gate likes a metric', async () => {
    const gate = {
      kind: 'metric',
      metric: 'loss',
      better: 'lower',
      isRequired: false,
      missed: { does: 'warn' },
    } as const;
    const by = { by: { id: 'U0ADA', name: 'Ada', team: 'T0LOCAL' }, at: NOON };
    const metrics = { accuracy: '0.94', loss: '0.3', constructor: '1' };
    const options = [anOption(released('1.4.0', 5, { metrics, approvedBy: [by] }))];
    const production = released('1.5.0', 1, { metrics: { loss: '0.4' } });

    const { blocks } = await dialog({ plan: { options, production }, policy: aPolicyAsking({ gates: [gate] }) });

    const fields = blocks.flatMap((block) => Object(block).fields ?? []).map(({ text }: { text: string }) => text);
    expect(fields).toEqual([
      ...['*1.4.0*', '*Production: 1.5.0*'],
      ...['loss *0.3* (−0.1 ▼ better)', 'loss *0.4*'],
      ...['accuracy *0.94*', 'accuracy *not reported*'],
      ...['constructor *1*', 'constructor *not reported*'],
      ...['released 5 h ago', 'in production for 1 h'],
      ...['c0ffee0 Look at the flippers', 'c0ffee0 Look at the flippers'],
      ...['approved by Ada', 'approved by nobody'],
    ]);
  });

  it.each<[string, Partial<Plan>, RegExp[]]>([
    [
      'by stage',
      {},
      [
        /Runs the stage Deploy again with the artifacts of 1\.4\.0: nothing is rebuilt, it takes minutes\./,
        /1\.5\.0 is marked as failed in production\./,
      ],
    ],
    [
      'by revision',
      {
        options: [
          anOption(released('1.4.0', 5), { how: 'revision', whyNot: { stage: 'The pipeline was edited since.' } }),
        ],
        usuallyMs: 12 * 60_000,
      },
      [
        /Runs the whole pipeline again from commit c0ffee0, approvals included; usually 12 min\./,
        /Afterwards its card says whether the rebuilt model is 1\.4\.0 itself\./,
        /Not with its own artifacts\. The pipeline was edited since\./,
      ],
    ],
    ['after an approval', { needsApproval: true }, [/First it must be approved\./]],
    ['with a lock behind it', { locksAfterwards: true }, [/Afterwards the pipeline is locked\./]],
  ])('says exactly what will happen: %s', async (_how, plan, said) => {
    const all = await words({ plan });

    for (const sentence of said) expect(all).toMatch(sentence);
  });

  it('names what cannot be restored with its reasons, and does not let it be chosen', async () => {
    const whyNot = { stage: both, revision: 'Its commit is gone.' };
    const options = [anOption(released('1.4.0', 5)), anOption(released('1.3.0', 50), { how: undefined, whyNot })];
    const input = { plan: { options }, asked: { typed: '1.3.0' } };

    expect((await radio(input)).options).toHaveLength(1);
    expect(await words(input)).toContain(
      `*1.3.0*: Not with its own artifacts. ${both} Not by running the pipeline again. Its commit is gone.`,
    );
    expect(await words(input)).toContain(':warning: 1.3.0 cannot be restored any more; why stands below.');
  });

  it.each<[string, Partial<Plan>, string]>([
    ['it is impossible now', { impossible: 'Another rollback is under way.' }, 'Another rollback is under way.'],
    [
      'nothing can be restored',
      { options: [anOption(released('1.3.0', 50), { how: undefined, whyNot: { stage: both } })] },
      both,
    ],
    ['nothing was released yet', { options: [], production: undefined }, '*In production:* nothing yet'],
  ])('cannot be sent where %s', async (_what, plan, said) => {
    const view = await dialog({ plan });

    expect(view.submit).toBeUndefined();
    expect(JSON.stringify(view.blocks)).toContain(said);
  });

  it('asks whether to reject the model package only where production has one', async () => {
    const model = { version: '1.5.0', packageArn: 'arn:aws:sagemaker:eu-central-1:111122223333:model-package/p/5' };
    const production = released('1.5.0', 1, { model });
    const policy = aPolicy({ modelPackageGroup: 'penguins' });
    const asks = async (input: Input) => (await words(input)).includes('Reject its model package');

    expect(await asks({ plan: { production }, policy })).toBe(true);
    expect(await asks({ plan: { production } })).toBe(false);
    expect(await asks({ policy })).toBe(false);
  });

  it('keeps within what Slack takes, and shows foreign words as words', async () => {
    const long = '<!channel> & `x` '.repeat(200);
    const options = Array.from({ length: 10 }, (_, index) =>
      anOption(
        released(`${index}${long}`, index + 2, {
          executionId: `execution-${index}`,
          revision: { commitId: 'c'.repeat(40), message: long },
          metrics: Object.fromEntries(Array.from({ length: 30 }, (_, metric) => [`${metric}${long}`, long])),
          mark: { ...aMark(), reason: long },
        }),
        index % 2 === 0 ? { whyNot: { revision: long } } : { how: undefined, whyNot: { stage: long, revision: long } },
      ),
    );
    const policy = aPolicy({ model: long.slice(0, 60), modelPackageGroup: 'penguins' });

    const view = await dialog({
      plan: { options, stage: long },
      asked: { chosenId: 'execution-4', reason: long },
      policy,
    });

    expect(JSON.stringify(view)).not.toContain('<!channel>","verbatim');
    for (const block of view.blocks.map(Object).filter(({ text }) => text))
      expect(block.text.text).not.toContain('<!ch');
  });
});

describe('what a rollback dialog sends', () => {
  /** As Slack sends it back, as far as it is read: the type wants some twenty members more. */
  async function sent(input: Input, typed: { release?: string | null; reason?: string | null; package?: boolean }) {
    const { private_metadata } = await dialog(input);
    const selected_option = typed.release === null ? null : { value: typed.release ?? 'execution-1.4.0' };
    const values = {
      release: { rollback_release: { selected_option } },
      reason: { reason: { value: typed.reason === undefined ? 'drift' : typed.reason } },
      ...(typed.package && { package: { package: { selected_options: [{ value: 'package' }] } } }),
    };
    // What Slack sends back, as far as it is read: the type wants some twenty members more.
    return { private_metadata, state: { values } } as unknown as ViewOutput;
  }

  it('is what was shown and typed', async () => {
    const view = await sent({}, { package: true });

    expect(readRollbackKey(view)).toEqual({
      pipeline: 'penguins',
      requestId: 'request-1',
      productionId: 'execution-1.5.0',
      shown: { targetId: 'execution-1.4.0', how: 'stage' },
    });
    expect(typedInto(view)).toEqual({ chosenId: 'execution-1.4.0', reason: 'drift', rejectsPackage: true });
    expect(problemsOf(readRollbackKey(view), typedInto(view))).toBeUndefined();
  });

  it.each([
    ['no release', { release: null }, { release: 'Please choose a release.' }],
    ['no reason', { reason: null }, { reason: 'Please say why.' }],
    ['a reason of spaces', { reason: '   ' }, { reason: 'Please say why.' }],
    [
      'a release whose consequences were not shown yet',
      { release: 'execution-1.3.0' },
      { release: expect.stringMatching(/is not shown yet/) },
    ],
  ])('is not taken with %s', async (_what, typed, problems) => {
    const view = await sent({}, typed);

    expect(problemsOf(readRollbackKey(view), typedInto(view))).toEqual(problems);
  });

  it.each(['', 'no JSON', 'null', '[]', '{}', '{"pipeline":"penguins"}', '{"pipeline":{},"requestId":"r"}'])(
    'is refused where its metadata are not ours: %s',
    (private_metadata) => {
      expect(() => readRollbackKey({ private_metadata })).toThrow(BadRequest);
    },
  );

  it.each(['"abc"', '{"targetId":"e","how":"magic"}', '{"how":"stage"}', 'null'])(
    'shows nothing where what was shown is not ours: %s',
    (shown) => {
      const private_metadata = `{"pipeline":"penguins","requestId":"r","shown":${shown}}`;

      expect(readRollbackKey({ private_metadata }).shown).toBeUndefined();
    },
  );
});
