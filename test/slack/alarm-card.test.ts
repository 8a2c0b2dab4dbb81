import { validateBlocks } from '../../infra/local/slack/block-kit/validate';
import type { Ring, RingingAlarm } from '../../src/domain/alarms/ring';
import { AwsThrottled } from '../../src/domain/errors';
import type { ExecutionStatus } from '../../src/domain/executions/execution';
import type { RollbackPlan } from '../../src/domain/releases/rollback-plan';
import { alarmCard } from '../../src/slack/alarms/alarm-card';
import { type AlarmRollback, alarmRollback } from '../../src/slack/alarms/alarm-rollback';
import { readAlarmRollbackKey, readRingKey } from '../../src/slack/ids';
import { aPolicy } from '../support/builders/policies';
import { anOption, aPlan, released } from '../support/builders/rollbacks';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute));
const OMAR = { id: 'U0OMAR', name: 'Omar', team: 'T0LOCAL' };
const ROLLED_BACK = { executionId: 'rollback-1', release: '1.4.0', by: OMAR, at: at(3) };
const CONSOLE = { url: 'https://eu-west-1.console.aws.amazon.com', region: 'eu-west-1' };
const drift = (rest: Partial<RingingAlarm> = {}): RingingAlarm => ({
  ...{ kind: 'alarm', name: 'drift/south', reason: 'Threshold crossed', since: at(0), rangAt: at(0), times: 1 },
  ...rest,
});

describe('the card of a ring', () => {
  const message = (rest: Partial<Ring> = {}, rollback?: AlarmRollback, status?: ExecutionStatus) => {
    const ring: Ring = { ringId: 'r1', since: at(0), alarms: [drift()], ...rest };
    const card = alarmCard({ ring, status, policy: aPolicy(), console: CONSOLE, rollback });
    expect(validateBlocks(card.blocks, 'message')).toEqual([]);
    return card;
  };
  const card = (rest: Partial<Ring> = {}) => JSON.stringify(message(rest));

  it('says what rings, since when and why, and links its page of the console', () => {
    const words = card();

    expect(words).toContain('an alarm rings since <!date^1772442000');
    expect(words).toContain('/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/drift%2Fsouth|drift/south>');
    expect(words).toContain('>Threshold crossed');
    expect(message().text).toBe('The alarm drift/south of penguins rings.');
  });

  it('names what production served, and how old it was', () => {
    const production = { name: '1.4.0', executionId: 'e1', releasedAt: new Date(at(0).getTime() - 3 * 24 * 3_600_000) };

    expect(card({ production })).toContain('Production had served *1.4.0* for 3 d when it began');
  });

  it('says that all are quiet again, and for how long each rang and how often', () => {
    const alarms = [
      drift({ times: 2, quiet: { at: at(12), state: 'quiet' } }),
      drift({ name: 'latency', since: at(5), quiet: { at: at(10), state: 'unknown' } }),
    ];

    const words = card({ alarms, quietAt: at(12) });

    expect(words).toMatch(/is quiet again <!date[^>]*>, after 12 min/);
    expect(words).toMatch(/OK since <!date[^>]*>, rang for 12 min, rung 2 times/);
    expect(words).toMatch(/has too little data to tell since <!date[^>]*>, rang for 5 min/);
  });

  it('shows what rings before what is quiet, calls nobody and tells no secret', () => {
    const reason = 'Set by <!here>: --token hunter2';
    const words = card({
      alarms: [drift({ quiet: { at: at(1), state: 'quiet' } }), drift({ name: 'latency', reason })],
    });

    expect(words.indexOf('latency')).toBeLessThan(words.indexOf('drift'));
    expect(words).not.toMatch(/<!here>|hunter2/);
  });

  it('keeps within what Slack takes', () => {
    const alarms = Array.from({ length: 100 }, (_, index) =>
      drift({ name: `${index}${'&'.repeat(250)}`, reason: '<'.repeat(1_000) }),
    );

    const { blocks } = message({ alarms });

    const texts = blocks.flatMap((block) => (block.type === 'section' ? (block.text?.text ?? '') : []));
    expect(Math.max(...texts.map(({ length }) => length))).toBeLessThanOrEqual(3_000);
    expect(JSON.stringify(blocks)).toContain('and 90 more');
  });

  it.each<[string, Partial<RingingAlarm>[], string]>([
    ['one endpoint', [{ kind: 'endpoint' }], 'an endpoint is in trouble since'],
    ['two of them', [{ kind: 'endpoint' }, { kind: 'endpoint' }], '2 endpoints are in trouble since'],
    ['both kinds', [{}, { kind: 'endpoint' }], 'an alarm rings and an endpoint is in trouble since'],
  ])('tells of endpoints beside alarms: %s', (_which, kinds, said) => {
    const words = card({ alarms: kinds.map((kind, index) => drift({ name: `one-${index}`, ...kind })) });

    expect(words).toContain(said);
    expect(words).toMatch(/Endpoint \*<[^|]*#\/endpoints\/one-\d\|one-\d>\*/);
    expect(words).toContain('from CloudWatch and SageMaker');
  });

  describe('while it rings', () => {
    const ringing = (plan: Partial<RollbackPlan> = {}, rest: Partial<Ring> = {}, status?: ExecutionStatus) => {
      const { blocks } = message({ ringId: '2026-03-02T09:00:00.000Z', ...rest }, { plan: aPlan(plan) }, status);
      const row = blocks.flatMap((block) => (block.type === 'actions' ? block.elements : [])).map((one) => Object(one));
      return { words: JSON.stringify(blocks), buttons: row };
    };

    it('offers the last good release, and asks with all that will happen', () => {
      const { words, buttons } = ringing();

      expect(words).toMatch(/Last good release: \*1\.4\.0\*, released <!date/);
      expect(buttons.map(({ text }) => text.text)).toEqual(['Roll back to 1.4.0', 'Choose another…']);
      expect(buttons[0].style).toBe('danger');
      expect(buttons[0].confirm.text.text).toBe(
        'Runs the stage Deploy again with the artifacts of 1.4.0: nothing is rebuilt, it takes minutes. 1.5.0 is marked as failed in production.',
      );
      expect(readAlarmRollbackKey(buttons[0].value)).toEqual({
        ...{ pipeline: 'penguins', ringId: '2026-03-02T09:00:00.000Z', targetId: 'execution-1.4.0' },
        ...{ how: 'stage', productionId: 'execution-1.5.0' },
      });
      expect(readRingKey(buttons[1].value)).toEqual({ pipeline: 'penguins', ringId: '2026-03-02T09:00:00.000Z' });
    });

    it('asks in as many words as Slack takes, however long the names are', () => {
      const long = (name: string) => released(`${name}${'&'.repeat(100)}`, 5, { executionId: name });
      const { buttons } = ringing({
        ...{ stage: 's'.repeat(100), production: long('now'), needsApproval: true, locksAfterwards: true },
        ...{ options: [anOption(long('before'), { how: 'revision' })], suggestedId: 'before', usuallyMs: 5_000_000 },
      });

      expect(buttons[0].confirm.text.text).toMatch(
        /^First it must be approved\. .*Afterwards the pipeline is locked\.$/,
      );
    });

    it('lets a person choose where no earlier release is known to be good', () => {
      const { buttons } = ringing({ suggestedId: undefined });

      expect(buttons.map(({ text }) => text.text)).toEqual(['Choose a release…']);
    });

    it('says why nothing can be rolled back', () => {
      const { words, buttons } = ringing({ impossible: 'Another rollback is under way.' });

      expect(words).toContain(':no_entry_sign: Another rollback is under way.');
      expect(buttons).toEqual([]);
    });

    it.each<[ExecutionStatus, string, string[]]>([
      ['Succeeded', ':rewind: Rolled back to *1.4.0* by <@U0OMAR>, <!date', ['Choose a release…']],
      ['InProgress', ':rewind: Being rolled back to *1.4.0* by <@U0OMAR>', ['Choose a release…']],
      ['Failed', ':x: Not rolled back to *1.4.0* by <@U0OMAR>', ['Roll back to 1.4.0', 'Choose another…']],
    ])('says who has rolled it back; one more is a decision of its own: %s', (status, said, offered) => {
      const production = status === 'Succeeded' ? released('1.4.0', 1) : released('1.5.0', 1);
      const { words, buttons } = ringing({ production }, { rolledBack: ROLLED_BACK }, status);

      expect(words).toContain(said);
      expect(buttons.map(({ text }) => text.text)).toEqual(offered);
    });

    it('offers again what would help where production serves another release again', () => {
      const { buttons } = ringing({ production: released('1.5.0', 1) }, { rolledBack: ROLLED_BACK }, 'Succeeded');

      expect(buttons.map(({ text }) => text.text)).toEqual(['Roll back to 1.4.0', 'Choose another…']);
    });

    it('offers an earlier one where it rings anew after its rollback', () => {
      const alarms = [drift({ rangAt: new Date(ROLLED_BACK.at.getTime() + 1_000) })];
      const plan = { production: released('1.4.0', 1), options: [anOption(released('1.3.0', 9))] };
      const { buttons } = ringing(
        { ...plan, suggestedId: 'execution-1.3.0' },
        { alarms, rolledBack: ROLLED_BACK },
        'Succeeded',
      );

      expect(buttons.map(({ text }) => text.text)).toEqual(['Roll back to 1.3.0', 'Choose another…']);
    });

    it('says that somebody else’s rollback is under way', () => {
      const underWay = { auditId: 'a', targetId: 'execution-1.4.0', by: OMAR, since: at(3) };
      const plan = { underWay, impossible: 'A rollback is under way.' };

      expect(ringing(plan, { rolledBack: ROLLED_BACK }, 'Succeeded').words).toContain('A rollback is under way');
    });

    it('offers nothing while its rollback is under way', () => {
      const underWay = { auditId: 'a', targetId: 'execution-1.4.0', by: OMAR, since: at(3) };
      const { words, buttons } = ringing(
        { underWay, impossible: 'A rollback is under way.' },
        { rolledBack: ROLLED_BACK },
      );

      expect(words).not.toContain(':no_entry_sign:');
      expect(buttons).toEqual([]);
    });

    it('is told also where the plan is refused', async () => {
      const refused = await alarmRollback(() => Promise.reject(new AwsThrottled('slow down')), aPolicy());

      expect(JSON.stringify(message({}, refused))).toContain(':no_entry_sign: AWS gets too many requests just now');
    });
  });

  it('offers nothing once all is quiet', () => {
    expect(JSON.stringify(message({ quietAt: at(12) }, { plan: aPlan() }))).not.toContain('"button"');
  });
});

describe('what a button of an alarm card carries', () => {
  it.each([
    undefined,
    '',
    'penguins r1',
    'penguins r1 target magic production',
    'penguins r1 target stage',
    'penguins r1 target stage production more',
    ' r1 target stage production',
  ])('is refused where it is not ours: %s', (value) => {
    expect(() => readAlarmRollbackKey(value)).toThrow('older version');
  });

  it('may be that nothing was in production', () => {
    expect(readAlarmRollbackKey('penguins r1 target revision -')).toMatchObject({ productionId: undefined });
  });
});
